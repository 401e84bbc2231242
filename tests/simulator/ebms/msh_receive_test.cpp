// A good message is acknowledged and processed once, however often it comes and whatever happens in
// between (digikoppeling 1.1 to 1.4, 1.8).
#include "tests/simulator/ebms/msh_support.hpp"

#include <fstream>

using namespace mosim;
using namespace mosim::ebms;
using namespace mosim::ebms::test;
using mosim::testing::FreshFolder;
using mosim::testing::Receiver;

namespace {

std::string with_sync_signals() {
  auto o = order();
  o.sync_signals = true;
  return generate_cpa(o);
}

std::string best_effort() {
  auto o = order();
  o.reliable = false;
  return generate_cpa(o);
}

}  // namespace

TEST_CASE("a good message is acknowledged by its own POST to the sender, and processed") {
  Receiver adapter;
  Service s;
  s.listens_at(adapter.url());
  s.handler = [&s](const Received&, journal::Entry&) {  // no result, which could come first
    ++s.processed;
    return Step{};
  };
  const auto answer = s.receive(business());
  CHECK(answer.status == 204);
  CHECK(answer.body.empty());
  CHECK(s.entry.outcome == "accepted");
  CHECK(s.entry.hits.empty());
  const auto got = adapter.wait_for(1);
  CHECK(got[0].headers.get("SOAPAction") == "\"ebXML\"");
  CHECK(got[0].headers.get("Content-Type") == "text/xml; charset=UTF-8");
  const auto ack = read_envelope(got[0].body.view());
  REQUIRE(ack);
  CHECK(ack->is_signal());
  CHECK(ack->action == action::acknowledgment);
  CHECK(ack->ref_to == "m1@adapter.example");
  CHECK(ack->acknowledged_ref == "m1@adapter.example");
  CHECK(ack->acknowledged_at == now);
  CHECK(ack->from == std::vector<Typed>{{"urn:osb:oin", provider}});
  CHECK(ack->to == std::vector<Typed>{{"urn:osb:oin", requester}});
  CHECK(ack->from_role.empty());
  CHECK(ack->cpa_id == order().id);
  CHECK(ack->conversation == "conversation-1");
  CHECK(ack->ack_requested.empty());
  CHECK_FALSE(ack->duplicate_elimination);
  CHECK_FALSE(ack->time_to_live);
  s.settle_down();
  CHECK(s.processed == 1);
}

TEST_CASE("the acknowledgment is in the HTTP answer when the CPA says so") {
  Receiver adapter;
  Service s({}, with_sync_signals());
  s.listens_at(adapter.url());
  auto e = business();
  e.sync_reply = true;
  const auto ack = signal_in(s.receive(e));
  CHECK(ack.action == action::acknowledgment);
  CHECK(ack.ref_to == e.message_id);
  s.settle_down();
  // The result is a message of its own all the same.
  const auto got = adapter.wait_for(1);
  CHECK(got.size() == 1);
  CHECK_THAT(std::string(got[0].body.view()), Catch::Contains("GLOBE-R-BV-Result"));
}

TEST_CASE(
    "without an endpoint the acknowledgment is in the HTTP answer, and the journal says why") {
  Service s;
  CHECK(signal_in(s.receive(business())).action == action::acknowledgment);
  CHECK_THAT(s.entry.note, Catch::Contains("no endpoint"));
}

TEST_CASE("the handler gets what was sent") {
  Service s;
  Received seen;
  s.handler = [&](const Received& message, journal::Entry&) -> Step {
    seen = message;
    return {};
  };
  auto e = business();
  e.manifest = {"cid:b%40x", "cid:a"};
  const std::string binary("\0\r\n--\xff", 6);
  s.receive(sent(write_envelope(e), {{"text/xml", "a", "<a/>", {}},
                                     {"application/octet-stream", "b@x", binary, {}},
                                     {"text/plain", "unnamed", "ignored", {}}}));
  CHECK(s.hit(rule::part_unnamed));
  s.settle_down();
  CHECK(seen.message_id == e.message_id);
  CHECK(seen.conversation == e.conversation);
  CHECK(seen.cpa_id == e.cpa_id);
  CHECK(seen.sender == requester);
  CHECK(seen.service == service);
  CHECK(seen.action == request_action);
  CHECK(seen.received_at == now);
  REQUIRE(seen.payloads.size() == 2);  // in the order of the Manifest
  CHECK(seen.payloads[0].content_id == "b@x");
  CHECK(seen.payloads[0].bytes.view() == binary);
  CHECK(seen.payloads[1].bytes.view() == "<a/>");
  CHECK(seen.payloads[1].content_type == "text/xml");
}

TEST_CASE("a duplicate gets the identical answer and is never processed twice") {
  Service s;
  const auto first = s.receive(business());
  s.settle_down();
  s.clock.advance(hour);
  for (int i = 0; i < 3; ++i) {
    const auto again = s.receive(business());
    CHECK(again.body.view() == first.body.view());
    CHECK(s.entry.outcome == "duplicate");
    CHECK(s.hit(rule::duplicate));
  }
  s.settle_down();
  CHECK(s.processed == 1);
  CHECK(s.count("select count(*) from outbox") == 1);
}

