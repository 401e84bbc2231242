// Private to http: what stands before a body, and what a broken request is answered with.
#pragma once

#include "simulator/http/session.hpp"

#include <string>

namespace mosim::http {

std::string remote_of(const beast::tcp_stream& stream);
// Control characters in a value would start a new header, so they never get there.
std::string head_of(const Response& response, bool keep);
int status_of(const error_code& ec);  // 0: the peer went away, nobody to answer

}  // namespace mosim::http
