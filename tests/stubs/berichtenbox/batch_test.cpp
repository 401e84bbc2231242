// Reading a batch: every field where it belongs, one message at a time; and writing its result.
#include "stubs/berichtenbox/batch.hpp"

#include "tests/stubs/berichtenbox/support.hpp"

using namespace mosim;
using namespace mosim::berichtenbox;
using namespace mosim::berichtenbox::test;

namespace {

const std::string full =
    "<bv:Berichten xmlns:bv='http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01'"
    " xmlns='http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01'>"
    "<bv:BatchInformatie><bv:BatchID>5c0f6a52-7b1e-4e0c-9a0d-2f8d1c6b7e01</bv:BatchID>"
    "<bv:AanmaakDatum> 2026-11-24T09:30:00+01:00 </bv:AanmaakDatum>"
    "<bv:BerichtLeverancierID>00000099000000001000</bv:BerichtLeverancierID></bv:BatchInformatie>"
    "<Bericht><BerichtInformatie><BatchID>inner</BatchID><BerichtID>first</BerichtID>"
    "<BerichtType>A &amp; B</BerichtType><PublicatieDatum>2026-11-26T06:00:00Z</PublicatieDatum>"
    "<EindDatumHandelingsTermijn>2026-12-01T00:00:00</EindDatumHandelingsTermijn>"
    "<Onderwerp> Onderwerp &lt;b&gt; €</Onderwerp><BerichtTekst>regel een\\r\\n<![CDATA[<twee>]]>"
    "</BerichtTekst><Referentie>ref</Referentie><GebruikerID> 999990019 </GebruikerID>"
    "<SoortGebruiker>Burger</SoortGebruiker></BerichtInformatie><Bijlagen>"
    "<Bijlage><Inhoud>\n JVBE\n RjE= </Inhoud><BijlageType>Pdf</BijlageType>"
    "<Omschrijving>een</Omschrijving><Volgorde>1</Volgorde></Bijlage>"
    "<Bijlage><Inhoud>AAEC</Inhoud><BijlageType>Pdf</BijlageType>"
    "<Omschrijving>twee</Omschrijving><Volgorde> 2 </Volgorde></Bijlage></Bijlagen></Bericht>"
    "<Bericht><BerichtInformatie><BatchID>inner</BatchID><BerichtID>second</BerichtID>"
    "<BerichtType>T</BerichtType><Onderwerp>O</Onderwerp><GebruikerID>1</GebruikerID>"
    "<SoortGebruiker>Burger</SoortGebruiker></BerichtInformatie></Bericht></bv:Berichten>";

struct Seen {
  BatchInfo info;
  std::vector<Bericht> berichten;
};

Seen read(const std::string& xml) {
  Seen seen;
  CHECK(read_batch(
      xml, [&](const BatchInfo& info) { seen.info = info; },
      [&](Bericht& bericht) { seen.berichten.push_back(bericht); }));
  return seen;
}

}  // namespace

TEST_CASE("every field of a batch is read") {
  const auto seen = read(full);
  CHECK(seen.info.batch_id == batch_id);
  CHECK(seen.info.aanmaakdatum == now);
  CHECK(seen.info.leverancier == gemeente);
  REQUIRE(seen.berichten.size() == 2);
  const Bericht& b = seen.berichten[0];
  CHECK(b.nummer == 1);
  CHECK(b.batch_id == "inner");
  CHECK(b.bericht_id == "first");
  CHECK(b.berichttype == "A & B");
  CHECK(b.publicatiedatum == time::parse("2026-11-26T06:00:00Z"));
  CHECK(b.einddatum == time::parse("2026-12-01T00:00:00Z"));
  CHECK(b.onderwerp == " Onderwerp <b> €");
  CHECK(b.tekst == "regel een\\r\\n<twee>");
  CHECK(b.referentie == "ref");
  CHECK(b.bsn == "999990019");
  REQUIRE(b.bijlagen.size() == 2);
  CHECK(b.bijlagen[0].inhoud == "%PDF1");
  CHECK(b.bijlagen[0].grootte == 5);
  CHECK(b.bijlagen[0].omschrijving == "een");
  CHECK(b.bijlagen[1].inhoud == std::string("\0\1\2", 3));
  CHECK(b.bijlagen[1].volgorde == 2);
  CHECK(b.place("Onderwerp") == "/Berichten/Bericht/Onderwerp");
}

TEST_CASE("nothing of one message is left in the next") {
  const auto seen = read(full);
  const Bericht& b = seen.berichten.at(1);
  CHECK(b.nummer == 2);
  CHECK(b.bericht_id == "second");
  CHECK_FALSE(b.publicatiedatum);
  CHECK_FALSE(b.einddatum);
  CHECK(b.tekst.empty());
  CHECK(b.referentie.empty());
  CHECK(b.bijlagen.empty());
  CHECK(b.place("Onderwerp") == "/Berichten/Bericht[2]/Onderwerp");
}

