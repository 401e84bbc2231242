#include "simulator/control/journal_api.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"

#include <nlohmann/json.hpp>

namespace mosim::control {

namespace {

using api::field;
using api::number;
using api::problem;
using api::reply;
using api::shown;
using nlohmann::json;

constexpr std::int64_t most_entries = 1000;  // of the journal in one answer

json shown(const journal::Entry& e, const rules::Book& book) {
  return {{"id", e.id},
          {"tijd", time::format(e.at)},
          {"duurMicros", e.duration.count()},
          {"richting", journal::name(e.direction)},
          {"door", e.door},
          {"protocol", e.protocol},
          {"van", e.sender},
          {"aan", e.receiver},
          {"service", e.service},
          {"action", e.action},
          {"messageId", e.message_id},
          {"refToMessageId", e.ref_to},
          {"conversationId", e.conversation},
          {"cpaId", e.cpa},
          {"onderwerp", e.subject},
          {"regel", e.line},
          {"status", e.status},
          {"uitkomst", e.outcome},
          {"toelichting", e.note},
          {"storingen", e.storingen},
          {"hits", shown(e.hits, book)}};
}

http::Response journal_list(const http::Request& r, Exchange& ex) {
  journal::Filter filter;
  filter.conversation = field(r, "conversation");
  filter.message_id = field(r, "messageId");
  filter.outcome = field(r, "outcome");
  filter.action = field(r, "action");
  filter.rule = field(r, "rule");
  filter.storing = field(r, "storing");
  filter.direction = field(r, "direction");
  const auto after = number(r, "after", 0), count = number(r, "count", 0);
  const auto wait = time::parse_duration(r.query_value("wait").value_or("PT0S"));
  if (!after || !count || *count > most_entries || !wait || *wait < Duration::zero())
    return problem(422, "not understood",
                   "after is a number, count one up to 1000, wait an xs:duration such as PT30S");
  filter.after = *after;
  filter.limit = std::max(filter.limit, static_cast<int>(*count));
  json out = json::array();
  for (const auto& entry :
       ex.world.journal().wait(filter, static_cast<std::size_t>(*count),
                               std::min<Duration>(*wait, std::chrono::minutes(1))))
    out.push_back(shown(entry, ex.world.house().book));
  return reply({{"entries", std::move(out)}});
}

http::Response journal_entry(const http::Request& r, Exchange& ex) {
  const auto entry = ex.world.journal().get(text::to_int(r.capture("id")).value_or(-1));
  if (!entry) return problem(404, "no such entry", "it may have been pushed out by newer ones");
  json out = shown(*entry, ex.world.house().book);
  out["request"] = entry->request_head + "\n" + std::string(entry->request.view());
  out["response"] = entry->response_head + "\n" + std::string(entry->response.view());
  return reply(out);
}

}  // namespace

void install_journal(Routes& beheer) {
  beheer.add("GET", "/api/v1/journal", journal_list);
  beheer.add("GET", "/api/v1/journal/{id}", journal_entry);
}

}  // namespace mosim::control
