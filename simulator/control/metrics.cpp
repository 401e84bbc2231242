#include "simulator/control/metrics.hpp"

#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/exposition.hpp"
#include "simulator/control/process.hpp"

#include <fmt/format.h>

namespace mosim::control {

namespace {

using Worlds = std::vector<std::shared_ptr<World>>;

void requests(Exposition& out, const Worlds& worlds) {
  out.family("mosim_http_requests_total", "counter",
             "Requests by door, HTTP status and what the journal calls their outcome.");
  for (const auto& world : worlds)
    for (const auto& r : world->traffic().requests())
      out.sample({{"wereld", world->name()},
                  {"door", r.door},
                  {"status", std::to_string(r.status)},
                  {"outcome", r.outcome}},
                 static_cast<double>(r.count));
  out.family("mosim_tls_handshakes_failed_total", "counter", "Handshakes that came to nothing.");
  for (const auto& world : worlds)
    for (const auto& door : world->traffic().doors())
      out.sample({{"wereld", world->name()}, {"door", door.name}},
                 static_cast<double>(door.failed_handshakes));
}

void durations(Exposition& out, const Worlds& worlds) {
  out.family("mosim_http_request_duration_seconds", "histogram",
             "How long an answer took; whoever asked to wait is in it.");
  for (const auto& world : worlds)
    for (const auto& door : world->traffic().doors()) {
      const auto all = static_cast<double>(door.within.back());
      for (std::size_t i = 0; i < door.within.size(); ++i)
        out.sample(
            {{"wereld", world->name()},
             {"door", door.name},
             {"le", i < Traffic::kBounds.size() ? fmt::format("{}", Traffic::kBounds[i]) : "+Inf"}},
            static_cast<double>(door.within[i]), "_bucket");
      out.sample({{"wereld", world->name()}, {"door", door.name}}, door.seconds, "_sum");
      out.sample({{"wereld", world->name()}, {"door", door.name}}, all, "_count");
    }
}

void contents(Exposition& out, const Worlds& worlds) {
  out.family("mosim_outbox_messages", "gauge", "Messages to organisations by status.");
  for (const auto& world : worlds)
    world->database().read([&](store::Connection& c) {
      auto rows = c.query("select state, count(*) from outbox group by state");
      while (rows.next())
        out.sample({{"wereld", world->name()}, {"status", rows.text(0)}},
                   static_cast<double>(rows.integer(1)));
    });
  out.family("mosim_world_clock_seconds", "gauge", "The virtual time, in seconds since 1970.");
  for (const auto& world : worlds)
    out.sample({{"wereld", world->name()}},
               static_cast<double>(time::to_millis(world->clock().now())) / 1000);
}

void process(Exposition& out) {
  const Process p = this_process();
  const auto one = [&](std::string_view name, std::string_view type, std::string_view help,
                       double value) {
    out.family(name, type, help);
    out.sample({}, value);
  };
  out.family("mosim_build_info", "gauge", "Always 1; the label says which version this is.");
  out.sample({{"version", text::trim(assets::get("texts/version.txt"))}}, 1);
  one("process_cpu_seconds_total", "counter", "CPU time, user and system.", p.cpu_seconds);
  one("process_resident_memory_bytes", "gauge", "Memory in use.", p.resident_bytes);
  one("process_virtual_memory_bytes", "gauge", "Address space in use.", p.virtual_bytes);
  one("process_open_fds", "gauge", "Open files and sockets.", p.open_files);
  one("process_max_fds", "gauge", "How many may be open.", p.most_open_files);
  one("process_start_time_seconds", "gauge", "When it began, in seconds since 1970.", p.started_at);
}

}  // namespace

void install_metrics(Routes& beheer, AllWorlds all) {
  beheer.add("GET", "/metrics", [all = std::move(all)](const http::Request&, Exchange&) {
    const Worlds worlds = all();
    Exposition out;
    requests(out, worlds);
    durations(out, worlds);
    contents(out, worlds);
    process(out);
    return http::Response::of(200, "text/plain; version=0.0.4; charset=utf-8", out.text());
  });
}

}  // namespace mosim::control
