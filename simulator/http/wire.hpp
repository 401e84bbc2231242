// Private to http: the head of an answer, and the status for a request that broke off.
#pragma once

#include "simulator/http/session.hpp"

#include <string>

namespace mosim::http {

std::string head_of(const Response& response, bool keep);
int status_of(const error_code& ec);  // 0: the peer went away, nobody to answer

}  // namespace mosim::http
