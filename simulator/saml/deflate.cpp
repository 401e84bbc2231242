#include "simulator/saml/deflate.hpp"

#include <fmt/format.h>

#include <array>
#include <new>
#include <zlib.h>

namespace mosim::saml {

namespace {

constexpr int raw_window = -15;

void feed(z_stream& stream, std::string_view bytes) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
  stream.avail_in = static_cast<uInt>(bytes.size());
}

tl::unexpected<Fault> broken(std::string text) {
  return refuse({"binding", "", "", std::move(text), "", {}});
}

}  // namespace

std::string deflate(std::string_view bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, raw_window, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    throw std::bad_alloc();
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  feed(stream, bytes);
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

Result<std::string> inflate(std::string_view bytes, std::size_t most) {
  z_stream stream{};
  if (inflateInit2(&stream, raw_window) != Z_OK) throw std::bad_alloc();
  feed(stream, bytes);
  std::string out;
  std::array<char, 16384> piece;
  int state = Z_OK;
  while (state == Z_OK && out.size() <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = ::inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  }
  const bool all_used = stream.avail_in == 0;
  inflateEnd(&stream);
  if (out.size() > most) return broken(fmt::format("more than {} kB when inflated", most / 1024));
  if (state != Z_STREAM_END) return broken("no raw DEFLATE, or cut off");
  if (!all_used) return broken("something follows the compressed message");
  return out;
}

}  // namespace mosim::saml
