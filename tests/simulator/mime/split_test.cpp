// Reading multipart/related: exact to the byte, and every mistake named by its rule.
#include "simulator/mime/multipart.hpp"
#include "simulator/mime/rules.hpp"
#include "tests/support/catch.hpp"

#include <functional>
#include <set>

using namespace mosim;
using mime::split;

namespace {

const std::string two_parts =
    "--b\r\nContent-Type: text/xml\r\nContent-ID: <root@x>\r\n\r\n<a/>\r\n"
    "--b\r\nContent-ID: <two@x>\r\nContent-Type: application/pdf;\r\n "
    "name=\"brief.pdf\"\r\n\r\n%PDF\r\n"
    "--b--\r\n";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

Fault refusal(const std::string& body, const std::string& boundary = "b") {
  const auto parts = split(body, boundary);
  return parts ? Fault{} : parts.error();
}

Fault refused_root(const std::string& start) {
  const auto parts = split(two_parts, "b").value();
  const auto root = mime::root(parts, {"multipart/related", {{"start", start}}});
  return root ? Fault{} : root.error();
}

Fault undecodable(const std::string& encoding, std::string_view body) {
  const auto out =
      mime::decoded({{{"Content-Transfer-Encoding", encoding}, {"Content-ID", "<p>"}}, body});
  return out ? Fault{} : out.error();
}

std::string parts_of(int count, const std::string& headers = "") {
  std::string out;
  for (int i = 0; i < count; ++i) out += "--b\r\n" + headers + "\r\nx\r\n";
  return out + "--b--";
}

}  // namespace

TEST_CASE("a message in parts is read to the byte") {
  const auto parts = split(two_parts, "b");
  REQUIRE(parts);
  REQUIRE(parts->size() == 2);
  CHECK((*parts)[0].body == "<a/>");
  CHECK((*parts)[0].content_id() == "root@x");
  CHECK((*parts)[1].body == "%PDF");
  CHECK((*parts)[1].header("content-type") == "application/pdf; name=\"brief.pdf\"");
}

TEST_CASE("line ends, a preamble, an epilogue and space after a boundary make no difference") {
  std::string bare;
  for (const char c : two_parts)
    if (c != '\r') bare += c;
  for (const std::string& body : {bare, "preamble --b\r\n" + two_parts + "epilogue\r\n--b\r\n",
                                  replaced(two_parts, "--b\r\n", "--b \t\r\n")}) {
    const auto parts = split(body, "b");
    REQUIRE(parts);
    REQUIRE(parts->size() == 2);
    CHECK((*parts)[0].body == "<a/>");
    CHECK((*parts)[1].body == "%PDF");
  }
}

TEST_CASE("what only looks like a boundary is content") {
  const std::string content = "x--b\r\n--bb\r\n--b-\r\n--b--x\r\n\r\n -- b\r\n\r\n";
  const std::string body = "--b\r\n\r\n" + content + "\r\n--b--";
  const auto parts = split(body, "b");
  REQUIRE(parts);
  CHECK((*parts)[0].body == content);
}

TEST_CASE("a part may be empty") {
  for (const char* body :
       {"--b\r\nA: x\r\n\r\n\r\n--b--", "--b\r\nA: x\r\n\r\n--b--", "--b\nA: x\n\n--b--"}) {
    const auto parts = split(body, "b");
    REQUIRE(parts);
    CHECK((*parts)[0].body.empty());
    CHECK((*parts)[0].header("A") == "x");
  }
}

TEST_CASE("the root is the part that start names, however it is written, else the first") {
  const auto parts = split(two_parts, "b").value();
  const auto root = [&](const std::string& start) {
    return (*mime::root(parts, {"multipart/related", {{"start", start}}}))->content_id();
  };
  CHECK(root("<two@x>") == "two@x");
  CHECK(root("two@x") == "two@x");
  CHECK(root("<two%40x>") == "two@x");
  CHECK(root("") == "root@x");
}

TEST_CASE("transfer encodings are undone") {
  const auto decoded = [](const std::string& encoding, std::string_view body) {
    return mime::decoded({{{"content-transfer-encoding", encoding}}, body}).value();
  };
  CHECK(decoded("Base64", "SGFs\r\nbG8=\r\n") == "Hallo");
  CHECK(decoded("QUOTED-PRINTABLE", "a=3D=C3=a9=\r\nb=\nc") ==
        "a=\xC3\xA9"
        "bc");
  for (const char* plain : {"", "binary", "8bit", "7BIT"}) CHECK(decoded(plain, "=3D") == "=3D");
}

