// The Berichtenbox as the burger sees it (burgerportaal 3 and 4, berichtenbox 3.4 and 8).
#include "tests/stubs/berichtenbox/pages_support.hpp"

using namespace mosim;
using namespace mosim::berichtenbox;
using namespace mosim::berichtenbox::test;
using Namen = std::vector<std::string>;

TEST_CASE("what was delivered lies unread in the inbox, and on the home page, until it is opened") {
  Lezer lezer;
  Letter l;
  l.bijlagen = bijlage(60);
  lezer.deliver({l});
  CHECK(lezer.ongelezen() == 1);
  const auto news = lezer.section().news(lezer.world(), lezer.visitor());
  REQUIRE(news.size() == 1);
  CHECK(news[0].text == "Gemeente Voorbeeldstad: Uw parkeervergunning");
  CHECK(news[0].at == lezer.world().clock().now());
  CHECK(lezer.onderwerpen("/mijn/berichten") == Namen{"Uw parkeervergunning"});
  CHECK(holds(lezer.page("/mijn/berichten"), "met bijlage"));

  const auto page = lezer.page(news[0].href);
  CHECK(holds(page, "<dd data-testid=\"afzender\">Gemeente Voorbeeldstad</dd>"));
  CHECK(holds(page, "Verzonnen gemeente om mee te oefenen."));
  CHECK(holds(page, "24 november 2026, 09:30"));
  CHECK(lezer.ongelezen() == 0);
  CHECK(lezer.section().news(lezer.world(), lezer.visitor()).empty());
  CHECK(lezer.inbox()[0].at("gelezen") == true);
}

TEST_CASE("a message of the future is not there, nor counted, until its moment comes") {
  Lezer lezer;
  Letter l;
  l.publicatie = "2026-11-27T06:00:00Z";
  lezer.deliver({l});
  const auto id = lezer.world().database().read(
      [](store::Connection& c) { return *c.integer("select max(id) from bericht"); });
  const auto path = "/mijn/berichten/bericht/" + std::to_string(id);
  CHECK(lezer.ongelezen() == 0);
  CHECK(lezer.onderwerpen("/mijn/berichten").empty());
  CHECK(lezer.onderwerpen("/mijn/berichten/zoeken?zoek=parkeer").empty());
  CHECK(lezer.raw(path).status == 404);
  lezer.doe("prullenbak", {id});
  CHECK(lezer.said == "0 berichten zijn verplaatst naar Prullenbak.");
  lezer.world().clock().advance(day * 3);
  CHECK(lezer.ongelezen() == 1);
  CHECK(lezer.raw(path).status == 200);
}

TEST_CASE("messages go to the archive, to the trash and back, many at once") {
  Lezer lezer;
  const auto a = lezer.bericht("a"), b = lezer.bericht("b"), c = lezer.bericht("c");
  CHECK(lezer.doe("archiveren", {a, b}) == "/mijn/berichten");
  CHECK(lezer.said == "2 berichten zijn verplaatst naar Archief.");
  CHECK(lezer.onderwerpen("/mijn/berichten/map/archief") == Namen{"b", "a"});
  CHECK(lezer.onderwerpen("/mijn/berichten") == Namen{"c"});
  lezer.doe("prullenbak", {b, c});
  CHECK(lezer.onderwerpen("/mijn/berichten/map/prullenbak") == Namen{"c", "b"});
  CHECK(lezer.ongelezen() == 0);
  lezer.doe("terugzetten", {b}, {{"terug", "/mijn/berichten/map/prullenbak?pagina=1"}});
  CHECK(lezer.said == "1 bericht is verplaatst naar Postvak IN.");
  CHECK(lezer.onderwerpen("/mijn/berichten") == Namen{"b"});
  lezer.doe("gelezen", {b});
  CHECK(lezer.ongelezen() == 0);
  lezer.doe("ongelezen", {b});
  CHECK(lezer.ongelezen() == 1);
  lezer.doe("archiveren", {});
  CHECK(lezer.said == "Kies eerst een of meer berichten.");
  CHECK(lezer.raw("/mijn/berichten/acties", "POST", {{"actie", "x"}, {"bericht", "1"}}).status ==
        422);
}

