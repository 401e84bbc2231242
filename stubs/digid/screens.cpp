// The screens: choose a method, user name and password, test a level, cancel. Spec: digid 13.1,
// 13.2.
#include "simulator/base/dutch.hpp"
#include "simulator/base/text.hpp"
#include "simulator/crypto/certificate.hpp"
#include "stubs/digid/login.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/persona.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/sms.hpp"

namespace mosim::digid {

namespace {

using nlohmann::json;

constexpr const char* name_cookie = "digid-naam";  // "remember my user name"

json tile(const Login& login, const std::string& id, const std::string& path, bool broken) {
  return {{"id", id},
          {"pad", path},
          {"titel", text("tegel_" + id, login.taal)},
          {"uitleg", text("tegel_" + id + "_uitleg", login.taal)},
          {"kapot", broken},
          {"werkt", !broken}};
}

// Which methods there are for the level that was asked: the table of digid 13.1.
json tiles(const Scherm& s) {
  const auto& switches = s.ex.world.switches();
  const Level level = s.login.aanvraag.level;
  json out = json::array();
  if (level != Level::hoog)
    out.push_back(
        tile(s.login, "app", "/digid/inloggen/app/kies", switches.is(sw::app, "storing")));
  if (level == Level::basis)
    out.push_back(tile(s.login, "wachtwoord", "/digid/inloggen/wachtwoord", false));
  if (level == Level::midden)
    out.push_back(
        tile(s.login, "sms", "/digid/inloggen/wachtwoord", switches.is(sw::sms, "storing")));
  if (!switches.is(sw::kaart, "uit"))
    for (const char* card : {"rijbewijs", "idkaart"})
      out.push_back(
          tile(s.login, card, "/digid/inloggen/kaart", switches.is(sw::kaart, "storing")));
  if (switches.is(sw::testniveau, "aan"))
    out.push_back(tile(s.login, "testniveau", "/digid/inloggen/testniveau", false));
  return out;
}

http::Response choose(Scherm& s) {
  return s.page("digid-keuze",
                {{"tegels", tiles(s)},
                 {"melding", s.login.aanvraag.dienst->melding_at(s.ex.world.clock().now())},
                 {"snel", s.ex.world.switches().is(sw::snel, "aan")},
                 {"minuten", std::chrono::floor<std::chrono::minutes>(
                                 s.ex.world.switches().duration(sw::sessie))
                                 .count()}});
}

http::Response password_page(Scherm& s, bool test, bool wrong, int status = 200) {
  json levels = json::array();
  for (const Level level : {Level::basis, Level::midden, Level::substantieel, Level::hoog})
    levels.push_back({{"naam", name(level)}, {"gekozen", level == s.login.aanvraag.level}});
  const std::string remembered = text::percent_decode(html::cookie(s.request, name_cookie));
  return s.page(test ? "digid-testniveau" : "digid-wachtwoord",
                {{"fout", wrong},
                 {"niveaus", std::move(levels)},
                 {"gebruikersnaam", s.form.empty() ? remembered : s.field("gebruikersnaam")}},
                status);
}

// Without a hint in time or text at whether the name or the password was wrong.
bool right(const std::optional<Identiteit>& wie, const std::string& password) {
  const std::string expected = wie ? wie->wachtwoord : html::random_token();
  return crypto::equal_constant_time(crypto::sha256(expected), crypto::sha256(password)) && wie;
}

// Who this is by user name and password; else the page to show.
tl::expected<Identiteit, http::Response> checked(Scherm& s, bool test) {
  World& world = s.ex.world;
  s.login.naam = s.field("gebruikersnaam");
  const auto now = world.clock().now();
  const auto blocked = world.database().read(
      [&](store::Connection& c) { return pogingen::blocked_until(c, s.login.naam, now); });
  if (blocked) return tl::unexpected(blocked_page(s, *blocked));
  auto wie = world.database().read(
      [&](store::Connection& c) { return identiteiten::find_named(c, s.login.naam, now); });
  if (right(wie, s.field("wachtwoord"))) {
    if (const auto why = state_refusal(*wie); !why.empty()) return tl::unexpected(s.melding(why));
    return std::move(*wie);
  }
  if (const auto until = pogingen::fail(world, s.login.naam))
    return tl::unexpected(blocked_page(s, *until));
  return tl::unexpected(password_page(s, test, true));
}

void remember_name(const http::Request& request, const std::string& name,
                   http::Response& response) {
  response.headers.add("Set-Cookie",
                       html::cookie_line(request, name_cookie, text::percent_encode(name),
                                         name.empty() ? "; Max-Age=0" : "; Max-Age=31536000"));
}

http::Response password(Scherm& s) {
  if (s.request.method == "GET") return password_page(s, false, false);
  auto wie = checked(s, false);
  if (!wie) return std::move(wie.error());
  s.login.wie = std::move(*wie);
  const bool second = s.login.aanvraag.level >= Level::midden || s.login.wie->altijd_sms;
  if (!second) pogingen::clear(s.ex.world, s.login.naam);
  const bool remember = !s.field("onthouden").empty();
  const std::string kept = s.login.naam;
  auto response = second ? send_sms(s) : finish(s, Level::basis);
  if (remember || !html::cookie(s.request, name_cookie).empty())
    remember_name(s.request, remember ? kept : "", response);
  return response;
}

http::Response test_level(Scherm& s) {
  if (!s.ex.world.switches().is(sw::testniveau, "aan")) return s.melding("tegel_kapot");
  if (s.request.method == "GET") return password_page(s, true, false);
  const auto level = level_named(s.field("niveau"));
  if (!level) return password_page(s, true, false, 422);
  auto wie = checked(s, true);
  if (!wie) return std::move(wie.error());
  if (!wie->bsn.starts_with('9')) {
    s.ex.entry.hits.push_back(breach(rule::test_account, "BSN", wie->bsn));
    return s.melding("geen_testaccount");
  }
  pogingen::clear(s.ex.world, s.login.naam);
  s.login.wie = std::move(*wie);
  return finish(s, *level);
}

// The shortcut for tests, from the page of methods.
http::Response persona(Scherm& s) {
  const auto wish = persona_wish(s.request, s.ex.world, s.field("persona"));
  if (!wish) return s.melding("tegel_kapot");
  const Aanvraag aanvraag = s.login.aanvraag;
  const std::string address = s.login.address;
  return persona_login(s.request, s.ex, s.visit, aanvraag, address, *wish);
}

http::Response cancel(Scherm& s) {
  if (s.request.method == "GET") return s.page("digid-annuleren");
  s.ex.entry.hits.push_back(breach(rule::cancelled, "user", "cancelled"));
  const Aanvraag aanvraag = std::move(s.login.aanvraag);
  s.visit->data.login.reset();
  return refused(s.ex, aanvraag, saml::status::responder, saml::status::authn_failed);
}

}  // namespace

std::string state_refusal(const Identiteit& wie) {
  return wie.toestand == "actief" ? "" : "toestand_" + wie.toestand;
}

http::Response blocked_page(Scherm& s, Timestamp until) {
  s.ex.entry.hits.push_back(breach(rule::blocked, "user name", s.login.naam));
  s.login.wie.reset();
  s.login.sms.reset();
  return s.page("digid-geblokkeerd", {{"tot", dutch::clock(until)}});
}

http::Response finish(Scherm& s, Level reached) {
  const Identiteit wie = *s.login.wie;
  if (!sector_for(*s.login.aanvraag.dienst, wie)) {
    s.ex.entry.hits.push_back(breach(rule::no_sector, "sectoren", wie.gebruikersnaam));
    s.login.wie.reset();
    return s.page("digid-geen-nummer");
  }
  const Aanvraag aanvraag = s.login.aanvraag;
  const std::string address = s.login.address;
  auto response = logged_in(s.request, s.ex, s.visit, aanvraag, address, wie, reached);
  s.visit->data.login.reset();
  return response;
}

void install_screens(Routes& portaal) {
  add_scherm(portaal, "POST", "/digid/inloggen/persona", persona);
  add_scherm(portaal, "GET", "/digid/inloggen", choose);
  for (const char* method : {"GET", "POST"}) {
    add_scherm(portaal, method, "/digid/inloggen/wachtwoord", password);
    add_scherm(portaal, method, "/digid/inloggen/testniveau", test_level);
    add_scherm(portaal, method, "/digid/inloggen/annuleren", cancel);
  }
}

}  // namespace mosim::digid