TEST_CASE("each rule of MIME has a mistake that it names, with the place") {
  struct Case {
    std::string_view rule;
    std::string what, place;
    Fault found;
  };
  const std::string place = "part 2";
  const Case cases[] = {
      {mime::rule::boundary, "no boundary", "Content-Type", refusal(two_parts, "")},
      {mime::rule::boundary, "too long", "Content-Type", refusal(two_parts, std::string(71, 'b'))},
      {mime::rule::boundary, "ends in a space", "Content-Type", refusal(two_parts, "b ")},
      {mime::rule::not_closed, "cut off", place, refusal(replaced(two_parts, "--b--", ""))},
      {mime::rule::not_closed, "cut off in the boundary", place,
       refusal(replaced(two_parts, "--b--", "--b-"))},
      {mime::rule::no_part, "another boundary", "body", refusal(two_parts, "c")},
      {mime::rule::no_part, "empty", "body", refusal("")},
      {mime::rule::no_part, "closed at once", "body", refusal("--b--\r\n")},
      {mime::rule::no_blank_line, "headers only", "part 1", refusal("--b\r\nA: x\r\n--b--")},
      {mime::rule::no_blank_line, "nothing at all", "part 1", refusal("--b\r\n--b--")},
      {mime::rule::header_line, "no colon", place,
       refusal(replaced(two_parts, "Content-ID: <two", "Content-ID <two"))},
      {mime::rule::header_line, "no name", place,
       refusal(replaced(two_parts, "Content-ID: <two", ": <two"))},
      {mime::rule::header_line, "space in the name", place,
       refusal(replaced(two_parts, "Content-ID: <two", "Content ID: <two"))},
      {mime::rule::header_line, "tab before the colon", place,
       refusal(replaced(two_parts, "Content-ID: <two", "Content-ID\t: <two"))},
      {mime::rule::header_line, "folded before any", "part 1",
       refusal("--b\r\n x: y\r\n\r\n\r\n--b--")},
      {mime::rule::header_size, "one long header", "part 1",
       refusal(parts_of(1, "A: " + std::string(20'000, 'x') + "\r\n"))},
      {mime::rule::too_many, "65 parts", "body", refusal(parts_of(65))},
      {mime::rule::duplicate_id, "twice", place, refusal(replaced(two_parts, "two@x", "root@x"))},
      {mime::rule::no_root, "start names no part", "Content-Type", refused_root("<three@x>")},
      {mime::rule::encoding, "not base64", "part 'p'", undecodable("base64", "a*b")},
      {mime::rule::encoding, "not quoted-printable", "part 'p'",
       undecodable("quoted-printable", "=4")},
      {mime::rule::encoding, "unknown", "part 'p'", undecodable("uuencode", "x")},
      {mime::rule::content_type, "nonsense", "Content-Type",
       mime::parse_content_type("xml").error()},
  };
  std::set<std::string_view> named;
  for (const Case& one : cases) {
    INFO(one.rule << " " << one.what << ": " << describe(one.found));
    CHECK(one.found.rule == one.rule);
    CHECK(one.found.code == "MimeProblem");
    CHECK(one.found.place == one.place);
    CHECK_FALSE(one.found.hint.empty());
    named.insert(one.rule);
  }
  for (const rules::Rule& rule : mime::rules()) {
    INFO(rule.id);
    CHECK(named.contains(rule.id));
  }
  CHECK(split(parts_of(64), "b"));  // what is just allowed, is
}

TEST_CASE("what is built is read back, whatever the parts hold") {
  std::string every;
  for (int i = 0; i < 256; ++i) every += static_cast<char>(i);
  const std::string nasty[] = {"",
                               "\r\n",
                               "\n",
                               "--",
                               "\r\n--",
                               every,
                               "------=_Part_\r\n------=_Part_--\r\n",
                               std::string(3'000'000, '-')};
  std::vector<mime::OutPart> out;
  for (const std::string& body : nasty)
    out.push_back({"application/octet-stream",
                   "part-" + std::to_string(out.size()) + "@x",
                   body,
                   {{"X-Extra", "y"}}});
  const auto built = mime::build_related(out);
  const auto type = mime::parse_content_type(built.content_type);
  REQUIRE(type);
  CHECK(type->type == "multipart/related");
  CHECK(type->parameter("type") == "text/xml");
  const auto parts = split(built.body, type->parameter("boundary"));
  REQUIRE(parts);
  REQUIRE(parts->size() == out.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    INFO(i);
    CHECK(((*parts)[i].body == nasty[i]));
    CHECK((*parts)[i].content_id() == out[i].content_id);
    CHECK((*parts)[i].header("x-extra") == "y");
    CHECK_FALSE((*parts)[i].is_encoded());
  }
  CHECK((*mime::root(*parts, *type))->content_id() == "part-0@x");
}