TEST_CASE("what is deleted from the trash is gone, after it was asked once more") {
  Lezer lezer;
  Letter l;
  l.bijlagen = bijlage(60);
  lezer.deliver({l});
  const auto id = lezer.world().database().read(
      [](store::Connection& c) { return *c.integer("select max(id) from bericht"); });
  const http::Fields form{{"actie", "weg"}, {"bericht", std::to_string(id)}, {"bevestigd", "ja"}};
  lezer.post("/mijn/berichten/acties", form);
  CHECK(lezer.onderwerpen("/mijn/berichten").size() == 1);  // not from the inbox

  lezer.doe("prullenbak", {id});
  const auto asked = lezer.raw("/mijn/berichten/acties", "POST",
                               {{"actie", "weg"}, {"bericht", std::to_string(id)}});
  CHECK(asked.status == 200);
  CHECK(holds(std::string(asked.body.view()), "U verwijdert 1 bericht."));
  CHECK(lezer.onderwerpen("/mijn/berichten/map/prullenbak").size() == 1);

  CHECK(lezer.post("/mijn/berichten/acties", form) == "/mijn/berichten/map/prullenbak");
  CHECK(lezer.onderwerpen("/mijn/berichten/map/prullenbak").empty());
  CHECK(lezer.raw("/mijn/berichten/bericht/" + std::to_string(id)).status == 404);
  CHECK(lezer.raw("/mijn/berichten/bericht/" + std::to_string(id) + "/bijlage/1").status == 404);
  CHECK(lezer.inbox().empty());
  CHECK(lezer.world().database().read([](store::Connection& c) {
    return *c.integer(
        "select (select count(*) from bijlage) + (select sum(length(onderwerp)) from bericht)");
  }) == 0);
  CHECK(lezer.deliver({l}).codes() == "BerichtBestaatAl");  // the sender notices nothing of it
}

TEST_CASE("the trash is emptied as a whole") {
  Lezer lezer;
  lezer.doe("prullenbak", {lezer.bericht("a"), lezer.bericht("b")});
  lezer.bericht("c");
  lezer.post("/mijn/berichten/acties", {{"actie", "legen"}, {"bevestigd", "ja"}});
  CHECK(lezer.said == "2 berichten zijn definitief verwijderd.");
  CHECK(lezer.onderwerpen("/mijn/berichten") == Namen{"c"});
  CHECK(lezer.post("/mijn/berichten/acties", {{"actie", "legen"}}) == "/mijn/berichten");
  CHECK(lezer.said == "Er is niets om te verwijderen.");
}

TEST_CASE(
    "own folders are made, filled, renamed and deleted; what lay in them goes to the archive") {
  Lezer lezer;
  const auto werk = lezer.map("Werk & <b>huis</b>");
  CHECK(holds(lezer.page("/mijn/berichten"), "Werk &amp; &lt;b&gt;huis&lt;/b&gt;"));
  const auto id = lezer.bericht("a");
  lezer.doe("verplaatsen", {id}, {{"naar", std::to_string(werk)}});
  const auto path = "/mijn/berichten/map/" + std::to_string(werk);
  CHECK(lezer.onderwerpen(path) == Namen{"a"});
  lezer.post("/mijn/berichten/mappen/" + std::to_string(werk) + "/naam", {{"naam", "Thuis"}});
  CHECK(lezer.said == "De map heet nu Thuis.");
  CHECK(holds(lezer.page(path), "<h1>Thuis</h1>"));
  lezer.post("/mijn/berichten/mappen/" + std::to_string(werk) + "/weg", {});
  CHECK(lezer.raw(path).status == 404);
  CHECK(lezer.onderwerpen("/mijn/berichten/map/archief") == Namen{"a"});
  lezer.doe("verplaatsen", {id}, {{"naar", std::to_string(werk)}});
  CHECK(lezer.said == "Kies een map om naar te verplaatsen.");
}

