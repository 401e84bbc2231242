#include "simulator/control/faults_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/faults_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace mosim::control {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;

http::Response unknown(std::string_view id) {
  return problem(404, "no such storing",
                 text::one_line(id, 80) + " is not set; GET /api/v1/faults lists them");
}

http::Response refused(const std::vector<faults::Mistake>& mistakes) {
  std::string detail;
  json shown = json::array();
  for (const auto& [field, text] : mistakes) {
    detail += (detail.empty() ? "" : "; ") + (field.empty() ? "" : field + ": ") + text;
    shown.push_back({{"veld", field}, {"tekst", text}});
  }
  return problem(422, "the storing was not set", detail, {{"fouten", std::move(shown)}});
}

// By id unless asked for otherwise.
http::Response list(const http::Request& r, Exchange& ex) {
  auto all = ex.world.faults().all();
  std::ranges::sort(all, {}, [](const faults::Standing& one) { return one.order.id; });
  json out = json::array();
  for (const auto& one : all) out.push_back(as_json(one));
  return api::listed(r, {"storingen", "id", {"id", "soort", "afgegaan"}, {"soort"}},
                     std::move(out));
}

http::Response kinds(const http::Request& r, Exchange& ex) {
  json out = json::array();
  for (const auto* kind : ex.world.faults().kinds().all()) out.push_back(as_json(*kind));
  return api::listed(r, {"soorten", "soort", {"soort"}, {"soort"}}, std::move(out));
}

// The address names it; an id in the body may repeat that, and is judged as any other.
http::Response set(const http::Request& r, Exchange& ex) {
  json document = json::parse(r.body.view(), nullptr, false);
  const std::string id(r.capture("id"));
  if (!id.empty() && document.is_object()) {
    const json& told = document.emplace("id", id).first.value();
    if (told.is_string() && told != id)
      return refused({{"id", "the address says " + text::one_line(id, 80) +
                                 "; leave it out, or say the same"}});
  }
  auto order = order_in(document, ex.world.faults().kinds());
  if (!order) return refused(order.error());
  const bool fresh = order->id.empty() || !ex.world.faults().find(order->id);
  const auto standing = ex.world.faults().put(std::move(*order));
  auto response = reply(as_json(standing), fresh ? 201 : 200);
  response.headers.set("Location", "/api/v1/faults/" + standing.order.id);
  return response;
}

http::Response one(const http::Request& r, Exchange& ex) {
  const auto standing = ex.world.faults().find(r.capture("id"));
  return standing ? reply(as_json(*standing)) : unknown(r.capture("id"));
}

http::Response remove(const http::Request& r, Exchange& ex) {
  return ex.world.faults().remove(r.capture("id")) ? http::Response::empty(204)
                                                   : unknown(r.capture("id"));
}

http::Response clear(const http::Request&, Exchange& ex) {
  ex.world.faults().clear();
  return http::Response::empty(204);
}

}  // namespace

void install_faults(Routes& beheer) {
  beheer.add("GET", "/api/v1/faults", list);
  beheer.add("POST", "/api/v1/faults", set);
  beheer.add("DELETE", "/api/v1/faults", clear);
  beheer.add("GET", "/api/v1/faults/kinds", kinds);
  beheer.add("GET", "/api/v1/faults/{id}", one);
  beheer.add("PUT", "/api/v1/faults/{id}", set);
  beheer.add("DELETE", "/api/v1/faults/{id}", remove);
}

}  // namespace mosim::control
