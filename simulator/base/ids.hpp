// Fresh identifiers for messages, conversations and requests.
#pragma once

#include <string>
#include <string_view>

namespace mosim::ids {

std::string random_bytes(std::size_t size);  // that nobody can guess; at most 256
std::string code(int digits);                // of random digits, for a person to type: "042137"
std::string uuid();                          // random, version 4, lower case
std::string message_id(
    std::string_view domain);  // "<uuid>@domain", without angle brackets (RFC 5322, KVE 5.1)

}  // namespace mosim::ids
