// For which world a request is meant, on every door alike: the path prefix /w/NAAM, else the host
// NAAM.localhost (Host header or SNI), else the standard world.
#pragma once

#include "simulator/http/message.hpp"

#include <string>
#include <string_view>

namespace mosim::worlds {

// The name in "NAAM.localhost" or "naam.localhost.:8080"; `standaard` for any other host. May be a
// name that no world can have.
std::string name_in_host(std::string_view host);

// The name that the request asks for. A prefix is taken off its target and path, and kept in
// `prefix`, so that routes need not know of it.
std::string chosen(http::Request& request);

// Brings what an answer says about places on this door below the prefix of the request: Location,
// cookies, and in pages the links, forms and files. An address in a script is none of it.
void put_below(const std::string& prefix, http::Response& response);

}  // namespace mosim::worlds
