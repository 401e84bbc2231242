#include "simulator/base/gzip.hpp"

#include <array>
#include <new>
#include <zlib.h>

namespace mosim {

struct Gzip::Impl {
  z_stream stream{};
  std::string out;

  void run(std::string_view bytes, int flush) {
    stream.next_in =
        reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::array<char, 16384> piece;
    do {
      stream.next_out = reinterpret_cast<Bytef*>(piece.data());
      stream.avail_out = static_cast<uInt>(piece.size());
      deflate(&stream, flush);
      out.append(piece.data(), piece.size() - stream.avail_out);
    } while (stream.avail_out == 0);
  }
};

Gzip::Gzip() : impl_(std::make_unique<Impl>()) {
  constexpr int gzip_window = 15 + 16;  // 16: with the header of gzip
  if (deflateInit2(&impl_->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip_window, 8,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
}
Gzip::~Gzip() { deflateEnd(&impl_->stream); }

void Gzip::add(std::string_view bytes) {
  constexpr std::size_t most = 1U << 30;  // zlib counts in 32 bits
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), most)))
    impl_->run(bytes.substr(0, most), Z_NO_FLUSH);
}

std::string Gzip::finish() {
  impl_->run({}, Z_FINISH);
  return std::move(impl_->out);
}

std::optional<std::string> gunzip(std::string_view bytes, std::size_t most) {
  z_stream stream{};
  constexpr int gzip_only = 15 + 16;
  if (inflateInit2(&stream, gzip_only) != Z_OK) throw std::bad_alloc();
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  std::array<char, 16384> piece;
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    const int state = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
    if (state == Z_STREAM_END) return out;
    if (state != Z_OK || out.size() > most) return std::nullopt;
  }
}

}  // namespace mosim
