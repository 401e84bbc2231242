#include "simulator/control/api.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/control/clock_api.hpp"
#include "simulator/control/cpa_api.hpp"
#include "simulator/control/domain_api.hpp"
#include "simulator/control/faults_api.hpp"
#include "simulator/control/journal_api.hpp"
#include "simulator/control/notices_api.hpp"
#include "simulator/control/openapi.hpp"
#include "simulator/control/outbox_api.hpp"
#include "simulator/control/scenario_api.hpp"
#include "simulator/control/switch_api.hpp"
#include "simulator/control/verify_api.hpp"

#include <nlohmann/json.hpp>

namespace mosim::control {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;

// What there is to ask, for somebody who followed the link on the start page.
http::Response contents(const http::Request&, Exchange& ex) {
  json out = json::array();
  for (const auto& route : ex.world.house().beheer.routes())
    out.push_back({{"methode", route.method}, {"pad", route.pattern}});
  return reply({{"openapi", "/api/v1/openapi.json"}, {"onderdelen", std::move(out)}});
}

}  // namespace

void install(Routes& beheer) {
  beheer.refuse_with([](const http::Request& r, int status) {
    if (status == 500)
      return problem(500, "the simulator failed", "its log has the reason under X-Request-Id");
    if (status == 503)
      return problem(503, "not now", "the server is coming up or going down; ask again");
    return status == 404
               ? problem(404, "not found",
                         r.path + " is not a part of this API; all of it is below /api/v1")
               : problem(405, "method not allowed", "the Allow header names what is");
  });
  beheer.add("GET", "/api/v1", contents);
  install_journal(beheer);
  install_verify(beheer);
  install_outbox(beheer);
  install_cpas(beheer);
  install_switches(beheer);
  install_faults(beheer);
  install_clock(beheer);
  install_scenarios(beheer);
  install_domain(beheer);
  install_notices(beheer);
  install_openapi(beheer);
}

}  // namespace mosim::control
