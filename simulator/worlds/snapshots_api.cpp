#include "simulator/worlds/snapshots_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/worlds/snapshot_file.hpp"

#include <nlohmann/json.hpp>

#include <chrono>

namespace mosim::worlds {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;

constexpr std::size_t most_snapshots = 100;  // of one world
constexpr std::string_view file_type = "application/vnd.mijnoverheid-sim.snapshot";

json shown(const Snapshot& snapshot) {
  json clock = nullptr;
  if (snapshot.clock) clock = time::format(snapshot.clock->virtual_at);
  return {{"naam", snapshot.name},
          {"gemaakt", time::format(snapshot.made)},
          {"klok", std::move(clock)},
          {"bytes", snapshot.bytes()}};
}

http::Response no_world() { return problem(404, "no such world", "it was dropped just now"); }

http::Response unknown(std::string_view name) {
  return problem(
      404, "no such snapshot",
      "GET /api/v1/snapshots lists them; there is none called " + text::one_line(name, 60));
}

http::Response bad_name() {
  return problem(422, "not understood",
                 "send {\"naam\": \"voor-de-les\"}: 1 to 40 of a-z, 0-9 and - (not first or last)");
}

bool is_full(const Snapshots& snapshots, const std::string& name) {
  return !snapshots.find(name) && snapshots.all().size() >= most_snapshots;
}

http::Response full() {
  return problem(409, "there are too many snapshots", "delete those that are not needed any more");
}

http::Response made(const Snapshot& snapshot) {
  auto response = reply(shown(snapshot), 201);
  response.headers.set("Location", "/api/v1/snapshots/" + snapshot.name);
  return response;
}

http::Response keep(const http::Request& request, World& world, Snapshots& snapshots) {
  const auto body = api::body_object(request);
  if (!body || !body->contains("naam") || !(*body)["naam"].is_string()) return bad_name();
  const auto name = (*body)["naam"].get<std::string>();
  if (!is_name(name)) return bad_name();
  if (is_full(snapshots, name)) return full();
  return made(*snapshots.keep(world, name));
}

std::int64_t micros_since(std::chrono::steady_clock::time_point started) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               started)
      .count();
}

http::Response restore(Worlds& worlds, const std::string& world, const SnapshotPtr& snapshot) {
  const auto started = std::chrono::steady_clock::now();
  if (!worlds.restore(world, snapshot)) return no_world();
  json out = shown(*snapshot);
  out["duurMicros"] = micros_since(started);
  return reply(out);
}

http::Response reset(Worlds& worlds, const std::string& name) {
  const auto started = std::chrono::steady_clock::now();
  if (!worlds.reset(name)) return no_world();
  const auto world = worlds.find(name);
  if (!world) return no_world();
  return reply({{"naam", name},
                {"seed", world->seed()},
                {"burgers", world->citizens()},
                {"duurMicros", micros_since(started)}});
}

http::Response export_file(const SnapshotPtr& snapshot) {
  auto response = http::Response::of(200, std::string(file_type), "");
  response.headers.set("Content-Disposition",
                       "attachment; filename=\"" + snapshot->name + ".snapshot\"");
  response.stream = written(snapshot);
  return response;
}

http::Response import_file(const http::Request& request, World& world, Snapshots& snapshots) {
  const std::string name(request.capture("naam"));
  if (!is_name(name)) return bad_name();
  if (is_full(snapshots, name)) return full();
  auto read = read_file(request.body, name, world.house(), world.dir().empty());
  if (!read) return problem(422, "this is no snapshot to take in", describe(read.error()));
  return made(*snapshots.import(std::move(*read)));
}

}  // namespace

void install_snapshots(Routes& beheer, Worlds& worlds) {
  using Handler = std::function<http::Response(const http::Request&, World&, Snapshots&)>;
  const auto add = [&](const char* method, const char* pattern, Handler handler) {
    beheer.add(method, pattern,
               [&worlds, handler = std::move(handler)](const http::Request& r, Exchange& ex) {
                 const auto snapshots = worlds.snapshots(ex.world.name());
                 return snapshots ? handler(r, ex.world, *snapshots) : no_world();
               });
  };
  add("GET", "/api/v1/snapshots", [](const http::Request& r, World&, Snapshots& snapshots) {
    json out = json::array();
    for (const auto& one : snapshots.all()) out.push_back(shown(*one));
    return api::listed(r, {"snapshots", "naam", {"naam", "gemaakt", "bytes"}, {"naam"}},
                       std::move(out));
  });
  add("POST", "/api/v1/snapshots", keep);
  add("GET", "/api/v1/snapshots/{naam}", [](const http::Request& r, World&, Snapshots& snapshots) {
    const auto one = snapshots.find(r.capture("naam"));
    return one ? reply(shown(*one)) : unknown(r.capture("naam"));
  });
  add("DELETE", "/api/v1/snapshots/{naam}",
      [](const http::Request& r, World&, Snapshots& snapshots) {
        return snapshots.remove(std::string(r.capture("naam"))) ? http::Response::empty()
                                                                : unknown(r.capture("naam"));
      });
  add("POST", "/api/v1/snapshots/{naam}/restore",
      [&worlds](const http::Request& r, World& world, Snapshots& snapshots) {
        const auto one = snapshots.find(r.capture("naam"));
        return one ? restore(worlds, world.name(), one) : unknown(r.capture("naam"));
      });
  add("GET", "/api/v1/snapshots/{naam}/bestand",
      [](const http::Request& r, World&, Snapshots& snapshots) {
        const auto one = snapshots.find(r.capture("naam"));
        return one ? export_file(one) : unknown(r.capture("naam"));
      });
  add("PUT", "/api/v1/snapshots/{naam}/bestand", import_file);
  beheer.add("POST", "/api/v1/reset", [&worlds](const http::Request&, Exchange& ex) {
    return reset(worlds, ex.world.name());
  });
}

}  // namespace mosim::worlds
