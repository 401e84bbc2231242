// DigiD on the koppelvlak door: ArtifactResolve, and the metadata. Spec: digid 4, 7.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::digid {

void install_resolve(Routes& koppelvlak);
http::Response metadata(const http::Request& request, Exchange& ex);  // on any door

}  // namespace mosim::digid
