// Signals: acknowledgments and errors settle what was sent, a Ping gets a Pong, a StatusRequest an
// answer when the switch says so (digikoppeling 1.4). And what goes out as a business message.
#include "tests/simulator/ebms/msh_support.hpp"

using namespace mosim;
using namespace mosim::ebms;
using namespace mosim::ebms::test;
using mosim::testing::Receiver;

namespace {

// A service that has sent a result to the adapter, which waits for its acknowledgment.
struct Waiting {
  explicit Waiting(int status = 204) : adapter(status) {
    s.listens_at(adapter.url());
    s.receive(business());
    adapter.wait_for(2);  // acknowledgment and result, in either order
    s.settle_down();
    sent = s.outbox.list({"", "", 0, 1}).at(0);
  }
  std::string state() { return s.outbox.find(sent.message_id)->state; }

  Receiver adapter;
  Service s;
  outbox::Message sent;
};

mime::ContentType content_type(const http::Request& request) {
  return mime::parse_content_type(request.headers.get("Content-Type")).value();
}

}  // namespace

TEST_CASE("the result is a reliable message of its own in the same conversation") {
  Waiting w;
  http::Request result;
  for (const auto& request : w.adapter.got())
    if (content_type(request).type == "multipart/related") result = request;
  const auto type = content_type(result);
  CHECK(type.parameter("type") == "text/xml");
  CHECK(result.headers.get("SOAPAction") == "\"ebXML\"");
  const auto parts = mime::split(result.body.view(), type.parameter("boundary"));
  REQUIRE(parts);
  REQUIRE(parts->size() == 2);
  const auto e = read_envelope((*parts)[0].body);
  REQUIRE(e);
  CHECK(e->service == service);
  CHECK(e->action == result_action);
  CHECK(e->from == std::vector<Typed>{{"urn:osb:oin", provider}});
  CHECK(e->to == std::vector<Typed>{{"urn:osb:oin", requester}});
  CHECK(e->from_role == "SP");
  CHECK(e->to_role == "SR");
  CHECK(e->conversation == "conversation-1");
  CHECK(e->ref_to == "m1@adapter.example");
  CHECK(e->duplicate_elimination);
  REQUIRE(e->ack_requested.size() == 1);
  CHECK_FALSE(e->ack_requested[0].is_signed);
  CHECK(e->ack_requested[0].actor == to_party_actor);
  CHECK_FALSE(e->sync_reply);
  CHECK(e->time_to_live == now + 9 * std::chrono::hours(3));  // (Retries + 1) x RetryInterval
  CHECK(e->manifest == std::vector<std::string>{"cid:result-1"});
  CHECK((*parts)[1].content_id() == "result-1");
  CHECK((*parts)[1].body == "<result/>");
  CHECK(w.sent.retries == 8);
  CHECK(w.sent.interval == std::chrono::hours(3));
  CHECK(w.state() == "wachtend");
}

TEST_CASE("an acknowledgment settles what was sent, and is not acknowledged itself") {
  Waiting w;
  const auto before = w.adapter.got().size();
  const auto answer = w.s.receive(acknowledgment(w.sent.message_id));
  CHECK(answer.status == 204);
  CHECK(answer.body.empty());
  CHECK(w.s.entry.outcome == "accepted");
  CHECK(w.state() == "afgeleverd");
  w.s.clock.advance(24 * hour);
  w.s.outbox.run_due();
  w.s.settle_down();
  CHECK(w.adapter.got().size() == before);
}

TEST_CASE(
    "without acknowledgment the result is sent again with the same bytes, nine times in all") {
  Waiting w;
  for (int i = 0; i < 10; ++i) {
    w.s.clock.advance(3 * hour);
    w.s.outbox.run_due();
    w.s.settle_down();
  }
  std::set<std::string> different;
  int results = 0;
  for (const auto& request : w.adapter.got())
    if (content_type(request).type == "multipart/related") {
      ++results;
      different.emplace(request.body.view());
    }
  CHECK(results == 9);
  CHECK(different.size() == 1);
  CHECK(w.state() == "verlopen");
  journal::Filter filter;
  filter.rule = rule::gave_up;
  CHECK(w.s.journal.find(filter).size() == 1);
}

