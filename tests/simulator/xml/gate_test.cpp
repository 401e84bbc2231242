// What the gate lets through, and what it says of the rest.
#include "simulator/xml/gate.hpp"

#include "simulator/base/text.hpp"
#include "simulator/xml/document.hpp"
#include "tests/support/catch.hpp"

#include <thread>

using namespace mosim;
using xml::check;

namespace {

const std::string request_ns = "http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01";
const std::string bericht_ns = "http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01";

std::string bericht(const std::string& onderwerp) {
  return "<b:Bericht>\n<b:BerichtInformatie><b:BatchID>5c0f6a52-7b1e-4e0c-9a0d-2f8d1c6b7e01</"
         "b:BatchID>"
         "<b:BerichtID>0f9e3d11-52c4-4f7b-8c55-6a1b2c3d4e5f</b:BerichtID><b:BerichtType>PARKVERG</"
         "b:BerichtType>\n<b:Onderwerp>" +
         onderwerp +
         "</b:Onderwerp>\n<b:GebruikerID>999990019</b:GebruikerID><b:SoortGebruiker>Burger</"
         "b:SoortGebruiker>"
         "</b:BerichtInformatie></b:Bericht>";
}
std::string batch(const std::string& berichten) {
  return "<v:Berichten xmlns:v='" + request_ns + "' xmlns:b='" + bericht_ns +
         "'><v:BatchInformatie><v:BatchID>5c0f6a52-7b1e-4e0c-9a0d-2f8d1c6b7e01</v:BatchID>"
         "<v:AanmaakDatum>2026-11-24T08:30:00Z</"
         "v:AanmaakDatum><v:BerichtLeverancierID>00000099000000001000</v:BerichtLeverancierID>"
         "</v:BatchInformatie>" +
         berichten + "</v:Berichten>";
}
const xml::Schema& schema() { return xml::Schema::load("berichtenbox/request.xsd"); }

std::string refusal(std::string_view text) {
  const auto verdict = check(text);
  return verdict.well_formed ? "" : verdict.problems.at(0).text;
}

}  // namespace

TEST_CASE("a document of the koppelvlak passes") {
  CHECK(check(batch(bericht("Uw vergunning")), &schema()).ok());
}

TEST_CASE("a broken rule of the schema is named with its place and line") {
  const auto verdict =
      check(batch(bericht("ok") + "\n" + bericht(std::string(51, 'x'))), &schema());
  REQUIRE(verdict.problems.size() == 1);
  CHECK(verdict.well_formed);
  CHECK(verdict.problems[0].path == "/Berichten/Bericht[2]/BerichtInformatie/Onderwerp");
  CHECK(verdict.problems[0].line == 7);
  CHECK_THAT(verdict.problems[0].text, Catch::Contains("maxLength") && !Catch::Contains("http"));
}

TEST_CASE("no document can make the gate open a file, expand an entity or read a DTD") {
  CHECK(refusal("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>") == "a DOCTYPE is not allowed");
  CHECK(refusal("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>") == "a DOCTYPE is not allowed");
  CHECK_FALSE(refusal("<a>&x;</a>").empty());
  CHECK(check("<a>&amp;&#65;</a>").ok());
  const std::string by_location =
      "<a xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:x "
      "file:///etc/passwd'/>";
  CHECK_FALSE(check(by_location, &schema()).ok());
}

TEST_CASE("text that is no XML in UTF-8 is refused in words") {
  CHECK_THAT(refusal("<?xml version='1.0' encoding='ISO-8859-1'?><a/>"),
             Catch::Contains("only UTF-8"));
  CHECK_THAT(refusal(std::string("\xFF\xFE<\0a\0", 6)), Catch::Contains("not in UTF-8"));
  CHECK(check("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?><a/>").ok());
  for (const char* bad : {"", "hallo", "<a>", "<a><b></a>", "<a x='1' x='2'/>", "<p:a/>",
                          "<a>\xC3\x28</a>", "<a>\x01</a>", "<a/><b/>"}) {
    INFO(bad);
    CHECK_FALSE(refusal(bad).empty());
  }
  CHECK_FALSE(refusal(std::string("<a>\0</a>", 8)).empty());
}

TEST_CASE("documents made to exhaust are refused at once") {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  CHECK_THAT(refusal(deep), Catch::Contains("nested deeper"));
  std::string wide = "<a";
  for (int i = 0; i < 1'000'000; ++i) wide += " a" + std::to_string(i) + "=''";
  CHECK_THAT(refusal(wide + "/>"), Catch::Contains("attributes"));
  CHECK(xml::Document::parse(deep).error().code == "xml");
}

