#include "simulator/http/wire.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

namespace mosim::http {

// What goes before the body. Control characters in a value would start a new header, so they never
// get there.
std::string head_of(const Response& response, bool keep) {
  std::string out = fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason(response.status));
  for (const auto& [name, value] : response.headers)
    out += fmt::format("{}: {}\r\n", text::one_line(name), text::one_line(value, 8000));
  if (response.stream)
    out += "Transfer-Encoding: chunked\r\n";
  else if (response.status != 204 && response.status != 304)
    out += fmt::format("Content-Length: {}\r\n", response.body.size());
  out += keep ? "\r\n" : "Connection: close\r\n\r\n";
  return out;
}

int status_of(const error_code& ec) {
  using beast::http::error;
  if (ec == error::header_limit || ec == error::buffer_overflow) return 431;
  if (ec == error::body_limit) return 413;
  if (ec == boost::system::errc::no_space_on_device) return 503;
  if (ec == beast::error::timeout) return 408;
  if (ec.category() == make_error_code(error::bad_method).category() &&
      ec != error::end_of_stream && ec != error::partial_message)
    return 400;
  return 0;
}

}  // namespace mosim::http
