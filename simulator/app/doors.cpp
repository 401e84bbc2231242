#include "simulator/app/doors.hpp"

#include "simulator/app/door_faults.hpp"
#include "simulator/base/ids.hpp"
#include "simulator/base/log.hpp"
#include "simulator/base/text.hpp"
#include "simulator/pki/oin.hpp"
#include "simulator/pki/rules.hpp"
#include "simulator/pki/trust.hpp"

#include <fmt/format.h>

namespace mosim::app {

namespace {

std::string heads(const http::Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers) out += name + ": " + value + "\n";
  return out;
}

// What we or the machine did wrong: told in full to the log and the journal, and to the other side
// only that it was not its mistake.
http::Response failed(const Routes& routes, const http::Request& request, Exchange& exchange,
                      const std::exception& e) {
  const std::string id = ids::uuid();
  log::error("{}: {}: {} (request {})", exchange.entry.door, text::one_line(exchange.entry.line),
             e.what(), id);
  exchange.entry.outcome = "failed";
  exchange.entry.note = fmt::format("{} (request {})", e.what(), id);
  auto response = routes.refuse(request, 500);
  response.headers.set("X-Request-Id", id);
  return response;
}

http::Response answer(const Routes& routes, http::Request& request, Exchange& exchange) {
  try {
    if (auto instead = storing_before(request, exchange)) return std::move(*instead);
    auto response = routes.handle(request, exchange);
    storing_after(request, exchange, response);
    return response;
  } catch (const std::exception& e) {
    return failed(routes, request, exchange, e);
  }
}

}  // namespace

http::Listener::Handler handler(World& world, const Routes& routes, std::string door,
                                bool journalled) {
  return [&world, &routes, door = std::move(door), journalled](http::Request& request) {
    const auto started = std::chrono::steady_clock::now();
    journal::Entry entry;
    entry.at = world.clock().now();
    entry.real_at = time::real_now();
    entry.door = door;
    entry.protocol = "http";
    entry.remote = request.remote;
    entry.line = request.method + " " + request.target;
    entry.request_head = entry.line + "\n" + heads(request.headers);
    entry.request = request.body;
    if (request.peer)
      if (const auto oin = pki::oin_of(*request.peer); !oin) entry.hits = rules::hits(oin.error());
    Exchange exchange{world, entry};
    http::Response response = answer(routes, request, exchange);
    if (journalled) {
      entry.status = response.connection == http::Response::Connection::drop ? 0 : response.status;
      entry.response_head = heads(response.headers);
      entry.response = response.body;
      entry.duration = std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - started + response.delay);
      world.journal().add(std::move(entry));
    }
    return response;
  };
}

void journal_handshake(World& world, const std::string& door,
                       const http::HandshakeFailure& failure) {
  journal::Entry entry;
  entry.at = world.clock().now();
  entry.real_at = time::real_now();
  entry.door = door;
  entry.protocol = "tls";
  entry.remote = failure.remote;
  entry.outcome = "refused";
  entry.note = failure.reason;
  if (failure.no_certificate)
    entry.hits.push_back(
        rules::hit(pki::rule::kCertificateDemanded, "TLS handshake", failure.reason));
  if (failure.no_common_tls)
    entry.hits.push_back(rules::hit(pki::rule::kTls, "TLS handshake", failure.reason));
  if (failure.peer && failure.culprit) {
    entry.sender = failure.peer->subject_serial_number();
    entry.hits =
        rules::hits(pki::refusal(failure.verdict, *failure.peer, *failure.culprit, entry.at));
  }
  world.journal().add(std::move(entry));
}

}  // namespace mosim::app
