#include "simulator/app/doors.hpp"

#include "simulator/pki/rules.hpp"

namespace mosim::app {

namespace {

std::string heads(const http::Headers& headers) {
  std::string out;
  for (const auto& [name, value] : headers) out += name + ": " + value + "\n";
  return out;
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
    Exchange exchange{world, entry};
    http::Response response = routes.handle(request, exchange);
    if (journalled) {
      entry.status = response.status;
      entry.response_head = heads(response.headers);
      entry.response = response.body;
      entry.duration = std::chrono::duration_cast<std::chrono::microseconds>(
          std::chrono::steady_clock::now() - started);
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
  entry.sender = failure.peer ? failure.peer->subject_serial_number() : "";
  entry.note = failure.reason;
  if (!failure.peer)
    entry.hits.push_back(
        rules::hit(pki::rule::kCertificateDemanded, "TLS handshake", failure.reason));
  world.journal().add(std::move(entry));
}

}  // namespace mosim::app
