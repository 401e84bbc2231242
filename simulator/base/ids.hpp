// Fresh identifiers for messages, conversations and requests.
#pragma once

#include <string>
#include <string_view>

namespace mosim::ids {

std::string uuid();  // random, version 4, lower case
std::string message_id(
    std::string_view domain);  // "<uuid>@domain", without angle brackets (RFC 5322, KVE 5.1)

}  // namespace mosim::ids
