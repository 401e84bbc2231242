#include "simulator/app/pki_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/domain/organisaties.hpp"
#include "simulator/pki/special.hpp"

#include <stdexcept>

namespace mosim::app {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;

std::string string_in(const json& body, const char* name) {
  return body.contains(name) && body[name].is_string() ? body[name].get<std::string>() : "";
}

json shown(const pki::Credential& credential) {
  const auto certificate = crypto::Certificate::from_pem(credential.chain);
  return {{"certificaat", credential.chain},
          {"sleutel", credential.key},
          {"serienummer", certificate->serial_hex()},
          {"oin", certificate->subject_serial_number()}};
}

std::string kinds() {
  std::string out;
  for (const auto& kind : pki::special_kinds())
    out += (out.empty() ? "" : ", ") + std::string(kind.name);
  return out;
}

http::Response issue(Credentials& credentials, const http::Request& r, Timestamp now) {
  const auto body = api::body_object(r);
  constexpr auto text = json::value_t::string;
  if (!body || string_in(*body, "oin").empty() ||
      !api::fit(*body, {{"naam", text}, {"soort", text}}))
    return problem(422, "not understood",
                   "send {\"oin\": \"...\", \"naam\": \"...\", \"soort\": \"" + kinds() +
                       "\" (may be left out)}");
  const std::string oin = string_in(*body, "oin");
  const std::string name = string_in(*body, "naam").empty() ? oin : string_in(*body, "naam");
  const auto order = local_order(oin, name, crypto::Key::Type::p256);
  const std::string kind = string_in(*body, "soort");
  const auto special = pki::special_named(kind);
  if (!kind.empty() && !special)
    return problem(422, "no such kind of certificate", "choose one of: " + kinds());
  try {
    if (special)
      return reply(shown(pki::issue_special(credentials.authority(), *special, order, now)), 201);
    const auto made = credentials.authority().issue(order);
    credentials.keep(oin, made);
    return reply(shown(made), 201);
  } catch (const std::invalid_argument& e) {
    return problem(422, "this certificate cannot be made", e.what());
  }
}

http::Response generate(const Installation& installation, const http::Request& r, World& world) {
  const auto body = api::body_object(r);
  constexpr auto text = json::value_t::string;
  const std::string profile = body ? string_in(*body, "profiel") : "";
  if (!body || string_in(*body, "oin").empty() || string_in(*body, "endpoint").empty() ||
      !api::fit(*body, {{"naam", text},
                        {"certificaat", text},
                        {"profiel", text},
                        {"synchroon", json::value_t::boolean}}) ||
      !(profile.empty() || profile == "osb-rm" || profile == "osb-be"))
    return problem(422, "not understood",
                   "send {\"oin\": \"...\", \"endpoint\": \"https://...\", \"naam\": \"...\", "
                   "\"certificaat\": \"PEM\", \"profiel\": \"osb-rm\" | \"osb-be\", \"synchroon\": "
                   "true | false}");
  CpaWish wish{string_in(*body, "oin"),      string_in(*body, "naam"),
               string_in(*body, "endpoint"), string_in(*body, "certificaat"),
               profile != "osb-be",          false};
  wish.sync_signals = body->value("synchroon", false);
  if (wish.name.empty()) {
    const auto known = world.database().read(
        [&](store::Connection& c) { return domain::organisaties::find(c, wish.oin); });
    wish.name = known ? known->naam : wish.oin;
  }
  try {
    const std::string id = make_cpa(world, installation, wish);
    return reply({{"cpaId", id}, {"cpa", world.cpas().xml(id).value_or("")}}, 201);
  } catch (const std::invalid_argument& e) {
    return problem(422, "this CPA cannot be made", e.what());
  }
}

http::Response list(const http::Request& r, const pki::Authority& authority, Timestamp now) {
  json out = json::array();
  for (const auto& one : authority.issued())
    out.push_back({{"serienummer", one.serial},
                   {"oin", one.oin},
                   {"onderwerp", one.subject},
                   {"tot", time::format_seconds(one.not_after)},
                   {"toestand", one.state(now)}});
  return api::listed(r,
                     {"certificaten",
                      "serienummer",
                      {"tot", "oin", "serienummer"},
                      {"serienummer", "oin", "toestand"}},
                     std::move(out));
}

}  // namespace

void install_pki(Routes& beheer, Installation installation, std::function<void()> crls_changed) {
  const auto credentials = installation.credentials;
  beheer.add("GET", "/api/v1/pki/ca.pem", [credentials](const http::Request&, Exchange&) {
    return http::Response::of(200, "application/x-pem-file",
                              credentials->authority().trusted_pem());
  });
  beheer.add("GET", "/api/v1/pki/crl.pem", [credentials](const http::Request&, Exchange& ex) {
    return http::Response::of(
        200, "application/x-pem-file",
        credentials->authority().crls_pem(std::min(ex.world.clock().now(), time::real_now())));
  });
  beheer.add("GET", "/api/v1/pki/certificaten",
             [credentials](const http::Request& r, Exchange& ex) {
               return list(r, credentials->authority(), ex.world.clock().now());
             });
  beheer.add("GET", "/api/v1/pki/certificaten/{oin}",
             [credentials](const http::Request& r, Exchange&) {
               const auto found = credentials->find(std::string(r.capture("oin")));
               return found ? reply(shown(*found))
                            : problem(404, "no certificate of that OIN is kept",
                                      "POST /api/v1/pki/certificaten makes one");
             });
  beheer.add("POST", "/api/v1/pki/certificaten",
             [credentials, crls_changed](const http::Request& r, Exchange& ex) {
               auto response = issue(*credentials, r, ex.world.clock().now());
               if (response.status == 201) crls_changed();  // one that is revoked from birth
               return response;
             });
  beheer.add(
      "POST", "/api/v1/pki/certificaten/{serienummer}/intrekken",
      [credentials, crls_changed](const http::Request& r, Exchange& ex) {
        if (!credentials->authority().revoke(r.capture("serienummer"), ex.world.clock().now()))
          return problem(404, "no such certificate",
                         "GET /api/v1/pki/certificaten lists the serial numbers");
        crls_changed();
        return reply({{"ingetrokken", std::string(r.capture("serienummer"))}});
      });
  beheer.add("POST", "/api/v1/pki/crl", [crls_changed](const http::Request&, Exchange&) {
    crls_changed();
    return reply({{"herlezen", true}});
  });
  beheer.add("POST", "/api/v1/cpas/genereer", [installation](const http::Request& r, Exchange& ex) {
    return generate(installation, r, ex.world);
  });
}

}  // namespace mosim::app
