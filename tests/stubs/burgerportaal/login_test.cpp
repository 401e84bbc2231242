// Logging in with DigiD: what the site asks, and that nothing but the right answer lets one in.
#include "simulator/domain/burgers.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/burgerportaal/rules.hpp"
#include "stubs/burgerportaal/stub.hpp"
#include "tests/stubs/burgerportaal/support.hpp"

using namespace mosim;
using namespace mosim::burgerportaal;
using namespace mosim::burgerportaal::testing;

namespace {

saml::Assertion& assertion(saml::ArtifactResponse& message) { return *message.response->assertion; }

}  // namespace

TEST_CASE("A visitor logs in with DigiD and is at home under the own name") {
  Site site;
  auto browser = site.browser();
  browser.visit("/mijn");
  CHECK(browser.where() == "/mijn/inloggen");
  CHECK(browser.has("inloggen"));
  const auto home = site.login(browser, anna);
  CHECK(home.status == 200);
  CHECK(browser.where() == "/mijn");
  CHECK(browser.shows("Welkom, Anna Voorbeeld"));
}

TEST_CASE("The site asks level Midden as a registered service does") {
  Site site;
  auto browser = site.browser();
  site.begin(browser);
  const auto metadata = saml::judge_sp_metadata(digid_metadata(site.world()));
  REQUIRE(metadata.metadata);
  CHECK(metadata.hits.empty());
  CHECK(site.digid.authn.head.issuer == metadata.metadata->entity_id);
  CHECK(metadata.metadata->acs_by_index(site.digid.authn.acs_index));
  CHECK(site.digid.authn.context_classes == std::vector<std::string>{midden});
  CHECK(site.digid.authn.comparison == "minimum");
  CHECK(browser.get("/mijn/digid/metadata").body.view() == digid_metadata(site.world()));
}

TEST_CASE("The level is a switch, and more than was asked will do") {
  Site site;
  auto browser = site.browser();
  const std::string basis = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
  REQUIRE(site.world().switches().set(sw::niveau, "Basis"));
  site.login(browser, anna);
  CHECK(site.digid.authn.context_classes == std::vector<std::string>{basis});
  CHECK(site.logged_in(browser));
}

TEST_CASE("The page that was asked for is shown after the login") {
  Site site;
  auto browser = site.browser();
  browser.visit("/mijn/gegevens?x=1");
  const std::string to = browser.found("href=\"(/mijn/digid/inloggen[^\"]*)\"");
  browser.visit("/mijn/digid/acs" + site.begin(browser, to.substr(to.find('?'))));
  CHECK(browser.where() == "/mijn/gegevens?x=1");
}

TEST_CASE("A link cannot send a visitor to another site after the login") {
  const auto naar = GENERATE(as<std::string>{}, "https://elders.test/", "//elders.test",
                             "/\\elders", "/mijn/\\elders", "/mijn/x\r\nSet-Cookie: mijn=1",
                             "/mijnheer", "javascript:alert(1)");
  Site site;
  auto browser = site.browser();
  const auto query = site.begin(browser, "?naar=" + text::percent_encode(naar));
  CHECK(browser.get("/mijn/digid/acs" + query).headers.get("Location") == "/mijn");
}

