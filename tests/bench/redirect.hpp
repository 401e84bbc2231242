// Where an answer sends the browser. The library under http::Client gives header values
// percent-decoded: a plus sign in them is one, and an address must be encoded again.
#pragma once

#include "simulator/http/message.hpp"

#include <string>

namespace mosim::bench {

http::Fields redirect_query(const http::Response& response);
std::string redirect_url(const http::Response& response);

}  // namespace mosim::bench
