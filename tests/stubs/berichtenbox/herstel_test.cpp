// What `check` finds in documents of the Berichtenbox, and what `check --fix` mends of it.
#include "support.hpp"

#include "stubs/berichtenbox/check.hpp"
#include "tests/support/check.hpp"

using namespace mosim;
using namespace mosim::berichtenbox::test;
using Catch::Matchers::Contains;
using mosim::test::Judge;
using mosim::test::rules_of;
namespace rule = mosim::berichtenbox::rule;

namespace {

struct Offline : Judge {
  Offline() : Judge(berichtenbox::checkers()) { context.sender = gemeente; }
};

std::string replaced(std::string text, std::string_view old, std::string_view becomes) {
  const auto at = text.find(old);
  REQUIRE(at != text.npos);
  return text.replace(at, old.size(), becomes);
}

struct Mistake {
  std::string name;
  std::string_view rule;
  std::string old, becomes;  // in a batch that is good
  std::string mended;        // what stands in the repaired one; "" when `old` stands there again
};

Letter letter(int number, std::string bijlagen = "") {
  Letter one;
  one.id = guid(number);
  one.bijlagen = std::move(bijlagen);
  return one;
}

const std::string good = batch({letter(1, bijlage(20))});
const std::string aanmaak = "<bv:AanmaakDatum>2026-11-24T08:00:00Z<";

const std::vector<Mistake> mistakes = {
    {"a date without a time", rule::schema, aanmaak, "<bv:AanmaakDatum>2026-11-24<",
     "<bv:AanmaakDatum>2026-11-24T00:00:00<"},
    {"a date as a Dutchman writes it", rule::schema, aanmaak, "<bv:AanmaakDatum>24-11-2026 08:00<",
     "<bv:AanmaakDatum>2026-11-24T08:00:00<"},
    {"a date with spaces and slashes", rule::schema, aanmaak,
     "<bv:AanmaakDatum>2026/11/24 08:00:00<", "<bv:AanmaakDatum>2026-11-24T08:00:00<"},
    {"a GUID in braces", rule::schema, "BatchID>" + batch_id, "BatchID>{" + batch_id + "}", ""},
    {"a GUID as a URN", rule::schema, "BerichtID>" + guid(1), "BerichtID>urn:uuid:" + guid(1), ""},
    {"a GUID without dashes", rule::schema, "BerichtID>" + guid(1),
     "BerichtID>0f9e3d1152c44f7b8c55000000000001", ""},
    {"an OIN with its scheme", rule::schema, "ID>" + gemeente, "ID>urn:osb:oin:" + gemeente, ""},
    {"SoortGebruiker in small letters", rule::schema, ">Burger<", ">burger<", ""},
    {"BijlageType with a dot", rule::schema, ">Pdf<", ">.PDF<", ""},
    {"BijlageType as a media type", rule::schema, ">Pdf<", ">application/pdf<", ""},
    {"Volgorde in words", rule::schema, "Volgorde>1<", "Volgorde>een<", ""},
    {"white space that makes a code too long", rule::schema, ">PARKVERG<", "> PARKVERG\n <", ""},
    {"a data URI as Inhoud", rule::schema, "<b:Inhoud>", "<b:Inhoud>data:application/pdf;base64,",
     ""},
    {"elements in another order", rule::schema,
     "<b:GebruikerID>" + anna + "</b:GebruikerID><b:SoortGebruiker>Burger</b:SoortGebruiker>",
     "<b:SoortGebruiker>Burger</b:SoortGebruiker><b:GebruikerID>" + anna + "</b:GebruikerID>", ""},
    {"SoortGebruiker left out", rule::schema, "<b:SoortGebruiker>Burger</b:SoortGebruiker>", "",
     ""},
    {"BijlageType left out", rule::schema, "<b:BijlageType>Pdf</b:BijlageType>", "", ""},
    {"Volgorde left out", rule::schema, "<b:Volgorde>1</b:Volgorde>", "", ""},
    {"BatchID of a Bericht left out", rule::schema, "<b:BatchID>" + batch_id + "</b:BatchID>", "",
     ""},
    {"an attribute too many", rule::schema, "<b:Onderwerp>", "<b:Onderwerp taal=\"nl\">", ""},
    {"the namespace spelled right", rule::schema, "BerichtenProsessor", "BerichtenProcessor", ""},
    {"the namespace with https and a slash", rule::schema,
     "http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01",
     "https://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01/", ""},
    {"another BatchID inside", rule::inner_batch_id, "<b:BatchID>" + batch_id,
     "<b:BatchID>" + guid(7), ""},
    {"a BSN with dots", rule::bsn, "ID>" + anna, "ID>9999.90.019", ""},
    {"a wrong Volgorde", rule::volgorde, "Volgorde>1<", "Volgorde>2<", ""},
    {"white space before the declaration", rule::not_xml, "<bv:Berichten",
     "\n<?xml version=\"1.0\"?><bv:Berichten", "<?xml version=\"1.0\"?><bv:Berichten"},
    {"a DOCTYPE", rule::not_xml, "<bv:Berichten", "<!DOCTYPE Berichten><bv:Berichten", ""},
    {"Latin-1", rule::not_xml, "Uw parkeer", "Uw g\xE9 parkeer", "Uw g\xC3\xA9 parkeer"},
    {"a control character", rule::not_xml, "Uw parkeer", "Uw \x01parkeer", ""},
    {"an ampersand that means itself", rule::not_xml, "Uw parkeer", "U & parkeer",
     "U &amp; parkeer"},
};

}  // namespace

