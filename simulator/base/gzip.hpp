// Gzip (RFC 1952), written piece by piece, so that a long answer is never held uncompressed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace mosim {

class Gzip {
 public:
  Gzip();
  ~Gzip();
  void add(std::string_view bytes);
  std::string finish();  // once

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The content of a gzip file; nullopt when it is none, or when there is more than `most`.
std::optional<std::string> gunzip(std::string_view bytes, std::size_t most);

}  // namespace mosim