TEST_CASE("Nothing but the answer of DigiD to this login lets somebody in", "[rules]") {
  struct Case {
    const char* what;
    std::string_view rule;
    std::function<void(Digid&)> change;
  };
  const auto spoil = [](std::function<void(saml::ArtifactResponse&)> how) {
    return [how](Digid& digid) { digid.spoil = how; };
  };
  using Message = saml::ArtifactResponse;
  const std::vector<Case> cases = {
      {"not signed", rule::signature, [](Digid& d) { d.sign_message = false; }},
      {"Assertion not signed", rule::signature, [](Digid& d) { d.sign_assertion = false; }},
      {"another key", rule::signature, [](Digid& d) { d.stranger = true; }},
      {"a changed BSN", rule::signature,
       [](Digid& d) {
         d.spoil_bytes = [](std::string& bytes) { bytes.replace(bytes.find(anna), 9, frits); };
       }},
      {"HTTP 500", rule::back_channel, [](Digid& d) { d.status = 500; }},
      {"Issuer", rule::issuer, spoil([](Message& m) { m.head.issuer = "https://x.test"; })},
      {"Issuer of Response", rule::issuer,
       spoil([](Message& m) { m.response->head.issuer = "https://x.test"; })},
      {"Issuer of Assertion", rule::issuer,
       spoil([](Message& m) { assertion(m).head.issuer = "https://x.test"; })},
      {"InResponseTo", rule::in_response_to,
       spoil([](Message& m) { m.head.in_response_to = "_other"; })},
      {"InResponseTo of Response", rule::in_response_to,
       spoil([](Message& m) { m.response->head.in_response_to = "_other"; })},
      {"InResponseTo of the subject", rule::in_response_to,
       spoil([](Message& m) { assertion(m).subject_in_response_to = "_other"; })},
      {"no Response", rule::status, spoil([](Message& m) { m.response.reset(); })},
      {"no Assertion", rule::status, spoil([](Message& m) { m.response->assertion.reset(); })},
      {"NoAuthnContext", rule::status, spoil([](Message& m) {
         m.response->status = {std::string(saml::status::responder),
                               std::string(saml::status::no_authn_context)};
         m.response->assertion.reset();
       })},
      {"Recipient", rule::recipient,
       spoil([](Message& m) { assertion(m).recipient += "/elders"; })},
      {"NotOnOrAfter of the subject", rule::window,
       spoil([](Message& m) { *assertion(m).subject_not_on_or_after -= std::chrono::minutes(2); })},
      {"NotOnOrAfter", rule::window,
       spoil([](Message& m) { *assertion(m).not_on_or_after -= std::chrono::minutes(2); })},
      {"NotBefore", rule::window,
       spoil([](Message& m) { *assertion(m).not_before += std::chrono::minutes(5); })},
      {"no window", rule::window, spoil([](Message& m) { assertion(m).not_on_or_after.reset(); })},
      {"Audience", rule::audience,
       spoil([](Message& m) { assertion(m).audiences = {"https://x.test"}; })},
      {"no Audience", rule::audience, spoil([](Message& m) { assertion(m).audiences.clear(); })},
      {"a level below", rule::level, spoil([](Message& m) {
         assertion(m).context_class =
             "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport";
       })},
      {"an unknown level", rule::level,
       spoil([](Message& m) { assertion(m).context_class = "x"; })},
      {"another sector", rule::sector,
       spoil([](Message& m) { assertion(m).name_id = "s00000001:" + anna; })},
      {"no BSN", rule::sector,
       spoil([](Message& m) { assertion(m).name_id = "s00000000:999990018"; })},
  };
  for (const Case& one : cases) DYNAMIC_SECTION(one.rule << ": " << one.what) {
      Site site;
      auto browser = site.browser();
      one.change(site.digid);
      const auto page = site.login(browser, anna);
      CHECK(page.status == 200);
      CHECK(browser.has("mislukt"));
      CHECK(browser.shows(std::string(one.rule)));
      CHECK(site.broke(one.rule));
      CHECK_FALSE(site.logged_in(browser));
    }
}

