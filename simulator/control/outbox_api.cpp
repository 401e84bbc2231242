#include "simulator/control/outbox_api.hpp"

#include "simulator/api/reply.hpp"

#include <nlohmann/json.hpp>

namespace mosim::control {

namespace {

using api::field;
using api::number;
using api::problem;
using api::reply;
using nlohmann::json;

http::Response outgoing(const http::Request& r, Exchange& ex) {
  const auto after = number(r, "after", 0);
  if (!after) return problem(422, "not understood", "after is a number");
  json out = json::array();
  for (const auto& m : ex.world.outbox().list(field(r, "oin"), field(r, "status"), *after, 100))
    out.push_back({{"id", m.id},
                   {"messageId", m.message_id},
                   {"aan", m.receiver},
                   {"url", m.url},
                   {"action", m.action},
                   {"conversationId", m.conversation},
                   {"refToMessageId", m.ref_to},
                   {"status", m.state},
                   {"pogingen", m.attempts},
                   {"toelichting", m.note}});
  return reply({{"berichten", std::move(out)}});
}

// An organisation without endpoint takes its message here, as it would have come over the wire.
http::Response fetch(const http::Request& r, Exchange& ex) {
  const auto message = ex.world.outbox().find(std::string(r.capture("id")));
  if (!message) return problem(404, "no such message", "GET /api/v1/uitgaand lists them");
  if (r.method == "POST") ex.world.outbox().fetched(message->message_id);
  http::Response response;
  response.headers.add("Content-Type", message->content_type);
  response.body = message->body;
  return response;
}

}  // namespace

void install_outbox(Routes& beheer) {
  beheer.add("GET", "/api/v1/uitgaand", outgoing);
  beheer.add("GET", "/api/v1/uitgaand/{id}", fetch);
  beheer.add("POST", "/api/v1/uitgaand/{id}/opgehaald", fetch);
}

}  // namespace mosim::control
