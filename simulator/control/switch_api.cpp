#include "simulator/control/switch_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"

#include <nlohmann/json.hpp>

namespace mosim::control {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;

http::Response switches(const http::Request& r, Exchange& ex) {
  json out = json::array();
  for (const auto& row : ex.world.switches().all())
    out.push_back({{"id", row.definition->id},
                   {"waarde", row.value},
                   {"standaard", row.definition->standard},
                   {"tekst", row.definition->text},
                   {"bron", row.definition->source}});
  return api::listed(r, {"switches", "id", {"id", "waarde"}, {"waarde"}}, std::move(out));
}

http::Response set_switch(const http::Request& r, Exchange& ex) {
  const auto status = ex.world.switches().set(r.capture("id"), text::trim(r.body.view()));
  if (!status)
    return problem(status.error().code == "unknown" ? 404 : 422, "the switch was not set",
                   describe(status.error()));
  return reply({{"id", std::string(r.capture("id"))},
                {"waarde", ex.world.switches().value(r.capture("id"))}});
}

}  // namespace

void install_switches(Routes& beheer) {
  beheer.add("GET", "/api/v1/switches", switches);
  beheer.add("PUT", "/api/v1/switches/{id}", set_switch);
}

}  // namespace mosim::control
