// Content-Type as adapters really write it.
#include "simulator/mime/multipart.hpp"
#include "simulator/mime/rules.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;
using mime::parse_content_type;

TEST_CASE("a content type is read in every form that adapters write") {
  const auto type = parse_content_type(
      "Multipart/Related; Boundary=\"a b\\\"c\";type=text/xml ;\r\n start=\"<root@x>\"; "
      "start-info=; ");
  CHECK_FALSE(type);  // a parameter without a value
  const auto good = parse_content_type(
      " Multipart/Related ; Boundary=\"a b\\\"c;d\";type=text/xml ;\r\n\tstart=<root=1@x> ;");
  REQUIRE(good);
  CHECK(good->type == "multipart/related");
  CHECK(good->parameter("boundary") == "a b\"c;d");
  CHECK(good->parameter("type") == "text/xml");
  CHECK(good->parameter("start") == "<root=1@x>");
  CHECK(good->parameter("charset").empty());
  CHECK(parse_content_type("text/xml")->parameters.empty());
}

TEST_CASE(
    "what is no content type is refused by its rule, without control characters in the words") {
  for (const char* bad :
       {"", "text", "/xml", "text/", "text/x ml", "text/xml/x", "(text)/xml", "text/xml charset=x",
        "text/xml; charset", "text/xml; =x", "text/xml; a b=c", "text/xml; a=\"x",
        "text/xml; a=\"x\\", "text/xml; a=\"x\"y", "text/xml; a=x\"y", "text/xml;;",
        "t\xC3\xA9xt/xml", "text/xml\r\nX: y"}) {
    INFO(bad);
    const auto type = parse_content_type(bad);
    REQUIRE_FALSE(type);
    CHECK(type.error().rule == mime::rule::content_type);
    CHECK(type.error().place == "Content-Type");
    CHECK(type.error().text.find('\n') == std::string::npos);
  }
}
