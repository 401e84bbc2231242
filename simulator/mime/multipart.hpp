// multipart/related and multipart/form-data: strict on reading, byte-exact both ways. Parts are
// views on the message.
#pragma once

#include "simulator/base/result.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mosim::mime {

// "multipart/related; boundary=\"x\"; type=\"text/xml\"": the type in lower case, parameters with
// lower-case names, values unquoted.
struct ContentType {
  std::string type;
  std::vector<std::pair<std::string, std::string>> parameters;
  std::string_view parameter(std::string_view name) const;  // "" when absent
};
Result<ContentType> parse_content_type(std::string_view value);

struct Part {
  std::vector<std::pair<std::string, std::string>>
      headers;            // names as sent, values unfolded and trimmed
  std::string_view body;  // exact octets
  std::string_view header(std::string_view name) const;  // compares without case
  std::string content_id() const;                        // without angle brackets
  bool is_encoded() const;  // its Content-Transfer-Encoding is another than binary, 8bit, 7bit
};

struct Limits {
  std::size_t parts = 64;
  std::size_t header_bytes = 16 * 1024;  // per part
};

// Splits `body` at the boundary. Refuses (code "MimeProblem", with rule and place): no closing
// boundary, no part, a part without the empty line, a header line without colon, two parts with one
// Content-ID, too many parts or headers. A preamble and an epilogue are allowed and ignored (RFC
// 2046).
Result<std::vector<Part>> split(std::string_view body, std::string_view boundary,
                                const Limits& limits = {});

// The root part of multipart/related: the one that `start` names (with or without angle brackets,
// percent-decoded on both sides), else the first.
Result<const Part*> root(const std::vector<Part>& parts, const ContentType& type);

// The body of a part after its Content-Transfer-Encoding (binary, 8bit, 7bit, base64,
// quoted-printable).
Result<std::string> decoded(const Part& part);

struct OutPart {
  std::string content_type;
  std::string content_id;  // without angle brackets
  std::string_view body;
  std::vector<std::pair<std::string, std::string>> headers;  // extra
};
struct Related {
  std::string content_type;  // value for the HTTP header, start and type filled in
  std::string body;
};
// First part is the root. The boundary is fresh and occurs in no part.
Related build_related(const std::vector<OutPart>& parts, std::string_view root_type = "text/xml");

}  // namespace mosim::mime