TEST_CASE("a duplicate is acknowledged again by a POST when the first was") {
  Receiver adapter;
  Service s;
  s.listens_at(adapter.url());
  s.handler = [](const Received&, journal::Entry&) { return Step{}; };
  s.receive(business());
  adapter.wait_for(1);
  CHECK(s.receive(business()).status == 204);
  const auto got = adapter.wait_for(2);
  CHECK(got[0].body.view() == got[1].body.view());
}

TEST_CASE("many copies at once are processed once, and each is answered the same") {
  FreshFolder folder;
  Service s(folder.path());
  std::vector<std::thread> senders;
  std::mutex mutex;
  std::set<std::string> answers;
  int answered = 0;
  for (int i = 0; i < 8; ++i)
    senders.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        journal::Entry entry;
        const auto answer = s.msh.receive(sent(business()), entry);
        const std::lock_guard lock(mutex);
        answers.emplace(answer.body.view());
        ++answered;
      }
    });
  for (auto& sender : senders) sender.join();
  s.settle_down();
  CHECK(answered == 40);
  CHECK(answers.size() == 1);
  CHECK(s.processed == 1);
  CHECK(s.count("select count(*) from outbox") == 1);
}

TEST_CASE("a duplicate is known after a restart, whatever changed since") {
  FreshFolder folder;
  std::string first;
  {
    Service s(folder.path());
    first = s.receive(business()).body.view();
    s.settle_down();
  }
  Service again(folder.path());
  again.msh.start();
  again.clock.advance(std::chrono::hours(24 * 400));  // the CPA has ended
  const auto answer = again.receive(business());
  CHECK(answer.body.view() == first);
  again.settle_down();
  CHECK(again.processed == 0);
  CHECK(again.count("select count(*) from outbox") == 1);
}

TEST_CASE("a refusal is repeated for a duplicate, also when the cause is gone") {
  Service s;
  auto e = business();
  e.time_to_live = now + hour;
  s.clock.advance(2 * hour);
  const auto first = s.receive(e);
  CHECK(error_code(signal_in(first)) == "TimeToLiveExpired");
  s.clock.set(now);
  CHECK(s.receive(e).body.view() == first.body.view());
  s.settle_down();
  CHECK(s.processed == 0);
}

TEST_CASE("a MessageId that was used under another CPA is refused with a SOAP Fault") {
  Service s;
  auto other = order();
  other.id += "-2";
  REQUIRE(s.cpas.import(generate_cpa(other), now).ok());
  s.cpas.map_endpoint(other.id, requester, "");
  s.receive(business());
  auto e = business();
  e.cpa_id = other.id;
  SECTION("a good message") {}
  SECTION("and one that would be refused anyway: it is never silent") { e.manifest = {"cid:no"}; }
  const auto answer = s.receive(e);
  CHECK(answer.status == 500);
  CHECK(s.hit(rule::duplicate_other_cpa));
  s.settle_down();
  CHECK(s.processed == 1);
}

TEST_CASE("a broken copy of a message under another CPA is refused, not passed over in silence") {
  Service s;
  auto other = order();
  other.id += "-2";
  REQUIRE(s.cpas.import(generate_cpa(other), now).ok());
  s.cpas.map_endpoint(other.id, requester, "");
  s.receive(business());
  auto e = business();
  e.cpa_id = other.id;
  const auto soap = edit(write_envelope(e), "<eb:Manifest eb:version=\"2.0\">", "<eb:Manifest>");
  const auto answer = s.receive(sent(soap, {{"text/xml", "payload-1", "<a/>", {}}}));
  CHECK(answer.status == 500);
  CHECK_FALSE(answer.body.empty());
}

TEST_CASE("what was acknowledged before a crash is processed after it, once") {
  FreshFolder folder;
  const auto body = GENERATE(std::string("<batch/>"), std::string(2 * 1024 * 1024, 'x'));
  {
    Service s(folder.path());
    s.handler = [](const Received&, journal::Entry&) -> Step { throw std::runtime_error("crash"); };
    CHECK(signal_in(s.receive(sent(business(), body))).action == action::acknowledgment);
    s.settle_down();
  }
  for (int run = 0; run < 2; ++run) {
    Service again(folder.path());
    std::string seen;
    again.handler = [&](const Received& message, journal::Entry&) -> Step {
      ++again.processed;
      seen = message.payloads.at(0).bytes.view();
      return [](store::Connection&) {
        return std::vector<Reply>{{result_action, "r", "text/xml", "<result/>", {}}};
      };
    };
    again.msh.start();
    again.settle_down();
    CHECK(again.processed == (run == 0 ? 1 : 0));
    if (run == 0) CHECK((seen == body));
    CHECK(again.count("select count(*) from outbox") == 1);
  }
  CHECK(std::filesystem::is_empty(folder.path() / "payloads"));
}

