#include "simulator/mime/rules.hpp"

#include <stdexcept>

namespace mosim::mime {

namespace {
using enum rules::Severity;
using enum rules::Certainty;

constexpr rules::Rule table[] = {
    {rule::content_type, error, certain, "Content-Type is there and can be read", "RFC 2045, 5.1",
     "write type/subtype; name=\"value\""},
    {rule::boundary, error, certain, "multipart has a boundary of 1 to 70 characters",
     "RFC 2046, 5.1.1",
     "give the boundary parameter in Content-Type, in quotes when it has odd characters"},
    {rule::not_closed, error, certain, "the last part is followed by the closing boundary",
     "RFC 2046, 5.1.1", "end with CRLF--boundary--; was the message cut off?"},
    {rule::no_part, error, certain, "a multipart has at least one part", "RFC 2046, 5.1",
     "does the boundary in Content-Type equal the one in the body?"},
    {rule::no_blank_line, error, certain, "a part has an empty line between headers and content",
     "RFC 2046, 5.1", "write CRLF CRLF after the headers of the part"},
    {rule::header_line, error, certain, "each header line of a part is 'Name: value'",
     "RFC 2045, 3; RFC 5322, 2.2", "look at the line"},
    {rule::header_size, error, choice, "the headers of a part are at most 16 kB",
     "choice of the simulator", "leave headers out that nobody needs"},
    {rule::too_many, error, choice, "a message has at most 64 parts", "choice of the simulator",
     "send fewer parts"},
    {rule::duplicate_id, error, certain, "each part has a Content-ID of its own",
     "RFC 2045, 7; RFC 2392", "give each part a fresh Content-ID"},
    {rule::no_root, error, certain, "the part that the start parameter names is there",
     "RFC 2387, 3.2", "start is the Content-ID of the SOAP part, with its angle brackets"},
    {rule::encoding, error, certain, "Content-Transfer-Encoding is known, and the content is in it",
     "RFC 2045, 6; KVE 5.11", "send binary, without transfer encoding"},
};
}  // namespace

std::span<const rules::Rule> rules() { return table; }

tl::unexpected<Fault> broken(std::string_view id, std::string place, std::string detail) {
  for (const rules::Rule& one : table)
    if (one.id == id)
      return refuse(rules::fault(one, "MimeProblem", std::move(place), std::move(detail)));
  throw std::logic_error("no such rule: " + std::string(id));
}

}  // namespace mosim::mime