TEST_CASE("a folder needs a name of its own that can be read") {
  Lezer lezer;
  lezer.map("Huis");
  const auto [naam, bezwaar] = GENERATE(table<std::string, std::string>({
      {"", "Vul een naam in."},
      {"  ", "Vul een naam in."},
      {"huis", "U hebt al een map met deze naam."},
      {"ARCHIEF", "Deze naam heeft een vaste map al."},
      {"a\r\nb", "De naam bevat tekens die niet kunnen."},
      {"\xff", "De naam bevat tekens die niet kunnen."},
      {std::string(41, 'x'), "De naam mag hooguit 40 tekens lang zijn."},
  }));
  lezer.post("/mijn/berichten/mappen", {{"naam", naam}});
  CHECK(lezer.said == bezwaar);
}

TEST_CASE("a hundred folders is enough, and nobody touches another's") {
  Lezer lezer;
  const auto mine = lezer.map("map 1");
  for (int i = 2; i <= 100; ++i) lezer.map("map " + std::to_string(i));
  lezer.post("/mijn/berichten/mappen", {{"naam", "nog een"}});
  CHECK(lezer.said == "U hebt al 100 mappen. Verwijder eerst een andere.");
  const auto message = lezer.bericht("a");
  const std::string map = "/mijn/berichten/mappen/" + std::to_string(mine);
  lezer.kijkt(henk, henk);
  CHECK(lezer.raw(map + "/naam", "POST", {{"naam", "x"}}).status == 404);
  CHECK(lezer.raw(map + "/weg", "POST", {}).status == 404);
  CHECK(lezer.raw("/mijn/berichten/map/" + std::to_string(mine)).status == 404);
  CHECK(lezer.raw("/mijn/berichten/bericht/" + std::to_string(message)).status == 404);
  lezer.doe("prullenbak", {message});
  CHECK(lezer.said == "0 berichten zijn verplaatst naar Prullenbak.");
}

TEST_CASE("lists are sorted and paged as the address says, and nonsense in it is passed over") {
  Lezer lezer;
  for (int i = 0; i < 60; ++i) {
    lezer.world().clock().advance(std::chrono::minutes(1));
    lezer.bericht(fmt::format("bericht {:02}", i), "", anna, i % 2 == 0 ? gemeente : waterschap);
  }
  const auto at = [&](const std::string& query) {
    return lezer.onderwerpen("/mijn/berichten" + query);
  };
  CHECK(at("").size() == 25);
  CHECK(at("")[0] == "bericht 59");
  CHECK(at("?pagina=3").size() == 10);
  CHECK(at("?pagina=3").back() == "bericht 00");
  CHECK(at("?pagina=99") == at("?pagina=3"));
  CHECK(at("?aantal=100").size() == 60);
  CHECK(at("?sorteer=oudste")[0] == "bericht 00");
  CHECK(at("?sorteer=onderwerp")[1] == "bericht 01");
  CHECK(at("?sorteer=onderwerp-af")[0] == "bericht 59");
  CHECK(at("?sorteer=afzender")[0] == "bericht 58");
  CHECK(at("?sorteer=afzender-af")[0] == "bericht 59");
  for (const char* nonsense : {"?aantal=7&pagina=-3&sorteer=bsn", "?pagina=99999999999999999999",
                               "?aantal=100000&sorteer=%27;--", "?pagina=x&aantal="})
    CHECK(at(nonsense)[0].starts_with("bericht "));
  const auto page = lezer.page("/mijn/berichten?pagina=2&sorteer=oudste");
  CHECK(holds(page, "Pagina 2 van 3"));
  CHECK(holds(page, "60 berichten"));
  CHECK(holds(page, "sorteer=oudste&amp;aantal=25&amp;pagina=3\" rel=\"next\""));
}

