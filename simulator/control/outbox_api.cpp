#include "simulator/control/outbox_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace mosim::control {

namespace {

using api::field;
using api::problem;
using api::reply;
using nlohmann::json;

constexpr std::string_view sorts[] = {"id"};

json shown(const outbox::Message& m) {
  return {{"id", m.id},
          {"messageId", m.message_id},
          {"aan", m.receiver},
          {"url", m.url},
          {"action", m.action},
          {"conversationId", m.conversation},
          {"refToMessageId", m.ref_to},
          {"status", m.state},
          {"pogingen", m.attempts},
          {"gemaakt", time::format(m.created_at)},
          {"volgendePoging", m.next_at ? json(time::format(*m.next_at)) : json(nullptr)},
          {"toelichting", m.note}};
}

http::Response outgoing(const http::Request& r, Exchange& ex) {
  const auto asked = api::paging_by_id(r, sorts);
  if (!asked) return asked.error();
  outbox::Filter filter{field(r, "aan"),
                        field(r, "status"),
                        asked->after_number(0),
                        asked->limit + 1,
                        asked->descending,
                        field(r, "action"),
                        field(r, "conversationId"),
                        field(r, "refToMessageId")};
  return api::page_of(r, *asked, "berichten", "id", ex.world.outbox().list(filter), shown);
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

std::vector<json> newest(World& world, const Verifiable::Asked&, std::size_t most) {
  std::vector<json> out;
  std::int64_t after = 0;
  for (;;) {
    const auto page = world.outbox().list({"", "", after, 1000});
    if (page.empty()) break;
    for (const auto& message : page) out.push_back(shown(message));
    after = page.back().id;
  }
  std::ranges::reverse(out);
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace

Verifiable verifiable_outbox() {
  using Match = Field::Match;
  return {"uitgaand",
          {{"messageId", Match::equal, "messageId", "with this MessageId"},
           {"aan", Match::equal, "aan", "to this OIN"},
           {"action", Match::equal, "action", "of this Action"},
           {"conversation", Match::equal, "conversationId", "of this ConversationId"},
           {"refToMessageId", Match::equal, "refToMessageId", "in answer to this MessageId"},
           {"status", Match::equal, "status", "wachtend, afgeleverd, mislukt, ..."},
           {"pogingen", Match::number, "pogingen", "sent so many times"},
           {"zoek", Match::contains, "toelichting url", "with this text in its note or URL"}},
          newest,
          nullptr};
}

void install_outbox(Routes& beheer) {
  beheer.add("GET", "/api/v1/uitgaand", outgoing);
  beheer.add("GET", "/api/v1/uitgaand/{id}", fetch);
  beheer.add("POST", "/api/v1/uitgaand/{id}/opgehaald", fetch);
}

}  // namespace mosim::control
