#include "simulator/console/journal_pages.hpp"

#include "simulator/base/text.hpp"
#include "simulator/console/entries.hpp"
#include "simulator/console/marking.hpp"
#include "simulator/console/svg.hpp"

#include <fmt/format.h>

namespace mosim::console {

namespace {

using nlohmann::json;

constexpr int rows_on_a_page = 50, most_in_a_drawing = 200;

journal::Filter filter_of(const Call& call) {
  journal::Filter filter;
  filter.conversation = call.asked("conversation");
  filter.message_id = call.asked("messageId");
  filter.outcome = call.asked("outcome");
  filter.protocol = call.asked("protocol");
  filter.direction = call.asked("direction");
  filter.action = call.asked("action");
  filter.rule = call.asked("rule");
  filter.sender = call.asked("van");
  filter.newest_first = true;
  filter.limit = rows_on_a_page;
  return filter;
}

http::Response journal_page(Call& call) {
  const auto filter = filter_of(call);
  const Names known = names(call);
  json rows = json::array();
  for (const auto& entry : call.world().journal().find(filter))
    rows.push_back(row(call, entry, known));
  return show(
      call, "console-journaal",
      {{"leeg", rows.empty()},
       {"regels", std::move(rows)},
       {"uitkomsten", choices(call, call.asked("outcome"), "uitkomst",
                              {"accepted", "processed", "sent", "answered", "duplicate", "ignored",
                               "refused", "failed"})},
       {"richtingen", choices(call, call.asked("direction"), "richting", {"in", "out", "work"})},
       {"protocollen",
        choices(call, call.asked("protocol"), "protocol", {"ebms", "wus", "saml", "http", "tls"})},
       {"action", visible(filter.action)},
       {"rule", visible(filter.rule)},
       {"van", visible(filter.sender)},
       {"messageId", visible(filter.message_id)},
       {"conversation", visible(filter.conversation)}});
}

json rule_of(const Call& call, const rules::Hit& hit, int number) {
  json out = {{"nummer", number},
              {"regel", hit.rule},
              {"plaats", visible(hit.place)},
              {"detail", visible(hit.detail)}};
  if (const auto* rule = call.world().house().book.find(hit.rule)) {
    out["tekst"] = rule->text;
    out["bron"] = rule->source;
    out["zekerheid"] = call.text(fmt::format("zekerheid_{}", rules::name(rule->certainty)));
    out["hint"] = rule->hint;
    out["fout"] = rule->severity == rules::Severity::error;
  }
  return out;
}

struct Message {
  std::string head;
  Blob body;
  std::uint64_t size = 0;
};

json raw(const Message& message, const std::vector<rules::Hit>& hits, std::string title) {
  const std::string whole = message.head + "\n" + std::string(message.body.view());
  json pieces = json::array();
  for (const Piece& piece : marked(whole, hits))
    pieces.push_back({{"tekst", piece.text},
                      {"merk", piece.hit},
                      {"gemerkt", piece.hit > 0},
                      {"weg", piece.left_out},
                      {"weggelaten", piece.left_out > 0}});
  return {{"titel", std::move(title)},
          {"stukken", std::move(pieces)},
          {"bytes", message.size},
          {"bewaard", message.body.size()},
          {"deels", message.size > message.body.size()},
          {"is_leeg", message.head.empty() && message.body.empty()}};
}

// Work on a message has no bytes of its own: its rules point into what was received before.
Message request_of(const Call& call, const journal::Entry& entry, bool& earlier) {
  if (entry.direction != journal::Direction::work || entry.ref_to.empty())
    return {entry.request_head, entry.request, entry.request_size};
  journal::Filter filter;
  filter.message_id = entry.ref_to;
  filter.direction = "in";
  filter.limit = 1;
  const auto found = call.world().journal().find(filter);
  const auto whole = found.empty() ? std::nullopt : call.world().journal().get(found.front().id);
  if (!whole) return {};
  earlier = true;
  return {whole->request_head, whole->request, whole->request_size};
}

json facts(const Call& call, const journal::Entry& e) {
  const std::pair<const char*, std::string> all[] = {
      {"veld_werkelijk", moment(e.real_at)["tijd"].get<std::string>() + " UTC"},
      {"veld_duur", fmt::format("{:.1f} ms", static_cast<double>(e.duration.count()) / 1000)},
      {"veld_deur", e.door},
      {"veld_protocol", e.protocol},
      {"veld_adres", e.line},
      {"veld_status", e.status == 0 ? "" : std::to_string(e.status)},
      {"veld_service", e.service},
      {"veld_action", e.action},
      {"veld_bericht", e.message_id},
      {"veld_antwoord_op", e.ref_to},
      {"veld_cpa", e.cpa},
      {"veld_onderwerp", e.subject},
      {"veld_afstand", e.remote}};
  json out = json::array();
  for (const auto& [name, value] : all)
    if (!value.empty())
      out.push_back({{"naam", call.text(name)}, {"waarde", visible(text::one_line(value, 400))}});
  return out;
}

http::Response entry_page(Call& call) {
  const auto id = text::to_int(call.request.capture("id")).value_or(-1);
  const auto entry = call.world().journal().get(id);
  if (!entry) return not_found(call);
  json hits = json::array();
  for (const auto& hit : entry->hits)
    hits.push_back(rule_of(call, hit, static_cast<int>(hits.size()) + 1));
  bool earlier = false;
  const Message request = request_of(call, *entry, earlier);
  const Message response{entry->response_head, entry->response, entry->response_size};
  json values = row(call, *entry, names(call));
  values["feiten"] = facts(call, *entry);
  values["hits"] = std::move(hits);
  values["berichten"] = {
      raw(request, entry->hits, call.text(earlier ? "bericht_eerder" : "bericht_heen")),
      raw(response, {}, call.text("bericht_terug"))};
  return show(call, "console-uitwisseling", std::move(values));
}

std::string party(const Call& call, const Lanes& lanes, int lane) {
  if (lane == Lanes::organisation) return call.text("baan_organisatie");
  if (lane == Lanes::house) return "MijnOverheid";
  return lane == lanes.citizen() ? call.text("baan_burger") : lanes.name(lane);
}

std::string above(const Call& call, const Arrow& arrow) {
  if (!arrow.answer) return subject(*arrow.entry);
  return arrow.entry->status == 0 ? call.text("antwoord_kwijt")
                                  : fmt::format("HTTP {}", arrow.entry->status);
}

std::string below(const Call& call, const Arrow& arrow) {
  if (arrow.answer) return "";
  std::string out = time::format(arrow.at).substr(11, 12) + " " + outcome(call, *arrow.entry);
  for (const auto& fault : faults(*arrow.entry)) out += " ⚡ " + fault.get<std::string>();
  return out;
}

http::Response conversation_page(Call& call) {
  const std::string id = call.asked("id");
  journal::Filter filter;
  filter.conversation = id;
  filter.limit = most_in_a_drawing;
  const auto entries =
      id.empty() ? std::vector<journal::Entry>{} : call.world().journal().find(filter);
  if (entries.empty()) return not_found(call);
  const auto& house = call.world().house();
  const Lanes lanes(house.lanes, {house.places.portaal, house.places.koppelvlak});
  const auto drawn = arrows(entries, lanes);
  const Wording wording{call.text("tekening"), [&](int lane) { return party(call, lanes, lane); },
                        [&](const Arrow& arrow) { return above(call, arrow); },
                        [&](const Arrow& arrow) { return below(call, arrow); }};
  const Names known = names(call);
  json steps = json::array();
  for (const Arrow& arrow : drawn) {
    if (arrow.answer) continue;
    json step = row(call, *arrow.entry, known);
    step["moment"] = moment(arrow.at);
    step["van"] = party(call, lanes, arrow.from);
    step["aan"] = arrow.from == arrow.to ? "" : party(call, lanes, arrow.to);
    step["kwijt"] = arrow.lost;
    steps.push_back(std::move(step));
  }
  return show(call, "console-gesprek",
              {{"id", visible(id)},
               {"svg", svg(drawn, wording)},
               {"stappen", std::move(steps)},
               {"afgekapt", entries.size() == most_in_a_drawing},
               {"meest", most_in_a_drawing}});
}

}  // namespace

void install_journal(Routes& beheer) {
  add_page(beheer, "/console/journaal", journal_page);
  add_page(beheer, "/console/journaal/{id}", entry_page);
  add_page(beheer, "/console/gesprekken", conversation_page);
}

}  // namespace mosim::console
