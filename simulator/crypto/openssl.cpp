#include "simulator/crypto/openssl.hpp"

#include <climits>
#include <openssl/err.h>

namespace mosim::crypto::openssl {

std::string reason() {
  const unsigned long error = ERR_peek_last_error();
  const char* const text = ERR_reason_error_string(error);
  std::string out = text != nullptr ? text : error != 0 ? "error " + std::to_string(error) : "";
  ERR_clear_error();
  return out;
}

void check(bool ok, const char* what) {
  if (ok) return;
  const std::string why = reason();
  throw std::runtime_error(std::string("OpenSSL: ") + what + " failed" +
                           (why.empty() ? "" : ": " + why));
}

Bio reader(std::string_view bytes) {
  if (bytes.size() > INT_MAX) throw std::length_error("OpenSSL reads at most 2 GB at once");
  return Bio(
      check(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())), "BIO_new_mem_buf"));
}

Bio writer() { return Bio(check(BIO_new(BIO_s_mem()), "BIO_new")); }

std::string text_of(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return size > 0 ? std::string(data, static_cast<std::size_t>(size)) : std::string();
}

int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace mosim::crypto::openssl
