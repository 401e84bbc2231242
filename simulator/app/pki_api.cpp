#include "simulator/app/pki_api.hpp"

#include <stdexcept>

#include "simulator/control/reply.hpp"
#include "simulator/pki/special.hpp"

namespace mosim::app {

namespace {

using control::problem;
using control::reply;
using nlohmann::json;

std::string string_in(const json& body, const char* name) { return body.contains(name) && body[name].is_string() ? body[name].get<std::string>() : ""; }

json shown(const pki::Credential& credential) {
  const auto certificate = crypto::Certificate::from_pem(credential.chain);
  return {{"certificaat", credential.chain}, {"sleutel", credential.key}, {"serienummer", certificate->serial_hex()}, {"oin", certificate->subject_serial_number()}};
}

std::string kinds() {
  std::string out;
  for (const auto& kind : pki::special_kinds()) out += (out.empty() ? "" : ", ") + std::string(kind.name);
  return out;
}

http::Response issue(pki::Authority& authority, const http::Request& r, Timestamp now) {
  const auto body = control::body_object(r);
  if (!body) return problem(422, "not understood", "send {\"oin\": \"...\", \"naam\": \"...\", \"soort\": \"" + kinds() + "\" (may be left out)}");
  pki::Order order;
  order.oin = string_in(*body, "oin");
  order.organisation = string_in(*body, "naam").empty() ? order.oin : string_in(*body, "naam");
  order.common_name = "localhost";
  order.dns_names = {"localhost"};
  order.ip_addresses = {"127.0.0.1"};
  order.key_type = crypto::Key::Type::p256;
  const std::string kind = string_in(*body, "soort");
  const auto special = pki::special_named(kind);
  if (!kind.empty() && !special) return problem(422, "no such kind of certificate", "choose one of: " + kinds());
  try {
    return reply(shown(special ? pki::issue_special(authority, *special, order, now) : authority.issue(order)), 201);
  } catch (const std::invalid_argument& e) {
    return problem(422, "this certificate cannot be made", e.what());
  }
}

http::Response list(const pki::Authority& authority, Timestamp now) {
  json out = json::array();
  for (const auto& one : authority.issued())
    out.push_back({{"serienummer", one.serial}, {"oin", one.oin}, {"onderwerp", one.subject}, {"tot", time::format_seconds(one.not_after)}, {"toestand", one.state(now)}});
  return reply({{"certificaten", std::move(out)}});
}

}  // namespace

void install_pki(Routes& beheer, pki::Authority authority, std::map<std::string, pki::Credential> known, std::function<void()> crls_changed) {
  beheer.add("GET", "/api/v1/pki/ca.pem", [authority](const http::Request&, Exchange&) { return http::Response::of(200, "application/x-pem-file", authority.trusted_pem()); });
  beheer.add("GET", "/api/v1/pki/crl.pem", [authority](const http::Request&, Exchange& ex) {
    return http::Response::of(200, "application/x-pem-file", authority.crls_pem(std::min(ex.world.clock().now(), time::real_now())));
  });
  beheer.add("GET", "/api/v1/pki/certificaten", [authority](const http::Request&, Exchange& ex) { return list(authority, ex.world.clock().now()); });
  beheer.add("GET", "/api/v1/pki/certificaten/{oin}", [known = std::move(known)](const http::Request& r, Exchange&) {
    const auto found = known.find(std::string(r.capture("oin")));
    return found == known.end() ? problem(404, "no certificate of that OIN is kept", "POST /api/v1/pki/certificaten makes one") : reply(shown(found->second));
  });
  beheer.add("POST", "/api/v1/pki/certificaten", [authority, crls_changed](const http::Request& r, Exchange& ex) mutable {
    auto response = issue(authority, r, ex.world.clock().now());
    if (response.status == 201) crls_changed();  // one that is revoked from birth
    return response;
  });
  beheer.add("POST", "/api/v1/pki/certificaten/{serienummer}/intrekken", [authority, crls_changed](const http::Request& r, Exchange& ex) mutable {
    if (!authority.revoke(r.capture("serienummer"), ex.world.clock().now())) return problem(404, "no such certificate", "GET /api/v1/pki/certificaten lists the serial numbers");
    crls_changed();
    return reply({{"ingetrokken", std::string(r.capture("serienummer"))}});
  });
  beheer.add("POST", "/api/v1/pki/crl", [crls_changed](const http::Request&, Exchange&) {
    crls_changed();
    return reply({{"herlezen", true}});
  });
}

}  // namespace mosim::app
