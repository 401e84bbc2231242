// The small texts of headers, forms and values.
#include "simulator/base/text.hpp"

#include "simulator/base/time.hpp"
#include "simulator/http/client.hpp"
#include "simulator/http/message.hpp"
#include "simulator/mime/multipart.hpp"
#include "simulator/xml/document.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

MOSIM_FUZZ_TARGET {
  if (const auto t = time::parse(input))
    fuzz::promise(time::parse(time::format(*t)) == t, "a moment is written as it was read");
  if (const auto d = time::parse_duration(input))
    fuzz::promise(time::parse_duration(time::format_duration(*d)) == d, "so is a duration");
  if (const auto bytes = text::base64_decode(input))
    fuzz::promise(text::base64_decode(text::base64_encode(*bytes)) == bytes, "so is base64");
  fuzz::promise(text::percent_decode(text::percent_encode(input)) == input, "so is a path");
  std::string form;
  for (const auto& [name, value] : http::parse_form(input))
    form += text::percent_encode(name) + "=" + text::percent_encode(value) + "&";
  fuzz::promise(http::parse_form(form) == http::parse_form(input), "so is a form");
  if (const auto type = mime::parse_content_type(input))
    fuzz::promise(type->type.find('/') != std::string::npos, "a content type has two parts");
  if (const auto url = http::parse_url(input)) {
    const auto again = http::parse_url(url->origin() + url->target);
    fuzz::promise(again && again->host == url->host && again->port == url->port &&
                      again->target == url->target,
                  "an address is written as it was read");
  }
  const std::string line = text::one_line(input, 40);
  fuzz::promise(line.find_first_of("\r\n") == line.npos && line.size() <= 43, "one short line");
  fuzz::promise(!text::is_utf8(input) || text::is_utf8(line), "no character is cut in two");
  fuzz::promise(xml::valid_characters(xml::escape(input)), "what is escaped may stand in XML");
}