TEST_CASE("What stands around the signed parts of an answer is not read", "[rules]") {
  const auto cut = [](const std::string& bytes, const std::string& from, const std::string& to) {
    const auto begin = bytes.find(from);
    return bytes.substr(begin, bytes.find(to, begin) + to.size() - begin);
  };
  // The same with another BSN, another ID and no signature of its own.
  const auto evil = [cut](std::string part) {
    const std::string signature = cut(part, "<ds:Signature", "</ds:Signature>");
    part.erase(part.find(signature), signature.size());
    part.replace(part.find(" ID=\"") + 5, 1, "_evil");
    part.replace(part.find(anna), 9, frits);
    return part;
  };
  const auto assertion_of = [cut](const std::string& b) {
    return cut(b, "<saml:Assertion", "</saml:Assertion>");
  };
  const auto answer_of = [cut](const std::string& b) {
    return cut(b, "<samlp:ArtifactResponse", "</samlp:ArtifactResponse>");
  };
  const auto insert = [](std::string& into, const std::string& before, const std::string& what) {
    into.insert(into.find(before), what);
  };
  const std::pair<const char*, std::function<void(std::string&)>> cases[] = {
      {"a false Assertion before the signed one",
       [&](std::string& b) { insert(b, "<saml:Assertion", evil(assertion_of(b))); }},
      {"a false Assertion behind it",
       [&](std::string& b) { insert(b, "</samlp:Response>", evil(assertion_of(b))); }},
      {"a false answer before the signed one",
       [&](std::string& b) { insert(b, "<samlp:ArtifactResponse", evil(answer_of(b))); }},
      {"the signed answer in the Header, a false one in the Body",
       [&](std::string& b) {
         const std::string good = answer_of(b);
         b.replace(b.find(good), good.size(), evil(good));
         insert(b, "<soapenv:Body", "<soapenv:Header>" + good + "</soapenv:Header>");
       }},
      {"the signed answer within a false one",
       [&](std::string& b) {
         const std::string good = answer_of(b);
         std::string around = evil(good);
         insert(around, "<samlp:Status",
                cut(good, "<ds:Signature", "</ds:Signature>") + "<samlp:Extensions>" + good +
                    "</samlp:Extensions>");
         b.replace(b.find(good), good.size(), around);
       }},
      {"a DOCTYPE", [](std::string& b) { b.insert(0, "<!DOCTYPE a [<!ENTITY e '999990081'>]>"); }},
  };
  for (const auto& [what, spoil] : cases) DYNAMIC_SECTION(rule::signature << ": " << what) {
      Site site;
      auto browser = site.browser();
      site.digid.spoil_bytes = spoil;
      site.login(browser, anna);
      CHECK(site.broke(rule::signature));
      CHECK_FALSE(site.logged_in(browser));
    }
}

TEST_CASE("A comment does not cut a BSN short") {
  Site site;
  auto browser = site.browser();
  site.digid.spoil_bytes = [](std::string& bytes) {
    bytes.insert(bytes.find(anna + "</saml:NameID>") + 4, "<!-- -->");
  };
  site.login(browser, anna);
  CHECK(browser.shows("Welkom, Anna Voorbeeld"));
}

TEST_CASE("An answer counts once, in the browser that asked, and with its state", "[rules]") {
  Site site;
  auto browser = site.browser();
  const auto query = site.begin(browser);
  DYNAMIC_SECTION(rule::state << ": in another browser") {
    auto other = site.browser();
    site.begin(other);
    other.get("/mijn/digid/acs" + query);
    CHECK(site.broke(rule::state));
    CHECK_FALSE(site.logged_in(other));
  }
  DYNAMIC_SECTION(rule::state << ": twice") {
    browser.get("/mijn/digid/acs" + query);
    auto again = site.browser();
    again.cookies["mijn-digid"] = browser.cookies["mijn-digid"];
    again.get("/mijn/digid/acs" + query);
    CHECK(site.broke(rule::state));
    CHECK_FALSE(site.logged_in(again));
  }
  DYNAMIC_SECTION(rule::state << ": without or with two of a parameter") {
    const auto wrong = GENERATE_COPY(as<std::string>{}, query.substr(0, query.find('&')),
                                     query + "&RelayState=x", query + "&SAMLart=x", "",
                                     "?RelayState=" + query.substr(query.rfind('=') + 1));
    browser.get("/mijn/digid/acs" + wrong);
    CHECK(site.broke(rule::state));
    CHECK_FALSE(site.logged_in(browser));
  }
  DYNAMIC_SECTION(rule::artifact << ": of another identity provider") {
    browser.get("/mijn/digid/acs?SAMLart=" +
                text::percent_encode(saml::make_artifact("https://elders.test")) +
                query.substr(query.find('&')));
    CHECK(site.broke(rule::artifact));
    CHECK_FALSE(site.logged_in(browser));
  }
  DYNAMIC_SECTION(rule::state << ": after half an hour") {
    site.advance(std::chrono::minutes(30));
    browser.get("/mijn/digid/acs" + query);
    CHECK(site.broke(rule::state));
  }
}

