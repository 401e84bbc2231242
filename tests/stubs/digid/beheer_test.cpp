// Services and test identities: what an operator registers, finds and changes. Spec: digid 2, 3,
// 13.3.
#include "simulator/domain/burgers.hpp"
#include "simulator/pki/files.hpp"
#include "stubs/digid/identiteiten.hpp"
#include "stubs/digid/rules.hpp"
#include "tests/stubs/digid/support.hpp"
#include "tests/support/fresh.hpp"

#include <set>

using namespace mosim;
using namespace mosim::digid;
using namespace mosim::digid::testing;
using nlohmann::json;

namespace {

json body(const http::Response& response) { return json::parse(response.body.view()); }

bool has(const json& reply, std::string_view rule) {
  for (const auto& hit : reply["hits"])
    if (hit["regel"] == rule) return true;
  return false;
}

}  // namespace

TEST_CASE("everybody of 14 and older can log in, with a name and password that never change") {
  Site site;
  const auto now = site.w().clock().now();
  site.w().database().read([&](store::Connection& c) {
    std::set<std::string> names;
    for (const auto& burger : domain::burgers::list(c, {0, 100, ""})) {
      const auto one = identiteiten::find(c, burger.bsn, now);
      INFO(burger.bsn << " " << burger.geboortedatum);
      if (burger.bsn == "999990056") CHECK_FALSE(one);  // Emma is eight
      if (!one) continue;
      CHECK(names.insert(one->gebruikersnaam).second);
      CHECK(one->wachtwoord.size() >= 8);
      const auto again = identiteiten::find_named(c, one->gebruikersnaam, now);
      REQUIRE(again);
      CHECK(again->bsn == burger.bsn);
      CHECK(as_json(*again) == as_json(identiteit_of(burger)));
      std::string other_case = one->gebruikersnaam;
      other_case[0] = static_cast<char>(std::toupper(other_case[0]));
      CHECK_FALSE(identiteiten::find_named(c, other_case, now));
    }
    CHECK(names.size() > 15);
  });
}

TEST_CASE("a child gets its DigiD on its fourteenth birthday") {
  Site site;
  const auto emma = [&] {
    return site.beheer("GET", "/api/v1/digid/identiteiten/999990056").status;
  };
  CHECK(emma() == 404);
  site.w().clock().set(*time::parse("2031-04-11T21:59:59Z"));
  CHECK(emma() == 404);
  site.w().clock().set(*time::parse("2031-04-11T22:00:00Z"));
  CHECK(emma() == 200);
}

TEST_CASE("identities are found by name, BSN and user name, in pages") {
  Site site;
  const auto names = [&](const std::string& query) {
    std::set<std::string> out;
    const json reply = body(site.beheer("GET", "/api/v1/digid/identiteiten" + query));
    for (const auto& one : reply["identiteiten"]) out.insert(one["bsn"].get<std::string>());
    return out;
  };
  const std::set<std::string> anna{"999990019"};
  CHECK(names("?zoek=anna.voorbeeld") == anna);
  CHECK(names("?zoek=999990019") == anna);
  CHECK(names("?zoek=Anna+Voorb") == anna);
  CHECK(names("?zoek=niemand").empty());
  CHECK(names("?limit=2").size() == 2);
  const auto first = names("?limit=4");
  const auto second = names("?limit=4&after=" + *first.rbegin());
  for (const auto& bsn : second) CHECK(first.count(bsn) == 0);

  Browser browser(site);
  browser.get("/digid/identiteiten");
  CHECK_THAT(browser.text(),
             Catch::Contains("anna.voorbeeld") && Catch::Contains("volgende-pagina"));
  browser.get("/digid/identiteiten?pagina=2");
  CHECK_THAT(browser.text(),
             !Catch::Contains("anna.voorbeeld") && Catch::Contains("vorige-pagina"));
  browser.get("/digid/identiteiten?pagina=-3");
  CHECK_THAT(browser.text(), Catch::Contains("anna.voorbeeld"));
}

TEST_CASE("the personas stand first on the page, wherever their BSN would put them") {
  Site site;
  site.w().database().write([](store::Connection& c) {
    auto early = *domain::burgers::find(c, "999990019");
    early.bsn = "900000016";
    domain::burgers::put(c, early);
  });
  Browser browser(site);
  browser.get("/digid/identiteiten");
  const auto early = browser.text().find("identiteit-900000016");
  REQUIRE(early != std::string::npos);
  CHECK(browser.text().find("identiteit-999990111") < early);
}

TEST_CASE("what is changed of an identity is kept, and what it cannot have is refused") {
  Site site;
  const std::string path = "/api/v1/digid/identiteiten/999990019";
  CHECK(body(site.beheer("PATCH", path, R"({"app": "geen", "kaart": false})"))["hoogste_niveau"] ==
        "Midden");
  CHECK(body(site.beheer("PATCH", path, R"({"sms": false})"))["hoogste_niveau"] == "Basis");
  for (const char* wrong : {R"({"app": "ja"})", R"({"bsn": "999990020"})", R"({"sms": "ja"})", "[]",
                            "x", R"({"telefoon": "<b>"})", R"({"sofinummer": "123456789"})"})
    CHECK(site.beheer("PATCH", path, wrong).status == 422);
  CHECK(site.beheer("PATCH", "/api/v1/digid/identiteiten/123", "{}").status == 404);
}

