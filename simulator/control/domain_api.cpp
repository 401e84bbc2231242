#include "simulator/control/domain_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/domain/organisaties.hpp"
#include "simulator/pki/oin.hpp"

#include <algorithm>

namespace mosim::control {

namespace {

using api::body_object;
using api::field;
using api::problem;
using api::reply;
using nlohmann::json;

json shown(const domain::Burger& b) {
  return {{"bsn", b.bsn},
          {"naam", domain::volledige_naam(b)},
          {"voornamen", b.voornamen},
          {"voorvoegsel", b.voorvoegsel},
          {"achternaam", b.achternaam},
          {"geboortedatum", b.geboortedatum},
          {"geslacht", b.geslacht},
          {"straat", b.straat},
          {"huisnummer", b.huisnummer},
          {"postcode", b.postcode},
          {"plaats", b.plaats},
          {"partner", b.partner},
          {"account", domain::name(b.account)},
          {"email", b.email},
          {"emailBericht", b.email_bericht},
          {"herinnering", b.herinnering}};
}

http::Response no_burger() {
  return problem(404, "no such burger", "GET /api/v1/burgers lists who lives in this world");
}
http::Response no_organisation() {
  return problem(404, "no such organisation", "GET /api/v1/organisaties lists them");
}

http::Response list_burgers(const http::Request& r, Exchange& ex) {
  constexpr std::string_view sorts[] = {"bsn", "achternaam", "geboortedatum", "plaats"};
  const auto asked = api::paging(r, sorts);
  if (!asked) return asked.error();
  domain::Page page{0,           asked->limit + 1, field(r, "zoek"), asked->after,
                    asked->sort, asked->descending};
  page.plaats = field(r, "plaats");
  page.postcode = field(r, "postcode");
  page.account = domain::account_named(field(r, "account"));
  if (!page.account && !field(r, "account").empty())
    return problem(422, "not understood", "account is geen, niet_geactiveerd or actief");
  if (!asked->after.empty() && !domain::bsn_valid(asked->after))
    return problem(422, "not understood", "after is a BSN");
  return ex.world.database().read([&](store::Connection& c) {
    return api::page_of(r, *asked, "burgers", "bsn", domain::burgers::list(c, page),
                        [](const domain::Burger& burger) { return shown(burger); },
                        {{"totaal", domain::burgers::count(c, page)}});
  });
}

http::Response one_burger(const http::Request& r, Exchange& ex) {
  const auto burger = ex.world.database().read(
      [&](store::Connection& c) { return domain::burgers::find(c, r.capture("bsn")); });
  return burger ? reply(shown(*burger)) : no_burger();
}

http::Response set_account(const http::Request& r, Exchange& ex) {
  const auto body = body_object(r);
  const auto account = body && body->contains("account") && (*body)["account"].is_string()
                           ? domain::account_named((*body)["account"].get<std::string>())
                           : std::nullopt;
  if (!account)
    return problem(422, "not understood",
                   "send {\"account\": \"geen\" | \"niet_geactiveerd\" | \"actief\"}");
  const bool known = ex.world.database().write([&](store::Connection& c) {
    return domain::burgers::set_account(c, r.capture("bsn"), *account, ex.world.clock().now());
  });
  return known ? one_burger(r, ex) : no_burger();
}

http::Response abonnementen(const http::Request& r, Exchange& ex) {
  return ex.world.database().read([&](store::Connection& c) {
    if (!domain::burgers::find(c, r.capture("bsn"))) return no_burger();
    json out = json::array();
    for (const auto& a : domain::abonnementen::abonnementen_of(c, r.capture("bsn"))) {
      json types = json::array();
      for (const auto& type : a.types)
        types.push_back({{"berichtType", type.code}, {"naam", type.naam}, {"aan", type.aan}});
      out.push_back(
          {{"oin", a.oin}, {"naam", a.naam}, {"aan", a.aan}, {"berichttypen", std::move(types)}});
    }
    return api::listed(r, {"abonnementen", "oin", {"oin", "naam"}, {"oin", "naam", "aan"}},
                       std::move(out), {{"bsn", std::string(r.capture("bsn"))}});
  });
}

// .../abonnementen/{oin} and .../abonnementen/{oin}/{berichttype}
http::Response subscribe(const http::Request& r, Exchange& ex) {
  const auto body = body_object(r);
  if (!body || !body->contains("aan") || !(*body)["aan"].is_boolean())
    return problem(422, "not understood", "send {\"aan\": true} or {\"aan\": false}");
  const std::string code(r.capture("berichttype"));
  const std::string oin(r.capture("oin"));
  const bool on = (*body)["aan"].get<bool>();
  const auto refused =
      ex.world.database().write([&](store::Connection& c) -> std::optional<http::Response> {
        if (!domain::burgers::find(c, r.capture("bsn"))) return no_burger();
        if (!domain::organisaties::find(c, oin)) return no_organisation();
        if (!code.empty() && !domain::organisaties::find_type(c, oin, code))
          return problem(404, "no such berichttype",
                         "GET /api/v1/organisaties/" + oin + " lists them");
        domain::abonnementen::subscribe(c, r.capture("bsn"), oin,
                                        code.empty() ? std::nullopt : std::optional(code), on,
                                        ex.world.clock().now());
        return std::nullopt;
      });
  return refused ? *refused : abonnementen(r, ex);
}

json shown(store::Connection& c, const domain::Organisatie& o, Timestamp now) {
  json types = json::array(), clients = json::array();
  for (const auto& type : domain::organisaties::types(c, o.oin))
    types.push_back({{"code", type.code},
                     {"naam", type.naam},
                     {"omschrijving", type.omschrijving},
                     {"actief", type.actief}});
  for (const auto& client : domain::organisaties::clients_of(c, o.oin))
    if (client.actief_op(now)) clients.push_back(client.klant);
  return {{"oin", o.oin},
          {"naam", o.naam},
          {"omschrijving", o.omschrijving},
          {"berichttypen", std::move(types)},
          {"verzendtVoor", std::move(clients)}};
}

http::Response organisaties(const http::Request& r, Exchange& ex) {
  return ex.world.database().read([&](store::Connection& c) {
    json out = json::array();
    for (const auto& o : domain::organisaties::list(c))
      out.push_back(shown(c, o, ex.world.clock().now()));
    return api::listed(r, {"organisaties", "oin", {"oin", "naam"}, {"oin", "naam", "verzendtVoor"}},
                       std::move(out));
  });
}

http::Response organisatie(const http::Request& r, Exchange& ex) {
  return ex.world.database().read([&](store::Connection& c) {
    const auto found = domain::organisaties::find(c, r.capture("oin"));
    return found ? reply(shown(c, *found, ex.world.clock().now())) : no_organisation();
  });
}

http::Response put_organisatie(const http::Request& r, Exchange& ex) {
  const std::string oin(r.capture("oin"));
  const auto body = body_object(r);
  if (const auto status = pki::check_oin(oin); !status)
    return problem(422, "no valid OIN", describe(status.error()));
  if (!body || !body->contains("naam") ||
      !api::fit(*body, {{"naam", json::value_t::string}, {"omschrijving", json::value_t::string}}))
    return problem(422, "not understood", "send {\"naam\": \"...\", \"omschrijving\": \"...\"}");
  const domain::Organisatie wanted{oin, (*body)["naam"].get<std::string>(),
                                   body->value("omschrijving", "")};
  ex.world.database().write([&](store::Connection& c) { domain::organisaties::upsert(c, wanted); });
  return organisatie(r, ex);
}

http::Response put_type(const http::Request& r, Exchange& ex) {
  const auto body = body_object(r);
  const std::string code(r.capture("code"));
  if (!body ||
      !api::fit(*body, {{"naam", json::value_t::string},
                        {"omschrijving", json::value_t::string},
                        {"actief", json::value_t::boolean}}) ||
      !text::is_utf8(code) || text::utf8_length(code) > 8)
    return problem(422, "not understood",
                   "a code has 1 to 8 characters; send {\"naam\": \"...\", \"actief\": true}");
  const bool known = ex.world.database().write([&](store::Connection& c) {
    if (!domain::organisaties::find(c, r.capture("oin"))) return false;
    auto type = domain::organisaties::find_type(c, r.capture("oin"), code)
                    .value_or(domain::Berichttype{std::string(r.capture("oin")), code, code, true});
    type.naam = body->value("naam", code);
    type.omschrijving = body->value("omschrijving", type.omschrijving);
    type.actief = body->value("actief", true);
    domain::organisaties::upsert_type(c, type);
    return true;
  });
  return known ? organisatie(r, ex) : no_organisation();
}

// PUT lets {intermediair} send in the name of {oin} from now on, DELETE ends that.
http::Response authorise(const http::Request& r, Exchange& ex) {
  const std::string by(r.capture("intermediair")), oin(r.capture("oin"));
  const bool known = ex.world.database().write([&](store::Connection& c) {
    if (!domain::organisaties::find(c, oin) || !domain::organisaties::find(c, by)) return false;
    if (r.method == "PUT")
      domain::organisaties::authorise(c, {by, oin, ex.world.clock().now(), std::nullopt});
    else
      domain::organisaties::withdraw(c, by, oin, ex.world.clock().now());
    return true;
  });
  return known ? organisatie(r, ex) : no_organisation();
}

}  // namespace

void install_domain(Routes& beheer) {
  beheer.add("GET", "/api/v1/burgers", list_burgers);
  beheer.add("GET", "/api/v1/burgers/{bsn}", one_burger);
  beheer.add("PUT", "/api/v1/burgers/{bsn}/account", set_account);
  beheer.add("GET", "/api/v1/burgers/{bsn}/abonnementen", abonnementen);
  beheer.add("PUT", "/api/v1/burgers/{bsn}/abonnementen/{oin}", subscribe);
  beheer.add("PUT", "/api/v1/burgers/{bsn}/abonnementen/{oin}/{berichttype}", subscribe);
  beheer.add("GET", "/api/v1/organisaties", organisaties);
  beheer.add("GET", "/api/v1/organisaties/{oin}", organisatie);
  beheer.add("PUT", "/api/v1/organisaties/{oin}", put_organisatie);
  beheer.add("PUT", "/api/v1/organisaties/{oin}/berichttypen/{code}", put_type);
  beheer.add("PUT", "/api/v1/organisaties/{oin}/intermediairs/{intermediair}", authorise);
  beheer.add("DELETE", "/api/v1/organisaties/{oin}/intermediairs/{intermediair}", authorise);
}

}  // namespace mosim::control