TEST_CASE("Logins in several tabs of one browser do not hinder each other") {
  Site site;
  auto browser = site.browser();
  const auto first = site.begin(browser);
  const auto asked = site.digid.authn;
  site.begin(browser);
  site.digid.authn = asked;
  browser.visit("/mijn/digid/acs" + first);
  CHECK(browser.shows("Welkom, Anna Voorbeeld"));
}

TEST_CASE("Who cancels at DigiD is back where the login began, and reads so", "[rules]") {
  Site site;
  auto browser = site.browser();
  site.digid.spoil = [](saml::ArtifactResponse& m) {
    m.response->status = {std::string(saml::status::responder),
                          std::string(saml::status::authn_failed)};
    m.response->assertion.reset();
  };
  DYNAMIC_SECTION(rule::cancelled << ": AuthnFailed") {
    const auto query = site.begin(browser);
    const auto response = browser.get("/mijn/digid/acs" + query);
    CHECK(site.broke(rule::cancelled));
    browser.follow(response);
    CHECK(browser.where() == "/mijn/inloggen?reden=geannuleerd");
    CHECK(browser.shows("U heeft het inloggen geannuleerd"));
  }
}

TEST_CASE("A failed login ends the session that there was") {
  Site site;
  auto browser = site.browser();
  site.login(browser, anna);
  REQUIRE(site.logged_in(browser));
  site.digid.sign_message = false;
  site.login(browser, anna);
  CHECK_FALSE(site.logged_in(browser));
}

TEST_CASE("A session gets a new id at each login, that nobody can have set before") {
  Site site;
  auto browser = site.browser();
  browser.cookies["mijn"] = "gekozen-door-een-ander";
  site.login(browser, anna);
  const auto first = browser.cookies["mijn"];
  CHECK(first != "gekozen-door-een-ander");
  CHECK(first.size() == 43);
  site.login(browser, anna);
  CHECK(browser.cookies["mijn"] != first);
  auto thief = site.browser();
  thief.cookies["mijn"] = first;
  CHECK_FALSE(site.logged_in(thief));
}

TEST_CASE("Who is too young, has no account or is not known is told so and stays outside",
          "[rules]") {
  Site site;
  auto browser = site.browser();
  site.world().database().write([&](store::Connection& c) {
    domain::burgers::set_account(c, greet, domain::Account::geen, site.world().clock().now());
  });
  const std::pair<std::string, std::string> cases[] = {{emma, "14 jaar of ouder"},
                                                       {"111222333", "Wij kennen niemand"},
                                                       {greet, "U heeft geen account"}};
  for (const auto& [who, text] : cases) DYNAMIC_SECTION(rule::account << ": " << text) {
      const auto page = site.login(browser, who);
      CHECK(page.status == 200);
      CHECK(browser.has("geen-toegang"));
      CHECK(browser.shows(text));
      CHECK(site.broke(rule::account));
      CHECK_FALSE(site.logged_in(browser));
    }
}

TEST_CASE("When DigiD cannot be reached or trusted the login says that it failed", "[rules]") {
  Site site;
  auto browser = site.browser();
  DYNAMIC_SECTION(rule::metadata << ": a certificate of another PKI") {
    site.metadata_of_strangers = true;
    CHECK(browser.get("/mijn/digid/inloggen").status == 200);
    CHECK(browser.has("mislukt"));
    CHECK(site.broke(rule::metadata));
    site.metadata_of_strangers = false;  // and goes well once it can
    site.login(browser, anna);
    CHECK(site.logged_in(browser));
  }
}

TEST_CASE("The login begins at the address to which DigiD sends back") {
  Site site;
  auto browser = site.browser();
  auto elsewhere = mosim::testing::Browser(
      [&](http::Request r) {
        journal::Entry entry;
        Exchange exchange{site.world(), entry};
        return site.world().house().portaal.handle(r, exchange);
      },
      "http://127.0.0.1:8080");
  const auto response = elsewhere.get("/mijn/digid/inloggen?naar=%2Fmijn%2Fgegevens");
  CHECK(response.headers.get("Location") == front + "/mijn/digid/inloggen?naar=%2Fmijn%2Fgegevens");
}
