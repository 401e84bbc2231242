#include "simulator/app/doors.hpp"

#include "simulator/app/door_faults.hpp"
#include "simulator/base/ids.hpp"
#include "simulator/base/log.hpp"
#include "simulator/base/text.hpp"
#include "simulator/pki/oin.hpp"
#include "simulator/pki/rules.hpp"
#include "simulator/pki/trust.hpp"
#include "simulator/worlds/choose.hpp"

#include <fmt/format.h>

namespace mosim::app {

namespace {

// `secrets`: whether what opens a door is kept too. A test wants to see the cookies of a citizen;
// nobody should find the token of the beheer door in its journal.
std::string heads(const http::Headers& headers, bool secrets) {
  const auto secret = [](std::string_view name) {
    return text::iequals(name, "Authorization") || text::iequals(name, "Cookie") ||
           text::iequals(name, "Set-Cookie");
  };
  std::string out;
  for (const auto& [name, value] : headers)
    out += name + ": " + (!secrets && secret(name) ? "(not kept)" : value) + "\n";
  return out;
}

// A journal that kept every look at itself would hold little else.
bool is_change(const http::Request& request) {
  return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
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

// A stream has its world as long as it runs, and ends when that is dropped or replaced.
auto while_it_lasts(const worlds::WorldPtr& world, std::function<bool(std::string& piece)> stream) {
  return [world, stream = std::move(stream)](std::string& piece) {
    return !world->retired() && stream(piece);
  };
}

}  // namespace

http::Listener::Handler handler(const worlds::Worlds& worlds, const Routes& routes,
                                std::string door, bool journalled) {
  return [&worlds, &routes, door = std::move(door), journalled](http::Request& request) {
    const auto started = std::chrono::steady_clock::now();
    const std::string line = request.method + " " + request.target;
    const std::string name = worlds::chosen(request);
    const auto lent = worlds.find(name);
    if (!lent) {
      request.path = "the world " + text::one_line(name, 60);
      // There always is a standard world, but while the server comes up or goes down.
      return routes.refuse(request, worlds.standard() ? 404 : 503);
    }
    World& world = *lent;
    journal::Entry entry;
    entry.at = world.clock().now();
    entry.real_at = time::real_now();
    entry.door = door;
    entry.protocol = "http";
    entry.remote = request.remote;
    entry.line = line;
    entry.request_head = entry.line + "\n" + heads(request.headers, journalled);
    entry.request = request.body;
    if (request.peer)
      if (const auto oin = pki::oin_of(*request.peer); !oin) entry.hits = rules::hits(oin.error());
    Exchange exchange{world, entry};
    http::Response response = answer(routes, request, exchange);
    worlds::put_below(request.prefix, response);
    if (response.stream) response.stream = while_it_lasts(lent, std::move(response.stream));
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started + response.delay);
    world.traffic().note(door, response.status, entry.outcome, took);
    if (exchange.keep && (journalled || is_change(request))) {
      entry.status = response.connection == http::Response::Connection::drop ? 0 : response.status;
      entry.response_head = heads(response.headers, journalled);
      entry.response = response.body;
      entry.duration = took;
      world.journal().add(std::move(entry));
    }
    return response;
  };
}

void journal_handshake(const worlds::Worlds& worlds, const std::string& door,
                       const http::HandshakeFailure& failure) {
  auto lent = worlds.find(worlds::name_in_host(failure.server_name));
  if (!lent) lent = worlds.standard();
  if (!lent) return;
  World& world = *lent;
  world.traffic().note_failed_handshake(door);
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
