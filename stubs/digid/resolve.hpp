// DigiD on the koppelvlak door: ArtifactResolve, and the metadata. Spec: digid 4, 7, 12.
#pragma once

#include "simulator/saml/messages.hpp"
#include "simulator/world/world.hpp"
#include "stubs/digid/artifacts.hpp"
#include "stubs/digid/provider.hpp"

namespace mosim::digid {

// What an ArtifactResolve for an outcome is answered with, on one of the interfaces.
struct Uitkomst {
  saml::Response response;
  std::string assertion;  // signed or not; "" unless the status is a success
};
using Antwoorder = Uitkomst (*)(Exchange& ex, const Dienst& dienst, const Outcome& outcome);
http::Response resolve(const http::Request& request, Exchange& ex, Interface door,
                       Antwoorder antwoorder);
saml::Head new_head(const Idp& idp, Timestamp now, const std::string& in_response_to);

void install_resolve(Routes& koppelvlak);
http::Response metadata(const http::Request& request, Exchange& ex);  // on any door

}  // namespace mosim::digid
