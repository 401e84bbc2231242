// A form is read the same with a file and without.
#include "simulator/console/form.hpp"

#include "tests/support/catch.hpp"

namespace mosim::console {

namespace {

http::Fields fields(const std::string& type, const std::string& body) {
  http::Request request;
  request.headers.set("Content-Type", type);
  request.body = Blob::of(body);
  return form_of(request);
}

}  // namespace

TEST_CASE("fields without a file") {
  CHECK(fields("application/x-www-form-urlencoded", "a=1&b=c+d") ==
        http::Fields{{"a", "1"}, {"b", "c d"}});
}

TEST_CASE("a file comes as it was, to the byte") {
  const std::string file("\0\r\n--grens2\xff", 12);
  const std::string body =
      "--grens\r\nContent-Disposition: form-data; name=\"naam\"\r\n\r\nles\r\n"
      "--grens\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"x\"\r\n"
      "Content-Type: application/octet-stream\r\n\r\n" +
      file + "\r\n--grens--\r\n";
  CHECK(fields("multipart/form-data; boundary=grens", body) ==
        http::Fields{{"naam", "les"}, {"bestand", file}});
}

TEST_CASE("a broken form has no fields") {
  CHECK(fields("multipart/form-data", "x").empty());
  CHECK(fields("multipart/form-data; boundary=grens", "--grens\r\nx").empty());
}

}  // namespace mosim::console
