// Where things stand in a document, also in one that is not in order.
#include "simulator/check/outline.hpp"

#include "simulator/check/lines.hpp"
#include "simulator/check/place.hpp"
#include "simulator/xml/document.hpp"
#include "tests/support/catch.hpp"

#include <functional>

using namespace mosim;
using check::locate;
using check::Outline;

namespace {

std::string_view at(const Outline& outline, std::string_view place) {
  return outline.text(locate(outline, place));
}

constexpr std::string_view letter =
    "<?xml version=\"1.0\"?>\n<!-- <no> -->\n<a:brief xmlns:a='urn:a' soort=\"x>y\">\n"
    "  <van id='1'>Anna</van>\n  <van id='2/3'> Bert </van>\n  <leeg/>\n"
    "  <tekst><![CDATA[<van>]]></tekst>\n</a:brief>";

}  // namespace

TEST_CASE("a place leads to the value that stands there", "[check]") {
  const Outline outline(letter);
  CHECK(at(outline, "/brief/van") == "Anna");
  CHECK(at(outline, "/brief/van[2]") == "Bert");
  CHECK(at(outline, "/brief/van[@id='2/3']") == "Bert");
  CHECK(at(outline, "/brief/van[2]/@id") == "id='2/3'");
  CHECK(at(outline, "/brief/@soort") == "soort=\"x>y\"");
  CHECK(at(outline, "/brief/leeg") == "<leeg/>");
  CHECK(at(outline, "/brief/tekst (line 7)") == "<![CDATA[<van>]]>");
}

TEST_CASE("a place of something that is missing leads to where it should be", "[check]") {
  const Outline outline(letter);
  CHECK(at(outline, "/brief/van/naam") == "<van id='1'>");
  CHECK(at(outline, "/brief/aan").starts_with("<a:brief"));
  CHECK(at(outline, "client certificate").starts_with("<a:brief"));
  CHECK(at(outline, "/brief/aan (line 6)") == "<leeg/>");
  CHECK(at(outline, "line 4, column 7") == " id='1'>Anna</van>");
}

TEST_CASE("paths of the reader and of the outline lead to the same element", "[check]") {
  const std::string xml =
      "<r xmlns:b='urn:b'><b:x/><x><y>1</y><z/><y>2</y></x><b:x><y>3</y></b:x></r>";
  const auto document = xml::Document::parse(xml).value();
  const Outline outline(xml);
  const std::function<void(const xml::Element&)> visit = [&](const xml::Element& element) {
    INFO(element.path());
    const auto found = outline.find(element.path());
    REQUIRE(found.whole);
    CHECK(check::local_of(outline[found.node].name) == element.local());
    CHECK(outline.ns(found.node) == element.ns());
    for (const auto& child : element.children()) visit(child);
  };
  visit(document.root());
}

TEST_CASE("a document that is not in order is read as far as it goes", "[check]") {
  CHECK(at(Outline("<a><b>x</a>"), "/a/b") == "x");
  CHECK(at(Outline("<a><b>x"), "/a/b") == "x");
  CHECK(at(Outline("<a <b>y</b>"), "/a/b") == "y");
  CHECK(at(Outline("</x><a>z</a>"), "/a") == "z");
  CHECK(Outline("<!DOCTYPE a [<!ENTITY b '<c>'>]><a/>")[0].name == "a");
  CHECK(Outline("Beste Berichtenbox,").root() == -1);
  CHECK(locate(Outline(""), "/a/b (line 3)") == check::Range{});
}

TEST_CASE("columns count characters, lines have no end", "[check]") {
  const check::Lines lines("een\r\n\xC3\xA9\xC3\xA9n <b>\n\nlaatste");
  CHECK(lines.line(1) == "een");
  CHECK(lines.line(3) == "");
  CHECK(lines.line(4) == "laatste");
  CHECK(lines.line(5) == "");
  const auto at = lines.at(11);
  CHECK((at.line == 2 && at.column == 5));
  CHECK(lines.octet({2, 5}) == 11);
  CHECK(lines.octet({9, 1}) == lines.octet({4, 99}));
}

TEST_CASE("lines beyond 65535 are told as they are", "[check]") {
  std::string xml = "<a>" + std::string(70'000, '\n') + "<b>x</b></a>";
  const Outline outline(xml);
  CHECK(check::Lines(xml).at(locate(outline, "/a/b").begin).line == 70'001);
  const auto broken = xml::check(xml.substr(0, xml.size() - 4));
  REQUIRE(broken.problems.size() == 1);
  CHECK(broken.problems[0].line == 70'001);
}
