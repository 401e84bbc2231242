// Delivering a batch: each message judged, placed or not, and told in one result (berichtenbox 3,
// 4, 7, 11).
#include "simulator/domain/organisaties.hpp"
#include "tests/stubs/berichtenbox/support.hpp"

using namespace mosim;
using namespace mosim::berichtenbox;
using namespace mosim::berichtenbox::test;

namespace {
Letter letter(int n, const std::string& bsn = anna, const std::string& type = "PARKVERG") {
  Letter l;
  l.id = guid(n);
  l.bsn = bsn;
  l.type = type;
  return l;
}
}  // namespace

TEST_CASE("a good message is placed, visible at once, and told as Verwerkt") {
  Box box;
  const auto answer = box.deliver({letter(1)});
  CHECK(answer.codes() == "Verwerkt");
  CHECK(answer.of_each("Stadium") == "NA");
  CHECK(answer.of_each("BerichtID") == guid(1));
  CHECK(answer.of_each("BerichtType") == "PARKVERG");
  CHECK(answer.info("BerichtLeverancierCode") == gemeente);
  CHECK(answer.info("BatchID") == batch_id);
  CHECK(answer.info("DatumOntvangen") == "2026-11-24T08:30:00.000Z");
  CHECK(answer.entry.hits.empty());
  CHECK(answer.entry.subject == batch_id);
  const auto inbox = box.inbox();
  REQUIRE(inbox.size() == 1);
  CHECK(inbox[0].at("onderwerp") == "Uw parkeervergunning");
  CHECK(inbox[0].at("leverancier") == gemeente);
}

TEST_CASE("a mixed batch is judged message by message: 3, 1, 1, 0, 1, 0, 0") {
  Box box;
  const auto answer = box.deliver({letter(1), letter(2, zonder_box), letter(3, anna, "ONBEKEND")});
  CHECK(answer.codes() == "Verwerkt NietActiefOfGeabonneerd BerichtTypeNietOndersteund");
  CHECK(answer.of_each("Stadium") == "NA ValidatieGebruiker ValidatieBerichtType");
  CHECK(answer.number("TotaalAantalOntvangenBerichten") == 3);
  CHECK(answer.number("AantalBerichtenSuccesvolVerwerkt") == 1);
  CHECK(answer.number("AantalBerichtenGeenActieveBoxOfGeabonneertOpLeverancier") == 1);
  CHECK(answer.number("AantalBerichtenMetTechnischProbleem") == 0);
  CHECK(answer.number("AantalBerichtenBerichtTypeNietCorrect") == 1);
  CHECK(answer.number("AantalBerichtenPublicatieDatumNietCorrect") == 0);
  CHECK(answer.number("AantalBerichtenAanmaakDatumNietCorrect") == 0);
  CHECK(answer.hit(rule::geen_box));
  CHECK(answer.hit(rule::berichttype));
  CHECK(box.inbox().size() == 1);
  CHECK(box.inbox(zonder_box).empty());
}

TEST_CASE("each reason why a burger gets nothing has a rule of its own, and one code") {
  const auto [bsn, type, rule] = GENERATE(table<std::string, std::string, std::string_view>(
      {{zonder_box, "PARKVERG", rule::geen_box},
       {uitvinker, "PARKVERG", rule::niet_geabonneerd},
       {halfman, "BELASTNG", rule::niet_geabonneerd},
       {"999990056", "PARKVERG", rule::geen_box},
       {"123456789", "PARKVERG", rule::bsn},
       {"900000000", "PARKVERG", rule::bsn},
       {"x", "PARKVERG", rule::bsn}}));
  Box box;
  INFO(bsn);
  const auto answer = box.deliver({letter(1, bsn, type)});
  CHECK(answer.codes() == "NietActiefOfGeabonneerd");
  CHECK(answer.hit(rule));
  CHECK(box.get("/api/v1/batches").at("batches").at(0).at("verwerkt") == 0);
}