TEST_CASE("what exhausts is refused wherever it stands, also after a mistake or in disguise") {
  std::string wide = "<a";
  for (int i = 0; i < 1000; ++i) wide += " a" + std::to_string(i) + "=''";
  wide += "/>";
  for (const std::string before :
       {"<r><!--> <x \" -->", "<r><x \" >", "<?xml version='1.0' foo>", "<r><?", "<r><?1 ",
        "<r><a b='<", "<r><![CDATA[<!--]]>", "<r a='>'>", "<r><a <"}) {
    INFO(before);
    CHECK_THAT(
        refusal(before + wide + "?>-->]]></r>"),
        Catch::Contains("more than 256 attributes") || Catch::Contains("begin with a letter"));
  }
  for (const std::string character : {"\x01", "\xC3(", "\xED\xA0\x80", "\xEF\xBF\xBF"}) {
    INFO(text::to_hex(character));
    for (const std::string open : {"<r><!-- ", "<r><![CDATA[", "<r><?pi "})
      CHECK_THAT(refusal(open + character + wide + "-->]]>?></r>"),
                 Catch::Contains("may not stand") || Catch::Contains("may stand"));
  }
  std::string deep = "<r><x \" >";
  for (int i = 0; i < 300; ++i) deep += "<a>";
  CHECK_THAT(refusal(deep), Catch::Contains("nested deeper"));
  CHECK_THAT(refusal("<?xml foo><!DOCTYPE a [<!ENTITY x 'y'>]><a/>"), Catch::Contains("DOCTYPE"));
}

TEST_CASE("what only looks like too much passes") {
  std::string many = "<r>";
  for (int i = 0; i < 1000; ++i) many += "<a b='1'/><c d=\"/\"></c>it's \"text\"";
  for (const char* around : {"<!-- <a> \"' -->", "<![CDATA[<a ' <b \"]]>", "<?pi <a ' \" ?>"})
    for (int i = 0; i < 300; ++i) many += around;
  CHECK(check(many + "</r>").ok());
  CHECK(check("<?xml version='1.0'?><!-- <!DOCTYPE a> --><r a='>' b=\"it's\"/>").ok());
}

TEST_CASE("a text of many megabytes passes and is read back whole") {
  std::string big = batch(bericht("x"));
  const std::string inhoud(30'000'000, 'A');
  big.insert(big.find("</b:Bericht>"),
             "<b:Bijlagen><b:Bijlage><b:Inhoud>" + inhoud +
                 "</b:Inhoud><b:BijlageType>Pdf</b:BijlageType><b:Omschrijving>o</"
                 "b:Omschrijving><b:Volgorde>1</b:Volgorde></b:Bijlage></b:Bijlagen>");
  CHECK(check(big, &schema()).ok());
  struct Longest : xml::Events {
    std::size_t size = 0, most = 0;
    void start(std::string_view, std::string_view, int) override { size = 0; }
    void text(std::string_view piece) override { most = std::max(most, size += piece.size()); }
    void end(std::string_view, std::string_view) override { size = 0; }
  } events;
  CHECK(xml::read(big, events));
  CHECK(events.most == inhoud.size());
}

TEST_CASE("an exception of the reader comes out of read") {
  struct Throwing : xml::Events {
    void start(std::string_view, std::string_view, int) override {
      throw std::runtime_error("enough");
    }
    void text(std::string_view) override {}
    void end(std::string_view, std::string_view) override {}
  } events;
  CHECK_THROWS_WITH(xml::read("<a><b/></a>", events), "enough");
}

TEST_CASE("many threads judge with one schema") {
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  const std::string text = batch(bericht("x"));
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 100; ++n) good += check(text, &schema()).ok() ? 1 : 0;
    });
  for (auto& t : threads) t.join();
  CHECK(good == 400);
}

TEST_CASE("a document is read by namespace, whatever its prefixes") {
  const auto parsed = xml::Document::parse(
      "<a:r xmlns:a='urn:a' xmlns='urn:d' a:k='v' k='w'><x> t </x><x "
      "xmlns=''>u<![CDATA[<]]></x></a:r>");
  REQUIRE(parsed);
  const auto root = parsed->root();
  CHECK(root.is("urn:a", "r"));
  CHECK(root.attribute("urn:a", "k") == "v");
  CHECK(root.attribute("", "k") == "w");
  CHECK(root.child("urn:d", "x").raw_text() == " t ");
  CHECK(root.child("", "x").text() == "u<");
  CHECK(root.child("", "x").path() == "/r/x[2]");
  CHECK_FALSE(root.child("y"));
}

TEST_CASE("what the writer writes, the gate reads back") {
  xml::Writer writer;
  writer.open("a").attribute("b", "\"<&\n").text("x < y & z \x01").close();
  const auto parsed = xml::Document::parse(writer.take());
  REQUIRE(parsed);
  CHECK(parsed->root().raw_text() == "x < y & z \xEF\xBF\xBD");
  CHECK(parsed->root().attribute("", "b") == "\"<&\n");
}

TEST_CASE("whatever text a stranger puts in, what the writer writes is XML and the same text") {
  const std::string whole = "\t a\r\n'\"<>&]]> \xC3\xA9 \xF0\x9F\x98\x80 ";
  const std::string broken = "\xC3 \xEF\xBF\xBE \xED\xA0\x80 \x1F \xFF\xC3";
  xml::Writer writer;
  writer.open("a").attribute("b", whole).attribute("c", broken).text(whole).close();
  const auto parsed = xml::Document::parse(writer.take());
  REQUIRE(parsed);
  CHECK(parsed->root().raw_text() == whole);
  CHECK(parsed->root().attribute("", "b") == whole);
  CHECK(xml::valid_characters(*parsed->root().attribute("", "c")));
  CHECK_FALSE(xml::valid_characters(broken));
}
