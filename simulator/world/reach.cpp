#include "simulator/world/reach.hpp"

#include "simulator/base/text.hpp"
#include "simulator/ebms/ping.hpp"
#include "simulator/http/probe.hpp"
#include "simulator/world/world.hpp"

#include <fmt/format.h>

#include <array>

namespace mosim {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::array<std::string_view, 6> kSteps{"dns",         "tcp",  "tls",
                                                 "certificaat", "http", "ebms"};

struct Verdict {
  bool ok = false;
  std::string text, hint;
};

std::string error_text(const ebms::Envelope& e) {
  std::string out;
  for (const auto& item : e.errors)
    out +=
        fmt::format("{}{}: {}", out.empty() ? "" : "; ", item.code, text::one_line(item.text, 200));
  return out.empty() ? "no reason given" : out;
}

// What an answer to our Ping says, wherever it came.
Verdict judge(std::string_view answer, std::string_view content_type, const std::string& ping_id) {
  const auto envelope = ebms::read_envelope(answer);
  if (!envelope)
    return {false,
            fmt::format("what answers is no ebMS: {}, {}",
                        content_type.empty() ? "no Content-Type" : text::one_line(content_type, 80),
                        envelope.error().text),
            "is the path that of the ebMS adapter, and not of another service on the same server?"};
  if (envelope->action == ebms::action::message_error)
    return {false, "the ebMS answers with an error: " + error_text(*envelope),
            "does the adapter hold this CPA, with this cpaid, and are its parties the same?"};
  if (envelope->action != ebms::action::pong || envelope->ref_to != ping_id)
    return {false,
            fmt::format("the ebMS answers our Ping with {} to {}", text::quoted(envelope->action),
                        text::quoted(envelope->ref_to)),
            "an ebMS answers a Ping with a Pong whose RefToMessageId is that of the Ping"};
  return {true, "the ebMS answered our Ping with a Pong", ""};
}

// The adapter took the Ping: it has a while to send its Pong to our door.
Verdict wait_for_pong(World& world, const std::string& ping_id, std::chrono::milliseconds most) {
  journal::Filter filter;
  filter.direction = "in";
  filter.ref_to = ping_id;
  filter.whole = true;
  const auto found = world.journal().wait(filter, 1, most);
  if (!found.empty()) return judge(found[0].request.view(), "", ping_id);
  return {
      false, fmt::format("the Ping was taken, and no Pong came within {} ms", most.count()),
      fmt::format("does the adapter send to {}/ebms, and what does the journal say of what came?",
                  world.places().koppelvlak)};
}

void note(World& world, const http::Probed& probed, const http::Probe& asked,
          const ebms::Ping& ping, const ebms::Cpa& cpa, const ebms::Party& party,
          microseconds took) {
  journal::Entry entry;
  entry.at = world.clock().now();
  entry.real_at = time::real_now();
  entry.duration = took;
  entry.direction = journal::Direction::out;
  entry.protocol = "ebms";
  entry.remote = asked.url;
  entry.line = "POST " + asked.url;
  entry.sender = world.own_oin();
  entry.receiver = party.oin();
  entry.service = ebms::msh_service;
  entry.action = ebms::action::ping;
  entry.message_id = ping.message_id;
  entry.conversation = ping.conversation;
  entry.cpa = cpa.id;
  entry.request = Blob::of(asked.body);
  entry.outcome = probed.ok() ? "sent" : "failed";
  if (probed.answer) {
    entry.status = probed.answer->status;
    entry.response = probed.answer->body;
    for (const auto& [name, value] : probed.answer->headers)
      entry.response_head += name + ": " + value + "\n";
  }
  if (!probed.ok() && !probed.findings.empty()) entry.note = probed.findings.back().text;
  world.journal().add(std::move(entry));
}

}  // namespace

std::vector<ReachStep> reach(World& world, const ebms::Cpa& cpa, const ebms::Party& party,
                             const std::string& url, std::chrono::milliseconds pong_time) {
  const ebms::Ping ping = ebms::make_ping(cpa, party, kMessageDomain, world.clock().now());
  http::Probe asked;
  asked.url = url;
  asked.soap_action = "\"ebXML\"";
  asked.content_type = "text/xml; charset=UTF-8";
  asked.body = ping.bytes;
  const auto started = steady_clock::now();
  const http::Probed probed = http::probe(asked, world.identity());
  note(world, probed, asked, ping, cpa, party,
       duration_cast<microseconds>(steady_clock::now() - started));

  std::vector<ReachStep> steps;
  for (const std::string_view name : kSteps)
    steps.push_back({name, ReachStep::Outcome::skipped, "", "", {}});
  for (const http::Finding& f : probed.findings)
    steps[static_cast<std::size_t>(f.step)] = {
        kSteps[static_cast<std::size_t>(f.step)],
        f.ok ? ReachStep::Outcome::ok : ReachStep::Outcome::failed, f.text, f.hint, f.took};
  if (!probed.ok()) return steps;

  const auto asked_at = steady_clock::now();
  const http::Response& answer = *probed.answer;
  const Verdict verdict =
      answer.body.empty()
          ? wait_for_pong(world, ping.message_id, pong_time)
          : judge(answer.body.view(), answer.headers.get("Content-Type"), ping.message_id);
  steps.back() = {kSteps.back(), verdict.ok ? ReachStep::Outcome::ok : ReachStep::Outcome::failed,
                  verdict.text, verdict.hint,
                  duration_cast<microseconds>(steady_clock::now() - asked_at)};
  return steps;
}

bool reached(const std::vector<ReachStep>& steps) {
  return !steps.empty() && steps.back().outcome == ReachStep::Outcome::ok;
}

}  // namespace mosim