TEST_CASE("messages come one at a time, before the batch is read to its end") {
  std::vector<Letter> letters(1000);
  for (int i = 0; i < 1000; ++i) letters[static_cast<std::size_t>(i)].id = guid(i);
  std::string xml = batch(letters);
  xml.resize(xml.size() - 10);  // no end
  int seen = 0;
  CHECK_FALSE(read_batch(
      xml, [](const BatchInfo&) {}, [&](Bericht& b) { CHECK(b.nummer == ++seen); }));
  CHECK(seen == 1000);
}

TEST_CASE("an attachment far over any limit is measured, not kept") {
  Letter letter;
  letter.bijlagen = bijlage(6'000'000);
  const auto seen = read(batch({letter}));
  const Bijlage& kept = seen.berichten.at(0).bijlagen.at(0);
  CHECK(kept.inhoud.empty());
  CHECK(kept.grootte >= 6'000'000);
  CHECK(kept.grootte < 6'000'010);
}

TEST_CASE("a moment beyond the calendar of this program counts as far away, not as absent") {
  const auto moment = [](const std::string& text) {
    Letter letter;
    letter.publicatie = text;
    return read(batch({letter}, gemeente, text));
  };
  const auto far = moment("12026-01-01T00:00:00Z");
  REQUIRE(far.info.aanmaakdatum);
  CHECK(*far.info.aanmaakdatum > now + 1000 * 365 * day);
  CHECK(far.berichten.at(0).publicatiedatum == far.info.aanmaakdatum);
  const auto past = moment("-0001-01-01T00:00:00Z");
  REQUIRE(past.info.aanmaakdatum);
  CHECK(*past.info.aanmaakdatum < now - 1000 * 365 * day);
}

TEST_CASE("what did not pass the schema still tells whose it is and how many messages it has") {
  auto xml = batch({Letter{}, Letter{}});
  auto seen = glimpse(xml.substr(0, xml.size() - 30));
  CHECK(seen.batch_id == batch_id);
  CHECK(seen.leverancier == gemeente);
  CHECK(seen.berichten == 2);
  seen = glimpse("nonsense");
  CHECK(seen.batch_id.empty());
  CHECK(seen.berichten == 0);
}

TEST_CASE("a result is valid by its schema and its counters add up for every mix of codes") {
  const std::string_view codes[] = {code::verwerkt,
                                    code::technisch_probleem,
                                    code::niet_geabonneerd,
                                    code::type_onbekend,
                                    code::publicatie,
                                    code::aanmaak,
                                    code::bestaat_al,
                                    code::bijlage,
                                    code::oin,
                                    code::xml};
  const char* counters[] = {"AantalBerichtenSuccesvolVerwerkt",
                            "AantalBerichtenMetTechnischProbleem",
                            "AantalBerichtenGeenActieveBoxOfGeabonneertOpLeverancier",
                            "AantalBerichtenBerichtTypeNietCorrect",
                            "AantalBerichtenPublicatieDatumNietCorrect",
                            "AantalBerichtenAanmaakDatumNietCorrect"};
  for (unsigned mix = 0; mix < 1024; ++mix) {
    BatchResult r;
    r.leverancier = gemeente;
    r.batch_id = batch_id;
    r.ontvangen = now;
    r.verwerkt = now + Duration(1);
    int wanted[6] = {};
    for (unsigned i = 0; i < 10; ++i)
      if (mix & (1u << i))
        for (unsigned n = 0; n <= i; ++n) {
          r.outcomes.push_back({guid(r.totaal++), "T<&>", codes[i], stadium::na, "", ""});
          ++wanted[i < 6 ? i : 1];  // the last four have no counter of their own
        }
    const auto xml = write_result(r);
    INFO(xml);
    REQUIRE(xml::check(xml, &xml::Schema::load("berichtenbox/result.xsd")).ok());
    const auto document = xml::Document::parse(xml).value();
    const auto info = document.root().child("BatchInformatie");
    for (int i = 0; i < 6; ++i)
      REQUIRE(info.child(counters[i]).text() == std::to_string(wanted[i]));
    REQUIRE(info.child("TotaalAantalOntvangenBerichten").text() == std::to_string(r.totaal));
  }
}

TEST_CASE("content that is not base64 is found, with its place and line") {
  CHECK_FALSE(foreign_to_base64(full));
  std::string bad = full;
  bad.replace(bad.find("AAEC"), 4, "AA\n*C");
  CHECK(foreign_to_base64(bad) == "/Berichten/Bericht/Bijlagen/Bijlage[2]/Inhoud (line 3)");
}

TEST_CASE("a GUID is five groups of hexadecimal digits") {
  CHECK(is_guid(batch_id));
  CHECK(is_guid(nil_guid));
  CHECK(is_guid("5C0F6A52-7B1E-4E0C-9A0D-2F8D1C6B7E01"));
  for (const auto* bad :
       {"", "5c0f6a52-7b1e-4e0c-9a0d-2f8d1c6b7e0", "{5c0f6a52-7b1e-4e0c-9a0d-2f8d1c6b7e01}",
        "5c0f6a52-7b1e-4e0c-9a0d-2f8d1c6b7e0g", "5c0f6a5207b1e-4e0c-9a0d-2f8d1c6b7e01"})
    CHECK_FALSE(is_guid(bad));
}