TEST_CASE("a MessageError settles what was sent as failed; one of warnings only does not") {
  Waiting w;
  CHECK(w.s.receive(message_error(w.sent.message_id, "Warning")).status == 204);
  CHECK(w.state() == "wachtend");
  CHECK(w.s.receive(message_error(w.sent.message_id)).status == 204);
  CHECK(w.state() == "mislukt");
  CHECK_THAT(w.s.outbox.find(w.sent.message_id)->note, Catch::Contains("this is wrong"));
}

TEST_CASE("an acknowledgment in the HTTP answer counts as any other") {
  Receiver adapter([](const http::Request& request) {
    const auto type = mime::parse_content_type(request.headers.get("Content-Type")).value();
    if (type.type != "multipart/related") return http::Response::empty(204);
    const auto parts = mime::split(request.body.view(), type.parameter("boundary")).value();
    const auto e = read_envelope(parts[0].body).value();
    return http::Response::of(200, "text/xml", write_envelope(acknowledgment(e.message_id)));
  });
  Service s;
  s.listens_at(adapter.url());
  s.receive(business());
  adapter.wait_for(2);
  s.settle_down();
  CHECK(s.outbox.list({"", "afgeleverd", 0, 1}).size() == 1);
}

TEST_CASE("a signal about something that was never sent is noted and answered with nothing") {
  for (const auto& e : {acknowledgment("nobody@sent.this"), message_error("nobody@sent.this")}) {
    Service s;
    const auto answer = s.receive(e);
    CHECK(answer.status == 204);
    CHECK(answer.body.empty());
    CHECK(s.entry.outcome == "ignored");
    CHECK(s.hit(rule::signal_ref));
  }
}

TEST_CASE("an acknowledgment by another organisation settles nothing") {
  Waiting w;
  auto o = order();
  o.id += "-stranger";
  o.sides[0] = {"Stranger", "00000099000000009000", "SR", "https://adapter.gemeente.example/ebms",
                credentials().stranger};
  REQUIRE(w.s.cpas.import(generate_cpa(o), now).ok());
  auto ack = acknowledgment(w.sent.message_id);
  ack.cpa_id = o.id;
  ack.from = {{"urn:osb:oin", "00000099000000009000"}};
  auto request = sent(ack);
  request.peer = peer(credentials().stranger);
  CHECK(w.s.receive(request).status == 204);
  CHECK(w.s.hit(rule::signal_ref));
  CHECK(w.state() == "wachtend");
}

TEST_CASE("a Ping gets a Pong") {
  SECTION("by its own POST") {
    Receiver adapter;
    Service s;
    s.listens_at(adapter.url());
    CHECK(s.receive(signal(action::ping)).status == 204);
    const auto pong = read_envelope(adapter.wait_for(1)[0].body.view());
    REQUIRE(pong);
    CHECK(pong->action == action::pong);
    CHECK(pong->ref_to == "s1@adapter.example");
    CHECK(pong->conversation == "conversation-1");
  }
  SECTION("in the HTTP answer when SyncReply asks for it") {
    Service s;
    s.listens_at("http://localhost:1/");
    auto ping = signal(action::ping);
    ping.sync_reply = true;
    CHECK(signal_in(s.receive(ping)).action == action::pong);
  }
  SECTION("as often as it comes: a signal is no message that could be a duplicate") {
    Service s;
    const auto first = signal_in(s.receive(signal(action::ping)));
    const auto second = signal_in(s.receive(signal(action::ping)));
    CHECK(first.message_id != second.message_id);
    CHECK(s.count("select count(*) from ebms_message") == 0);
  }
}

TEST_CASE("a Pong and a StatusResponse are taken and answered with nothing") {
  Service s;
  auto response = signal(action::status_response, "x@y");
  response.message_status = MessageStatus{"Received", "x@y", now};
  for (const auto& e : {signal(action::pong, "x@y"), response}) {
    CHECK(s.receive(e).status == 204);
    CHECK(s.entry.outcome == "accepted");
  }
}

TEST_CASE("a signal outside the CPA is refused") {
  Service s;
  s.clock.advance(std::chrono::hours(24 * 366));
  CHECK(error_code(signal_in(s.receive(signal(action::ping)))) == "Inconsistent");
  CHECK(s.hit(rule::cpa_not_usable));
}