TEST_CASE_METHOD(Offline, "a good batch breaks no rule, and what needs a world is told",
                 "[check]") {
  const auto found = judge(good);
  CHECK(found.findings.empty());
  std::set<std::string> unjudged;
  for (const auto& one : found.unjudged) {
    unjudged.insert(one.rule);
    CHECK_THAT(one.why, Contains("--data-dir"));
  }
  CHECK(unjudged ==
        std::set<std::string>{"BB-R-008", "BB-R-014", "BB-R-015", "BB-R-016", "BB-R-017"});
}

TEST_CASE_METHOD(Offline, "each mistake is repaired by the name of its rule, once and for all",
                 "[check]") {
  for (const Mistake& mistake : mistakes) {
    INFO(mistake.name);
    const std::string bad = replaced(good, mistake.old, mistake.becomes);
    REQUIRE(rules(bad).contains(std::string(mistake.rule)));
    const auto mended = repair(bad);
    INFO(mended.bytes);
    CHECK(rules_of(mended) == std::set<std::string>{std::string(mistake.rule)});
    CHECK(rules(mended.bytes).empty());
    CHECK_THAT(mended.bytes, Contains(mistake.mended.empty() ? mistake.old : mistake.mended));
    for (const auto& one : mended.repaired) CHECK(!one.what.empty());
    const auto again = repair(mended.bytes);
    CHECK(again.repaired.empty());
    CHECK(again.bytes == mended.bytes);
  }
}

TEST_CASE_METHOD(Offline, "many mistakes are repaired together, and nothing else is touched",
                 "[check]") {
  std::string bad = batch({letter(1), letter(2), letter(3)});
  bad = replaced(bad, "ID>" + anna, "ID>9999.90.019");
  bad = replaced(bad, ">Burger<", ">BURGER<");
  bad = replaced(bad, aanmaak, "<bv:AanmaakDatum>24-11-2026<");
  bad = replaced(bad, "Uw parkeervergunning", "Uw   parkeervergunning ");
  const auto mended = repair(bad);
  CHECK(rules(mended.bytes).empty());
  CHECK(mended.repaired.size() == 3);
  CHECK_THAT(mended.bytes, Contains("<b:Onderwerp>Uw   parkeervergunning </b:Onderwerp>"));
}

TEST_CASE_METHOD(Offline, "a real line break is written as four characters", "[check]") {
  const std::string text = "<b:BerichtTekst>Regel een\r\nRegel twee\nRegel drie</b:BerichtTekst>";
  const std::string bad = replaced(good, "<b:GebruikerID>", text + "<b:GebruikerID>");
  CHECK(rules(bad) == std::set<std::string>{"BB-R-019"});
  CHECK_THAT(repair(bad).bytes, Contains(">Regel een\\r\\nRegel twee\\r\\nRegel drie<"));
}

TEST_CASE_METHOD(Offline, "what cannot be known is left as it is", "[check]") {
  for (const auto& [old, becomes] : std::vector<std::pair<std::string, std::string>>{
           {anna, "123456789"},                                          // no BSN
           {"<b:Onderwerp>Uw parkeervergunning</b:Onderwerp>", ""},      // which subject?
           {"Uw parkeervergunning", std::string(51, 'x')},               // what to leave out?
           {aanmaak, "<bv:AanmaakDatum>gisteren<"},                      // of when?
           {"<b:BerichtID>" + guid(1), "<b:BerichtID>P-2026-00417"}}) {  // which message?
    INFO(becomes);
    const std::string bad = replaced(good, old, becomes);
    const auto left = repair(bad);
    CHECK(left.repaired.empty());
    CHECK(left.bytes == bad);
  }
}

TEST_CASE_METHOD(Offline, "a finding points at the value that is wrong", "[check]") {
  CHECK(at(replaced(good, ">Burger<", ">Bedrijf<"), "BB-R-003") == "Bedrijf");
  CHECK(at(replaced(good, anna, "123456789"), "BB-R-014") == "123456789");
  CHECK(at(replaced(good, aanmaak, "<bv:AanmaakDatum>2026-01-01T00:00:00Z<"), "BB-R-007") ==
        "<b:BerichtInformatie>");
  CHECK(at(good + "<", "BB-R-002") == "<");
}

TEST_CASE_METHOD(Offline, "the same BerichtID twice in a batch is seen without a world",
                 "[check]") {
  CHECK(rules(batch({letter(1), letter(1)})) == std::set<std::string>{"BB-R-017"});
}

TEST_CASE_METHOD(Offline, "the BSN and the prefixes of an AbonnementAanvraag are repaired",
                 "[check]") {
  const std::string aanvraag =
      "<a:AbonnementAanvraag "
      "xmlns:a=\"http://schemas.overheid.nl/GEB/AbonnementServiceProcessor/2014/02\">"
      "<BerichtLeverancier><OIN>" +
      gemeente +
      "</OIN></BerichtLeverancier>"
      "<VerzoekId>1</VerzoekId><BSNLijst><BSN>" +
      anna + "</BSN></BSNLijst></a:AbonnementAanvraag>";
  REQUIRE(rules(aanvraag).empty());
  for (const auto& [old, becomes] : std::vector<std::pair<std::string, std::string>>{
           {anna, "9999.90.019"},
           {"<VerzoekId>1</VerzoekId>", "<a:VerzoekId>1</a:VerzoekId>"},
           {"GEB/AbonnementServiceProcessor/2014/02", "GEB/AbonnementServiceProcessor/2014/02/"}}) {
    INFO(becomes);
    const auto mended = repair(replaced(aanvraag, old, becomes));
    CHECK(mended.bytes == aanvraag);
    CHECK(rules_of(mended) == std::set<std::string>{"BB-R-030"});
  }
}
