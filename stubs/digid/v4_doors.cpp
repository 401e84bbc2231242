// The paths of SAML 4.x: messages come by POST, and answers to a logout go by POST.
#include "simulator/base/text.hpp"
#include "stubs/digid/login.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/v4.hpp"
#include "stubs/digid/v4_provider.hpp"
#include "stubs/digid/v4_rules.hpp"

namespace mosim::digid::v4 {

namespace {

http::Response not_by_get(const http::Request&, Exchange& ex) {
  return not_found_page(ex, not_found(rule::post_only, "method", "it came by GET"));
}

http::Response authn(const http::Request& request, Exchange& ex) {
  ex.entry.protocol = "saml";
  ex.entry.action = "AuthnRequest";
  auto incoming = receive_front(ex.world, request, "AuthnRequest", Interface::saml4);
  if (!incoming) return not_found_page(ex, incoming.error());
  ex.entry.sender = incoming->dienst->entity_id();
  ex.entry.service = incoming->dienst->naam;
  auto aanvraag = v4::judge_authn_request(ex.world, std::move(*incoming));
  if (!aanvraag) return not_found_page(ex, aanvraag.error());
  if (!aanvraag->refused.empty() && ex.world.switches().is(sw::ongeldig, "404")) {
    const auto& first = aanvraag->refused.front();
    return not_found_page(ex, not_found(first.rule, first.place, first.detail));
  }
  return arrive(request, ex, std::move(*aanvraag));
}

http::Response logout(const http::Request& request, Exchange& ex) {
  return receive_logout(request, ex, Interface::saml4);
}

http::Response resolve(const http::Request& request, Exchange& ex) {
  return digid::resolve(request, ex, Interface::saml4, uitkomst);
}

http::Response metadata(const http::Request&, Exchange& ex) {
  return http::Response::of(200, "text/xml; charset=utf-8",
                            ex.world.part<Provider>().metadata(ex.world.clock().now()));
}

}  // namespace

http::Response logout_by_post(World& world, const saml::LogoutResponse& response,
                              const std::optional<std::string>& relay_state) {
  const std::string xml = world.part<Provider>().sign(saml::write(response), response.head.id);
  nlohmann::json values = {{"naar", response.head.destination},
                           {"bericht", text::base64_encode(xml)}};
  if (relay_state) values["staat"] = {{"waarde", *relay_state}};
  return page("digid-uitgelogd-post", "nl", std::move(values));
}

void install(House& house) {
  for (const auto path : {authn_path, logout_path})
    house.portaal.add("GET", std::string(path), not_by_get);
  house.portaal.add("POST", std::string(authn_path), authn);
  house.portaal.add("POST", std::string(logout_path), logout);
  house.koppelvlak.add("POST", std::string(resolve_path), resolve);
  for (auto* door : {&house.koppelvlak, &house.portaal})
    door->add("GET", std::string(metadata_path), metadata);
}

}  // namespace mosim::digid::v4