TEST_CASE("an action that the message service does not have is refused: EB-R-020") {
  Service s;
  CHECK(error_code(signal_in(s.receive(signal("Dance")))) == "ValueNotRecognized");
  CHECK(s.hit(rule::service_action));
}

TEST_CASE("a StatusRequest is not answered by default: EB-R-041") {
  Receiver adapter;
  Service s;
  s.listens_at(adapter.url());
  s.receive(business());
  adapter.wait_for(2);
  auto e = signal(action::status_request);
  e.status_of = "m1@adapter.example";
  const auto answer = s.receive(e);
  CHECK(answer.status == 204);
  CHECK(s.entry.outcome == "ignored");
  CHECK(s.hit(rule::status_silent));
  s.settle_down();
  CHECK(adapter.got().size() == 2);
}

TEST_CASE("by switch a StatusRequest tells what became of a message") {
  Service s;
  REQUIRE(s.switches.set("ebms.status-request", "antwoord"));
  const auto status_of = [&](const std::string& id) {
    auto e = signal(action::status_request);
    e.status_of = id;
    const auto answer = signal_in(s.receive(e));
    CHECK(answer.action == action::status_response);
    CHECK(answer.ref_to == e.message_id);
    REQUIRE(answer.message_status);
    CHECK(answer.message_status->ref_to == id);
    return *answer.message_status;
  };
  SECTION("unknown") {
    const auto status = status_of("unknown@x");
    CHECK(status.status == "NotRecognized");
    CHECK_FALSE(status.at);
  }
  SECTION("a signal is not known either") {
    s.receive(signal(action::ping, "", "ping@x"));
    CHECK(status_of("ping@x").status == "NotRecognized");
  }
  SECTION("received, then processed") {
    std::mutex gate;
    std::unique_lock hold(gate);
    s.handler = [&](const Received&, journal::Entry&) -> Step {
      const std::lock_guard wait(gate);
      return {};
    };
    s.receive(business());
    s.clock.advance(hour);
    const auto received = status_of("m1@adapter.example");
    CHECK(received.status == "Received");
    CHECK(received.at == now);
    hold.unlock();
    s.settle_down();
    CHECK(status_of("m1@adapter.example").status == "Processed");
  }
  SECTION("of another CPA") {
    auto other = order();
    other.id += "-2";
    REQUIRE(s.cpas.import(generate_cpa(other), now).ok());
    s.cpas.map_endpoint(other.id, requester, "");
    auto e = business();
    e.cpa_id = other.id;
    s.receive(e);
    const auto status = status_of("m1@adapter.example");
    CHECK(status.status == "UnAuthorized");
    CHECK_FALSE(status.at);
  }
}

TEST_CASE("a reply may wait on the virtual clock, and its TimeToLive counts from then") {
  Receiver adapter;
  Service s;
  s.listens_at(adapter.url());
  s.handler = [](const Received&, journal::Entry&) -> Step {
    return [](store::Connection&) {
      return std::vector<Reply>{{result_action, "r", "text/xml", "<result/>", 4 * hour}};
    };
  };
  s.receive(business());
  adapter.wait_for(1);
  s.settle_down();
  CHECK(s.outbox.list({"", "", 0, 1}).at(0).next_at == now + 4 * hour);
  s.clock.advance(4 * hour);
  s.outbox.run_due();
  const auto got = adapter.wait_for(2);
  CHECK_THAT(std::string(got[1].body.view()), Catch::Contains("<result/>"));
  CHECK_THAT(std::string(got[1].body.view()),
             Catch::Contains(time::format(now + 4 * hour + 9 * 3 * hour)));
}

TEST_CASE("a reply that the CPA lets nobody send is left out, and the journal says so: EB-R-035") {
  Service s;
  s.handler = [](const Received&, journal::Entry&) -> Step {
    return [](store::Connection&) {
      return std::vector<Reply>{{"Unheard-Of", "r", "text/xml", "<result/>", {}}};
    };
  };
  s.receive(business());
  s.settle_down();
  CHECK(s.count("select count(*) from outbox") == 0);
  journal::Filter filter;
  filter.rule = rule::no_channel;
  CHECK(s.journal.find(filter).size() == 1);
}