TEST_CASE("a service is registered by its signed metadata, changed, shown and removed") {
  Site site;
  Sp sp("gemeente");
  const std::string xml = sp.metadata();
  const auto put = body(site.beheer("PUT", "/api/v1/digid/diensten?naam=Gemeente", xml));
  CHECK(put["aangenomen"] == true);
  CHECK(put["dienst"]["entityId"] == sp.entity_id);
  CHECK(put["dienst"]["url_domein"] == "gemeente.test");
  CHECK(put["dienst"]["naam"] == "Gemeente");
  const std::string path = "/api/v1/digid/diensten/" + put["dienst"]["id"].dump();
  CHECK(site.beheer("GET", path).body.view() == xml);
  CHECK(body(site.beheer(
            "PATCH", path,
            R"({"substantieel": true, "domein": "standaard"})"))["dienst"]["substantieel"] == true);

  sp.want_assertions_signed = true;  // registered again: the fields stay
  const auto again = body(site.beheer("PUT", "/api/v1/digid/diensten", sp.metadata()));
  CHECK(again["dienst"]["id"] == put["dienst"]["id"]);
  CHECK(again["dienst"]["naam"] == "Gemeente");
  CHECK(again["dienst"]["substantieel"] == true);
  CHECK(has(again, rule::metadata_slo));  // it takes part, but has no SOAP address

  for (const char* wrong :
       {R"({"domein": "bestaat-niet"})", R"({"sectoren": ["0"]})", R"({"sectoren": [-1]})",
        R"({"website": "javascript:alert"})", R"({"id": 7})", R"({"naam": ""})", "x"}) {
    INFO(wrong);
    CHECK(site.beheer("PATCH", path, wrong).status == 422);
  }
  CHECK(site.beheer("DELETE", path).status == 204);
  CHECK(site.beheer("DELETE", path).status == 404);
  CHECK(body(site.beheer("GET", "/api/v1/digid/diensten"))["diensten"].empty());
}

TEST_CASE("a certificate of another CA is remarked, and refused when the switch says so",
          "[rules]") {
  Site site;
  Sp sp("gemeente");
  auto foreign = pki::Authority::make(crypto::Key::Type::p256, time::real_now());
  pki::Order order;
  order.organisation = "TEST Ander";
  const auto made = foreign.issue(order);
  sp.certificate = *crypto::Certificate::from_pem(made.chain);
  sp.key = *crypto::Key::from_pem(made.key);
  DYNAMIC_SECTION(rule::metadata_chain << ": another CA") {
    const auto accepted = body(site.beheer("PUT", "/api/v1/digid/diensten", sp.metadata()));
    CHECK(accepted["aangenomen"] == true);
    CHECK(has(accepted, rule::metadata_chain));
    REQUIRE(site.w().switches().set(sw::keten, "weigeren"));
    CHECK(site.beheer("PUT", "/api/v1/digid/diensten", sp.metadata()).status == 422);
  }
}

TEST_CASE("a page registers services too, but not on behalf of another site") {
  Site site;
  Sp sp("gemeente");
  Browser browser(site);
  http::Headers foreign;
  foreign.add("Origin", "https://evil.test");
  CHECK(browser.post("/digid/diensten", {{"metadata", sp.metadata()}}, foreign).status == 403);
  CHECK(
      browser.post("/digid/diensten", {{"metadata", sp.metadata()}, {"naam", "Gemeente"}}).status ==
      200);
  CHECK_THAT(browser.text(),
             Catch::Contains("data-testid=\"aangenomen\"") && Catch::Contains(sp.entity_id));
}

TEST_CASE("files in the data dir are registered at start, with the fields beside them") {
  Site site;
  const mosim::testing::FreshFolder dir;
  const auto write = [&](const char* name, std::string_view text) {
    pki::write_file(dir.path() / name, text, 0644, pki::Existing::replace);
  };
  write("gemeente.xml", Sp("gemeente").metadata());
  write("gemeente.json", R"({"naam": "Gemeente", "domein": "standaard"})");
  write("kapot.xml", "<kapot/>");
  auto& diensten = site.w().part<Diensten>();
  diensten.load(dir.path());
  REQUIRE(diensten.all().size() == 1);
  CHECK(diensten.all()[0]->naam == "Gemeente");
  diensten.load(dir.path() / "bestaat-niet");
  Diensten reopened(site.w());  // as after a restart
  REQUIRE(reopened.all().size() == 1);
  CHECK(as_json(*reopened.all()[0]) == as_json(*diensten.all()[0]));
}
