#include "simulator/control/health_api.hpp"

#include "simulator/api/reply.hpp"

#include <nlohmann/json.hpp>

#include <fstream>

namespace mosim::control {

namespace {

using nlohmann::json;

// What a part has against taking traffic; "" when it is ready.
std::string objection_of(World& world) {
  try {
    world.database().read(
        [](store::Connection& c) { return c.integer("select count(*) from world_setting"); });
    return "";
  } catch (const std::exception& e) {
    return e.what();
  }
}

// A disk that is full lets a file be made, and nothing be written to it.
std::string objection_of(const std::filesystem::path& dir) {
  const auto file = dir / ".ready";
  std::ofstream out(file, std::ios::binary);
  out << std::string(4096, '.') << std::flush;
  const bool written = out.good();
  out.close();
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  return written ? "" : dir.string() + " cannot be written to";
}

http::Response ready(const Readiness& asked) {
  json parts = json::array();
  std::string wrong;
  const auto part = [&](const std::string& name, const std::string& objection) {
    parts.push_back({{"naam", name}, {"klaar", objection.empty()}, {"toelichting", objection}});
    if (!objection.empty()) wrong += (wrong.empty() ? "" : "; ") + name + ": " + objection;
  };
  part("deuren", asked.doors_open() ? "" : "they are not open");
  if (!asked.dir.empty()) part("schijf", objection_of(asked.dir));
  for (const auto& world : asked.worlds()) part("wereld " + world->name(), objection_of(*world));
  if (!wrong.empty()) return api::problem(503, "not ready", wrong, {{"onderdelen", parts}});
  return api::reply({{"status", "klaar"}, {"onderdelen", std::move(parts)}});
}

}  // namespace

void install_health(Routes& beheer, Readiness readiness) {
  beheer.add("GET", "/api/v1/health", [](const http::Request&, Exchange&) {
    return api::reply({{"status", "ok"}});
  });
  beheer.add("GET", "/api/v1/ready",
             [readiness = std::move(readiness)](const http::Request&, Exchange&) {
               return ready(readiness);
             });
}

}  // namespace mosim::control
