// Shared bytes, bodies of unknown length, and compression.
#include "simulator/base/blob.hpp"

#include "simulator/base/gzip.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fresh.hpp"

#include <fstream>
#include <system_error>
#include <zlib.h>

using namespace mosim;

namespace {

std::string unzipped(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string in = bytes, out(20'000'000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

}  // namespace

TEST_CASE("a part of a blob keeps the whole alive") {
  Blob part;
  {
    const Blob whole = Blob::of(std::string(1000, 'x') + "the part" + std::string(1000, 'x'));
    part = whole.slice(whole.view().substr(1000, 8));
  }
  CHECK(part.view() == "the part");
  CHECK(Blob().empty());
}

TEST_CASE("a small body stays in memory, a large one goes to a file without a name") {
  const testing::FreshFolder folder;
  const std::size_t size = GENERATE(0U, 10U, 11U, 100'000U);
  std::string expected;
  Spool spool(folder.path(), 10);
  while (spool.size() < size) {
    const std::string piece(std::min<std::size_t>(7, size - spool.size()),
                            static_cast<char>('a' + spool.size() % 26));
    spool.append(piece);
    expected += piece;
  }
  const Blob body = spool.finish();
  CHECK(body.view() == expected);
  CHECK(std::filesystem::is_empty(folder.path()));  // it is gone with us, also after kill -9
}

TEST_CASE("a disk that is not there fails a large body only") {
  Spool spool("/does/not/exist", 10);
  spool.append("0123456789");
  CHECK_THROWS_AS(spool.append("x"), std::system_error);
}

TEST_CASE("a file is read as it is, and one that is missing is an exception") {
  const testing::FreshFolder folder;
  const auto file = folder.path() / "body";
  CHECK_THROWS_AS(Blob::map(file), std::system_error);
  std::ofstream(file) << "";
  CHECK(Blob::map(file).empty());
  std::ofstream(file) << "bytes";
  const Blob blob = Blob::map(file);
  std::filesystem::remove(file);
  CHECK(blob.view() == "bytes");
}

TEST_CASE("what is compressed piece by piece comes out whole") {
  Gzip zip;
  std::string expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::string piece = "<BSN>" + std::to_string(999990000 + i) + "</BSN>";
    zip.add(piece);
    expected += piece;
  }
  const std::string zipped = zip.finish();
  CHECK(zipped.size() < expected.size() / 2);
  CHECK(unzipped(zipped) == expected);
  CHECK(unzipped(Gzip().finish()).empty());
}