TEST_CASE("a message for later shows on time, on the virtual clock") {
  Box box;
  auto later = letter(1);
  later.publicatie = "2026-11-27T06:00:00+01:00";
  CHECK(box.deliver({later}).codes() == "Verwerkt");
  CHECK(box.inbox().empty());
  CHECK(box.inbox(anna, "?alles=ja").size() == 1);
  box.world().clock().set(time::parse("2026-11-27T04:59:59.999Z").value());
  CHECK(box.inbox().empty());
  box.world().clock().advance(Duration(1));
  CHECK(box.inbox().size() == 1);
}

TEST_CASE("a message with a PublicatieDatum in the past is visible at once") {
  Box box;
  auto past = letter(1);
  past.publicatie = "2020-01-01T00:00:00Z";
  CHECK(box.deliver({past}).codes() == "Verwerkt");
  CHECK(box.inbox().at(0).at("zichtbaarVanaf") == "2026-11-24T08:30:00.000Z");
}

TEST_CASE("PublicatieDatum is at most 13 days ahead of reception, or by switch of AanmaakDatum") {
  Box box;
  auto edge = letter(1), beyond = letter(2);
  edge.publicatie = time::format(now + 13 * day);
  beyond.publicatie = time::format(now + 13 * day + Duration(1));
  auto answer = box.deliver({edge, beyond});
  CHECK(answer.codes() == "Verwerkt PublicatieDatumLigtTeVerInDeToekomst");
  CHECK(answer.number("AantalBerichtenPublicatieDatumNietCorrect") == 1);
  CHECK(answer.hit(rule::publicatiedatum));
  box.set("publicatiedatum-vanaf", "aanmaakdatum");
  edge.id = guid(3);
  CHECK(box.deliver({edge}).codes() == "PublicatieDatumLigtTeVerInDeToekomst");
  edge.publicatie = time::format(now + 13 * day - Duration(30 * 60'000));  // made at 08:00
  CHECK(box.deliver({edge}).codes() == "Verwerkt");
}

TEST_CASE("AanmaakDatum is at most 13 days old; one in the future is accepted") {
  Box box;
  const auto made = [&](Timestamp at, int n) {
    return box.deliver(batch({letter(n)}, gemeente, time::format(at)));
  };
  CHECK(made(now - 13 * day, 1).codes() == "Verwerkt");
  const auto old = made(now - 13 * day - Duration(1), 2);
  CHECK(old.codes() == "AanmaakDatumLigtTeVerInHetVerleden");
  CHECK(old.number("AantalBerichtenAanmaakDatumNietCorrect") == 1);
  CHECK(old.hit(rule::aanmaakdatum));
  CHECK(made(now + 30 * day, 3).codes() == "Verwerkt");
}

TEST_CASE("moments that no calendar here holds are refused by their rule, not passed over") {
  Box box;
  auto far = letter(1);
  far.publicatie = "12026-01-01T00:00:00Z";
  CHECK(box.deliver({far}).codes() == "PublicatieDatumLigtTeVerInDeToekomst");
  CHECK(box.deliver(batch({letter(2)}, gemeente, "-0044-03-15T12:00:00Z")).codes() ==
        "AanmaakDatumLigtTeVerInHetVerleden");
}

TEST_CASE("attachments are at most 512 000 bytes together, and kept as they came") {
  Box box;
  auto good = letter(1), large = letter(2);
  good.bijlagen = bijlage(256'000, 1) + bijlage(256'000, 2);
  large.bijlagen = bijlage(256'000, 1) + bijlage(256'001, 2);
  const auto answer = box.deliver({good, large});
  CHECK(answer.codes() == "Verwerkt BijlageTeGroot");
  CHECK(answer.number("AantalBerichtenMetTechnischProbleem") == 1);
  CHECK(answer.hit(rule::bijlage_grootte));
  CHECK(answer.hit(rule::bijlage_grens));
  const auto inbox = box.inbox();
  const auto& kept = inbox.at(0).at("bijlagen");
  REQUIRE(kept.size() == 2);
  CHECK(kept[0].at("bytes") == 256'000);
}

TEST_CASE("a BerichtID is delivered once for each organisation, whatever its case: BB-R-017") {
  Box box;
  const auto same = letter(0xabc);
  auto upper = same;
  for (char& c : upper.id) c = static_cast<char>(std::toupper(c));
  SECTION("within one batch the first wins") {
    const auto answer = box.deliver({same, upper});
    CHECK(answer.codes() == "Verwerkt BerichtBestaatAl");
    CHECK(answer.of_each("BerichtID") == same.id + " " + upper.id);
    CHECK(answer.hit(rule::bestaat_al));
    CHECK(answer.number("AantalBerichtenMetTechnischProbleem") == 1);
  }
  SECTION("in another batch") {
    box.deliver({same});
    CHECK(box.deliver(batch({upper}, gemeente, "2026-11-24T08:00:00Z", guid(99))).codes() ==
          "BerichtBestaatAl");
  }
  SECTION("in the same batch sent again") {
    box.deliver({same});
    CHECK(box.deliver({same}).codes() == "BerichtBestaatAl");
  }
  CHECK(box.inbox().size() == 1);
}

TEST_CASE("a BerichtID that was rejected may come again, corrected") {
  Box box;
  CHECK(box.deliver({letter(1, anna, "ONBEKEND")}).codes() == "BerichtTypeNietOndersteund");
  CHECK(box.deliver({letter(1, zonder_box)}).codes() == "NietActiefOfGeabonneerd");
  box.set("opslagfout", "ja");
  CHECK(box.deliver({letter(1)}).codes() == "TechnischProbleem");
  box.set("opslagfout", "nee");
  CHECK(box.deliver({letter(1)}).codes() == "Verwerkt");
}

TEST_CASE("two organisations may use the same BerichtID") {
  Box box;
  CHECK(box.deliver({letter(1)}).codes() == "Verwerkt");
  CHECK(box.deliver(batch({letter(1, anna, "WATERBEL")}, waterschap), waterschap).codes() ==
        "Verwerkt");
  CHECK(box.inbox().size() == 2);
}

TEST_CASE("an intermediary sends for its client, under the client's name and types: BB-R-005") {
  Box box;
  const auto for_client = batch({letter(1, anna, "WATERBEL")}, waterschap);
  const auto answer = box.deliver(for_client, ict);
  CHECK(answer.codes() == "Verwerkt");
  CHECK(answer.info("BerichtLeverancierCode") == waterschap);
  CHECK(box.inbox().at(0).at("leverancier") == waterschap);
  box.world().database().write([&](store::Connection& c) {
    domain::organisaties::withdraw(c, ict, waterschap, box.world().clock().now());
  });
  CHECK(box.deliver(for_client, ict).codes() == "OinInCPAKomtNietOvereenMetOinInBericht");
}

TEST_CASE("a batch of somebody else is refused whole, with the nil GUID and its own BatchID") {
  Box box;
  const auto answer = box.deliver(batch({letter(1), letter(2)}, waterschap));
  CHECK(answer.codes() == "OinInCPAKomtNietOvereenMetOinInBericht");
  CHECK(answer.of_each("BerichtID") == nil_guid);
  CHECK(answer.of_each("BerichtType") == "Onbekend");
  CHECK(answer.of_each("Stadium") == "ValidatieBerichtType");
  CHECK(answer.info("BatchID") == batch_id);
  CHECK(answer.number("TotaalAantalOntvangenBerichten") == 2);
  CHECK(answer.number("AantalBerichtenMetTechnischProbleem") == 2);
  CHECK(answer.hit(rule::oin));
  CHECK(box.inbox().empty());
}

TEST_CASE("a batch that is not valid is refused whole: BB-R-001 to BB-R-004") {
  Box box;
  auto long_subject = letter(1);
  long_subject.onderwerp = std::string(51, 'x');
  auto no_base64 = letter(2);  // libxml2 takes it for base64, XSD does not
  no_base64.bijlagen = "<b:Bijlage><b:Inhoud>JVBERi0x*LjQ=</b:Inhoud>" +
                       bijlage(10).substr(bijlage(10).find("<b:BijlageType>"));
  struct Case {
    std::string payload;
    std::string_view rule;
    std::string batch_id;
    int total;
  };
  std::vector<Letter> many(1001, letter(1));
  const Case cases[] = {
      {batch({long_subject, letter(2)}), rule::schema, batch_id, 2},
      {batch({letter(1), no_base64}), rule::schema, batch_id, 2},
      {batch(many), rule::schema, batch_id, 1001},
      {"not xml at all", rule::not_xml, std::string(nil_guid), 1},
      {"", rule::not_xml, std::string(nil_guid), 1},
      {"<!DOCTYPE x []>" + batch({letter(1)}), rule::not_xml, "", 1},
      {batch({letter(1)}) + std::string(100'000'001, ' '), rule::batch_size, batch_id, 1}};
  for (const Case& c : cases) {
    INFO(c.rule);
    const auto answer = box.deliver(c.payload);
    CHECK(answer.codes() == "XmlValidatieTegenXsdValtNegatiefUit");
    CHECK(answer.of_each("BerichtID") == nil_guid);
    if (!c.batch_id.empty()) CHECK(answer.info("BatchID") == c.batch_id);
    CHECK(answer.number("TotaalAantalOntvangenBerichten") == c.total);
    CHECK(answer.hit(c.rule));
  }
  auto two = box.received(batch({letter(1)}));
  two.payloads.push_back(two.payloads[0]);
  CHECK(box.deliver(two).hit(rule::payload));
  CHECK(box.inbox().empty());
}

TEST_CASE("a thousand messages are one batch and one result") {
  Box box;
  std::vector<Letter> letters;
  for (int i = 0; i < 1000; ++i) letters.push_back(letter(i));
  const auto answer = box.deliver(letters);
  CHECK(answer.number("AantalBerichtenSuccesvolVerwerkt") == 1000);
  CHECK(answer.berichten().size() == 1000);
  CHECK(box.inbox().size() == 1000);
}

TEST_CASE("switches of the Berichtenbox change what they say") {
  Box box;
  SECTION("no check of the subscription: delivered to whoever is known") {
    box.set("controle-abonnement", "uit");
    const auto answer =
        box.deliver({letter(1, zonder_box), letter(2, uitvinker), letter(3, "900000000")});
    CHECK(answer.codes() == "Verwerkt Verwerkt NietActiefOfGeabonneerd");
  }
  SECTION("storing fails, but what is there already is said to be so") {
    box.deliver({letter(1)});
    box.set("opslagfout", "ja");
    const auto answer = box.deliver({letter(1), letter(2)});
    CHECK(answer.codes() == "BerichtBestaatAl TechnischProbleem");
    CHECK(answer.of_each("Stadium") == "NA StoreMessage");
    CHECK(answer.hit(rule::opslag));
    CHECK(box.inbox().size() == 1);
  }
  SECTION("no result, though the messages are placed") {
    box.set("resultaat", "nooit");
    journal::Entry entry;
    CHECK(box.process(verwerk, box.received(batch({letter(1)})), entry).empty());
    CHECK_THAT(entry.note, Catch::Contains("berichtenbox.resultaat"));
    CHECK(box.inbox().size() == 1);
  }
  SECTION("a result later") {
    box.set("resultaat-vertraging", "PT4H");
    journal::Entry entry;
    const auto replies = box.process(verwerk, box.received(batch({letter(1)})), entry);
    CHECK(replies.at(0).delay == std::chrono::hours(4));
  }
  SECTION("a delay is never negative") {
    CHECK_FALSE(box.world().switches().set("berichtenbox.resultaat-vertraging", "-PT1H"));
  }
}

TEST_CASE("the control API shows the batches with the verdict on each message") {
  Box box;
  box.deliver({letter(1), letter(2, zonder_box)});
  const auto batches = box.get("/api/v1/batches").at("batches");
  REQUIRE(batches.size() == 1);
  CHECK(batches[0].at("batchId") == batch_id);
  CHECK(batches[0].at("leverancier") == gemeente);
  CHECK(batches[0].at("totaal") == 2);
  CHECK(batches[0].at("verwerkt") == 1);
  const auto& results = batches[0].at("resultaten");
  REQUIRE(results.size() == 2);
  CHECK(results[1].at("code") == "NietActiefOfGeabonneerd");
  CHECK(results[1].at("regel") == "BB-R-015");
  CHECK(box.inbox("nobody").empty());
}

TEST_CASE("odd values in the Berichtenbox part of the control API fail nothing") {
  Box box;
  be_hostile(box, {{"bsn", anna}}, false);
}