TEST_CASE("processing that throws is tried again and happens once") {
  Service s;
  std::atomic<int> tries = 0;
  SECTION("while judging") {
    s.handler = [&](const Received&, journal::Entry&) -> Step {
      if (++tries < 3) throw std::runtime_error("not yet");
      ++s.processed;
      return [](store::Connection&) {
        return std::vector<Reply>{{result_action, "r", "text/xml", "<result/>", {}}};
      };
    };
  }
  SECTION("while writing") {
    s.handler = [&](const Received&, journal::Entry&) -> Step {
      return [&](store::Connection& c) {
        c.run("insert into ebms_endpoint values ('written', ?, '')", std::to_string(++tries));
        if (tries < 3) throw std::runtime_error("not yet");
        ++s.processed;
        return std::vector<Reply>{{result_action, "r", "text/xml", "<result/>", {}}};
      };
    };
  }
  s.receive(business());
  for (int i = 0; i < 5; ++i) {
    s.settle_down();
    s.msh.retry_failed();
  }
  s.settle_down();
  CHECK(tries == 3);
  CHECK(s.processed == 1);
  CHECK(s.count("select count(*) from outbox") == 1);
  CHECK(s.count("select count(*) from ebms_endpoint where cpa = 'written'") <= 1);
}

TEST_CASE(
    "the file of a large payload is there until it is processed, and a duplicate leaves none") {
  FreshFolder folder;
  Service s(folder.path());
  const auto files = [&] {
    std::size_t count = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path() / "payloads"))
      count += file.is_regular_file() ? 1 : 0;
    return count;
  };
  std::mutex gate;
  std::unique_lock hold(gate);
  s.handler = [&](const Received&, journal::Entry&) -> Step {
    const std::lock_guard wait(gate);
    return {};
  };
  const auto request = sent(business(), std::string(2 * 1024 * 1024, 'x'));
  s.receive(request);
  CHECK(files() == 1);
  s.receive(request);
  CHECK(files() == 1);
  hold.unlock();
  s.settle_down();
  CHECK(files() == 0);
  s.receive(request);
  s.settle_down();
  CHECK(files() == 0);
}

TEST_CASE("files that a crash left behind are removed at the start, those still needed are not") {
  FreshFolder folder;
  {
    Service s(folder.path());
    s.handler = [](const Received&, journal::Entry&) -> Step { throw std::runtime_error("crash"); };
    s.receive(sent(business(), std::string(2 * 1024 * 1024, 'x')));
    s.settle_down();
  }
  std::ofstream(folder.path() / "payloads" / "forgotten") << "x";
  Service again(folder.path());
  again.handler = [](const Received&, journal::Entry&) -> Step { throw std::runtime_error("no"); };
  again.msh.start();
  again.settle_down();
  CHECK_FALSE(std::filesystem::exists(folder.path() / "payloads" / "forgotten"));
  CHECK_FALSE(std::filesystem::is_empty(folder.path() / "payloads"));
}

TEST_CASE("one message that cannot be taken up does not keep the others from being processed") {
  FreshFolder folder;
  {
    Service s(folder.path());
    s.handler = [](const Received&, journal::Entry&) -> Step { throw std::runtime_error("crash"); };
    s.receive(sent(business("lost@adapter.example"), std::string(2 * 1024 * 1024, 'x')));
    s.receive(business("m2@adapter.example"));
    s.settle_down();
  }
  std::filesystem::remove_all(folder.path() / "payloads");
  Service again(folder.path());
  CHECK_NOTHROW(again.msh.start());
  again.settle_down();
  CHECK(again.processed == 1);
  CHECK_NOTHROW(again.msh.retry_failed());
  again.settle_down();
  CHECK(again.processed == 1);
  CHECK(again.count("select count(*) from ebms_message where state = 'verwerkt'") == 1);
}

TEST_CASE("a service without handler is accepted, and the journal tells that nothing happens") {
  auto o = order();
  o.actions.push_back({"GLOBE-R-A-Request", 0});
  Service s({}, generate_cpa(o));
  auto e = business();
  e.action = "GLOBE-R-A-Request";
  CHECK(signal_in(s.receive(e)).action == action::acknowledgment);
  s.settle_down();
  journal::Filter filter;
  filter.direction = "work";
  const auto work = s.journal.find(filter);
  REQUIRE(work.size() == 1);
  CHECK_THAT(work[0].note, Catch::Contains("nothing in this simulator handles"));
}

TEST_CASE("best effort: nothing is asked, nothing is acknowledged, the result is sent once") {
  Receiver adapter(503);
  Service s({}, best_effort());
  s.listens_at(adapter.url());
  auto e = business();
  e.duplicate_elimination = false;
  e.ack_requested.clear();
  const auto answer = s.receive(e);
  CHECK(answer.status == 204);
  CHECK(s.entry.outcome == "accepted");
  const auto got = adapter.wait_for(1);
  s.settle_down();
  CHECK(s.processed == 1);
  const auto list = s.outbox.list({"", "", 0, 10});
  REQUIRE(list.size() == 1);
  CHECK_FALSE(list[0].reliable);
  CHECK(list[0].state == "mislukt");
  CHECK_THAT(std::string(got[0].body.view()), !Catch::Contains("AckRequested"));
  s.receive(e);  // duplicates are eliminated here too
  s.settle_down();
  CHECK(s.processed == 1);
}
