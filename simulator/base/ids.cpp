#include "simulator/base/ids.hpp"

#include "simulator/base/text.hpp"

#include <sys/random.h>
#include <system_error>

namespace mosim::ids {

std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
    throw std::system_error(errno, std::generic_category(), "getrandom");
  return bytes;
}

std::string code(int digits) {
  std::string out;
  while (static_cast<int>(out.size()) < digits)
    for (const char byte : random_bytes(16))  // bytes above 249 would favour the low digits
      if (const auto value = static_cast<unsigned char>(byte);
          value < 250 && static_cast<int>(out.size()) < digits)
        out += static_cast<char>('0' + value % 10);
  return out;
}

std::string uuid() {
  std::string bytes = random_bytes(16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);
  std::string hex = text::to_hex(bytes);
  for (const std::size_t at : {8U, 13U, 18U, 23U}) hex.insert(at, 1, '-');
  return hex;
}

std::string message_id(std::string_view domain) { return uuid() + "@" + std::string(domain); }

}  // namespace mosim::ids