TEST_CASE("a search finds every word in subject, sender or text, in all folders") {
  Lezer lezer;
  const auto a = lezer.bericht("Parkeervergunning", "Voor de Dorpsstraat, 100% geldig");
  lezer.bericht("Aanslag", "Betaal voor 1 mei", anna, waterschap);
  lezer.bericht("Parkeren", "niet voor haar", henk);
  const auto found = [&](const std::string& words) {
    return lezer.onderwerpen("/mijn/berichten/zoeken?zoek=" + text::percent_encode(words));
  };
  CHECK(found("parkeer") == Namen{"Parkeervergunning"});
  CHECK(found("voor") == Namen{"Aanslag", "Parkeervergunning"});
  CHECK(found("voor dorps") == Namen{"Parkeervergunning"});
  CHECK(found("waterschap aanslag") == Namen{"Aanslag"});
  CHECK(found("100%") == Namen{"Parkeervergunning"});
  CHECK(found("%").size() == 1);
  CHECK(found("_").empty());
  CHECK(found("'; drop table bericht; --").empty());
  CHECK(found("").empty());
  lezer.doe("prullenbak", {a});
  CHECK(found("parkeer") == Namen{"Parkeervergunning"});
  CHECK(holds(lezer.page("/mijn/berichten/zoeken?zoek=parkeer"), "<span>Prullenbak</span>"));
  const auto page =
      lezer.page("/mijn/berichten/zoeken?zoek=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
  CHECK_FALSE(holds(page, "<script>alert"));
  CHECK(holds(page, "Er is niets gevonden."));
  CHECK(lezer.raw("/mijn/berichten/zoeken?zoek=%ff%fe").status == 200);
}

TEST_CASE("an action leads back to where the form stood, and to no other place") {
  Lezer lezer;
  const auto id = lezer.bericht("a");
  const auto back = [&](const std::string& terug) {
    return lezer.doe("gelezen", {id}, {{"terug", terug}});
  };
  CHECK(back("/mijn/berichten/map/archief?pagina=2") == "/mijn/berichten/map/archief?pagina=2");
  for (const char* elsewhere : {"https://kwaad.example", "//kwaad.example", "/mijn/berichtenx",
                                "/mijn/berichten@kwaad.example", "", "/mijn", "javascript:x"})
    CHECK(back(elsewhere) == "/mijn/berichten");
}

TEST_CASE(
    "who acts for another sees the messages of the organisations that were named, no others") {
  Lezer lezer;
  const auto van_gemeente = lezer.bericht("gemeente"),
             van_waterschap = lezer.bericht("waterschap", "", anna, waterschap);
  const auto geheim = lezer.map("Geheim"), samen = lezer.map("Samen");
  const auto in_map = lezer.bericht("in een map"),
             in_geheim = lezer.bericht("in geheim", "", anna, waterschap);
  lezer.doe("verplaatsen", {in_map}, {{"naar", std::to_string(samen)}});
  lezer.doe("verplaatsen", {in_geheim}, {{"naar", std::to_string(geheim)}});

  lezer.kijkt(henk, anna, {gemeente});
  CHECK(lezer.section().when_acting);
  CHECK(lezer.onderwerpen("/mijn/berichten") == Namen{"gemeente"});
  CHECK(lezer.onderwerpen("/mijn/berichten/zoeken?zoek=e") == Namen{"in een map", "gemeente"});
  CHECK(lezer.ongelezen() == 1);
  CHECK(lezer.section().news(lezer.world(), lezer.visitor()).size() == 1);
  const auto page = lezer.page("/mijn/berichten");
  CHECK(holds(page, "Samen"));
  CHECK_FALSE(holds(page, "Geheim"));
  CHECK_FALSE(holds(page, "value=\"gelezen\""));
  const auto at = [](std::int64_t id) { return "/mijn/berichten/bericht/" + std::to_string(id); };
  CHECK(lezer.raw(at(van_gemeente)).status == 200);
  CHECK(lezer.raw(at(van_waterschap)).status == 404);
  CHECK(lezer.raw(at(van_waterschap) + "/doorsturen", "POST", {{"aan", "a@b.example"}}).status ==
        404);
  lezer.doe("prullenbak", {van_gemeente, van_waterschap});
  CHECK(lezer.said == "1 bericht is verplaatst naar Prullenbak.");
  lezer.doe("verplaatsen", {van_gemeente}, {{"naar", std::to_string(geheim)}});
  CHECK(lezer.said == "Kies een map om naar te verplaatsen.");
  lezer.post("/mijn/berichten/acties", {{"actie", "legen"}, {"bevestigd", "ja"}});
  CHECK(lezer.said == "1 bericht is definitief verwijderd.");

  // Nothing but view, move, delete and forward.
  CHECK(lezer
            .raw("/mijn/berichten/acties", "POST",
                 {{"actie", "gelezen"}, {"bericht", std::to_string(in_map)}})
            .status == 403);
  CHECK(lezer.raw("/mijn/berichten/mappen").status == 403);
  CHECK(lezer.raw("/mijn/berichten/mappen", "POST", {{"naam", "x"}}).status == 403);
  const std::string map = "/mijn/berichten/mappen/" + std::to_string(samen);
  CHECK(lezer.raw(map + "/weg", "POST", {}).status == 403);
  CHECK(lezer.raw(map + "/naam", "POST", {{"naam", "x"}}).status == 403);

  lezer.kijkt(henk, anna, {});
  CHECK(lezer.onderwerpen("/mijn/berichten").empty());
  CHECK(lezer.raw(at(in_map)).status == 404);
}

TEST_CASE("whether the eyes of who acts count as reading is a switch; they do not by itself") {
  Lezer lezer;
  const auto id = lezer.bericht("a");
  const auto path = "/mijn/berichten/bericht/" + std::to_string(id);
  lezer.kijkt(henk, anna, {gemeente});
  lezer.page(path);
  CHECK(lezer.ongelezen() == 1);
  lezer.set("gelezen-door-gemachtigde", "ja");
  lezer.page(path);
  CHECK(lezer.ongelezen() == 0);
}

TEST_CASE("a message is forwarded by e-mail, which is recorded; what is no address is refused") {
  Lezer lezer;
  const auto id = lezer.bericht("Onderwerp", "Regel een\\r\\nregel twee");
  lezer.bijlage_bij(id, "De brief");
  const auto path = "/mijn/berichten/bericht/" + std::to_string(id);
  CHECK(lezer.post(path + "/doorsturen", {{"aan", " piet@post.example "}}) == path);
  const auto mail = lezer.mail("doorgestuurd");
  REQUIRE(mail.size() == 1);
  CHECK(mail[0].to == "piet@post.example");
  CHECK(mail[0].bsn == anna);
  CHECK(mail[0].subject == "Onderwerp");
  CHECK(mail[0].state == "vastgelegd");
  CHECK(holds(mail[0].text, "Gemeente Voorbeeldstad"));
  CHECK(holds(mail[0].text, "Regel een\nregel twee\n"));
  CHECK(holds(mail[0].text, "De brief"));
  for (const char* no :
       {"", "piet", "piet@x", "a@b.example\r\nBcc: c@d.example", "<a@b.example>", "a@b@c.example",
        "a b@c.example", "@b.example", "a@.example", "a@b.example,c@d.example"}) {
    lezer.post(path + "/doorsturen", {{"aan", no}});
    CHECK(lezer.said == "Dit is geen e-mailadres. Het bericht is niet doorgestuurd.");
  }
  CHECK(lezer.mail("doorgestuurd").size() == 1);
}
