#include "simulator/console/form.hpp"

#include "simulator/mime/multipart.hpp"

namespace mosim::console {

namespace {

// form-data; name="bestand"; filename="x"
std::string field_name(std::string_view disposition) {
  constexpr std::string_view opening = "; name=\"";
  const auto begin = disposition.find(opening);
  if (begin == disposition.npos) return "";
  const auto rest = disposition.substr(begin + opening.size());
  return std::string(rest.substr(0, rest.find('"')));
}

}  // namespace

http::Fields form_of(const http::Request& request) {
  const auto type = mime::parse_content_type(request.headers.get("Content-Type"));
  if (!type || type->type != "multipart/form-data") return http::parse_form(request.body.view());
  const auto parts = mime::split(request.body.view(), type->parameter("boundary"));
  http::Fields out;
  if (!parts) return out;
  for (const auto& part : *parts)
    out.emplace_back(field_name(part.header("Content-Disposition")), std::string(part.body));
  return out;
}

}  // namespace mosim::console
