// Each storing of the message service, as the organisation that sends or receives sees it.
#include "tests/simulator/ebms/msh_support.hpp"

using namespace mosim;
using namespace mosim::ebms;
using namespace mosim::ebms::test;

namespace {

struct Rig : Service {
  faults::Standing set(std::string_view kind, faults::Given values = {}, std::int64_t count = 1) {
    faults::Order order;
    order.kind = kind;
    order.count = count;
    order.values = std::move(values);
    faults::Kinds kinds;
    kinds.add(storingen());
    REQUIRE(complete(order, kinds).empty());
    return faults.put(std::move(order));
  }
  bool noted(std::string_view kind) const {
    return !entry.storingen.empty() && entry.storingen.front().starts_with(kind);
  }
  std::vector<journal::Entry> sent_entries() {
    journal::Filter filter;
    filter.direction = "out";
    return journal.find(filter);
  }
};

Envelope envelope_of(const http::Request& request) {
  auto envelope = read_envelope(request.body.view());
  REQUIRE(envelope);
  return *envelope;
}

}  // namespace

TEST_CASE("an acknowledgement is lost; the message is processed, and acknowledged when repeated") {
  Rig rig;
  rig.set(storing::ack_lost);
  CHECK(rig.receive(business()).status == 204);
  CHECK(rig.noted(storing::ack_lost));
  CHECK(rig.entry.outcome == "accepted");
  rig.settle_down();
  CHECK(rig.processed == 1);
  CHECK(signal_in(rig.receive(business())).action == action::acknowledgment);
  CHECK(rig.entry.outcome == "duplicate");
  rig.settle_down();
  CHECK(rig.processed == 1);
}

TEST_CASE("an acknowledgement can be lost for the repeats too") {
  Rig rig;
  rig.set(storing::ack_lost, {}, 2);
  CHECK(rig.receive(business()).status == 204);
  CHECK(rig.receive(business()).status == 204);
  CHECK(signal_in(rig.receive(business())).acknowledged_ref == "m1@adapter.example");
}

TEST_CASE("an acknowledgement for another message") {
  Rig rig;
  rig.set(storing::ack_other);
  const auto ack = signal_in(rig.receive(business()));
  CHECK(ack.acknowledged_ref == ack.ref_to);
  CHECK(ack.ref_to != "m1@adapter.example");
  CHECK(rig.noted(storing::ack_other));
}

TEST_CASE("an acknowledgement with a warning") {
  Rig rig;
  rig.set(storing::ack_warning, {{"code", "OtherXml"}, {"tekst", "let op"}});
  const auto ack = signal_in(rig.receive(business()));
  CHECK(ack.action == action::acknowledgment);
  CHECK(ack.acknowledged_ref == "m1@adapter.example");
  REQUIRE(ack.errors.size() == 1);
  CHECK(ack.errors[0].severity == "Warning");
  CHECK(ack.errors[0].code == "OtherXml");
  CHECK(ack.errors[0].text == "let op");
}

TEST_CASE("an acknowledgement whose signature fits nothing") {
  Rig rig;
  rig.set(storing::ack_signature);
  const auto ack = signal_in(rig.receive(business()));
  CHECK(ack.has_signature);
  CHECK(ack.action == action::acknowledgment);
}

TEST_CASE("a late acknowledgement comes when the virtual time is there") {
  testing::Receiver receiver;
  Rig rig;
  rig.listens_at(receiver.url());
  rig.handler = [](const Received&, journal::Entry&) -> Step { return {}; };
  rig.set(storing::ack_late, {{"na", "PT2H"}});
  CHECK(rig.receive(business()).status == 204);
  rig.settle_down();
  rig.outbox.run_due();
  rig.outbox.wait_idle();
  CHECK(receiver.got().empty());
  rig.clock.advance(2 * hour);
  rig.outbox.run_due();
  CHECK(envelope_of(receiver.wait_for(1)[0]).acknowledged_ref == "m1@adapter.example");
}

TEST_CASE("an acknowledgement comes twice, the same one") {
  testing::Receiver receiver;
  Rig rig;
  rig.listens_at(receiver.url());
  rig.handler = [](const Received&, journal::Entry&) -> Step { return {}; };
  rig.set(storing::ack_twice);
  rig.receive(business());
  const auto got = receiver.wait_for(2);
  CHECK(envelope_of(got[0]).message_id == envelope_of(got[1]).message_id);
  CHECK(envelope_of(got[0]).acknowledged_ref == "m1@adapter.example");
}

TEST_CASE("the result comes before the acknowledgement") {
  testing::Receiver receiver;
  Rig rig;
  rig.listens_at(receiver.url());
  rig.set(storing::result_first);
  CHECK(rig.receive(business()).status == 204);
  const auto got = receiver.wait_for(2);
  CHECK_THAT(std::string(got[0].body.view()), Catch::Contains("<result/>"));
  CHECK(envelope_of(got[1]).action == action::acknowledgment);
}

TEST_CASE("what waits for a result that never comes is acknowledged after processing") {
  testing::Receiver receiver;
  Rig rig;
  rig.listens_at(receiver.url());
  rig.handler = [](const Received&, journal::Entry&) -> Step { return {}; };
  rig.set(storing::result_first);
  rig.receive(business());
  CHECK(envelope_of(receiver.wait_for(1)[0]).action == action::acknowledgment);
}

TEST_CASE("a message is refused with each error code, and taken when it is sent again") {
  for (const auto code :
       {"ValueNotRecognized", "NotSupported", "Inconsistent", "OtherXml", "DeliveryFailure",
        "TimeToLiveExpired", "SecurityFailure", "MimeProblem", "Unknown"}) {
    Rig rig;
    rig.set(storing::message_error, {{"code", code}});
    CHECK(error_code(signal_in(rig.receive(business()))) == code);
    CHECK(rig.entry.outcome == "refused");
    CHECK(rig.noted(storing::message_error));
    CHECK(signal_in(rig.receive(business())).action == action::acknowledgment);
    rig.settle_down();
    CHECK(rig.processed == 1);
  }
}

TEST_CASE("a message is refused with a SOAP Fault") {
  Rig rig;
  rig.set(storing::soap_fault, {{"code", "Client"}, {"tekst", "kapot"}});
  const auto answer = rig.receive(business());
  CHECK(answer.status == 500);
  CHECK_THAT(std::string(answer.body.view()), Catch::Contains("Client</faultcode>"));
  CHECK_THAT(std::string(answer.body.view()), Catch::Contains("kapot"));
  CHECK(rig.processed == 0);
}

TEST_CASE("what we send does not arrive, and does when it is sent again") {
  for (const auto kind : {storing::out_connect, storing::out_http, storing::out_timeout}) {
    testing::Receiver receiver;
    Rig rig;
    rig.listens_at(receiver.url());
    rig.set(kind);
    rig.receive(business());
    rig.settle_down();
    const std::size_t before = kind == storing::out_timeout ? 2 : 1;  // the acknowledgement
    CHECK(receiver.wait_for(before).size() == before);
    const auto list = rig.outbox.list({"", "", 0, 10});
    REQUIRE(list.size() == 1);
    CHECK(list[0].state == "wachtend");
    CHECK(list[0].attempts == 1);
    rig.clock.advance(24 * hour);
    rig.outbox.run_due();
    receiver.wait_for(before + 1);
    rig.settle_down();
    bool told = false;
    for (const auto& entry : rig.sent_entries())
      for (const auto& storing : entry.storingen) told |= storing.starts_with(kind);
    CHECK(told);
  }
}

TEST_CASE("what we send arrives twice, with a wrong CPA, or with a broken signature") {
  testing::Receiver receiver;
  Rig rig;
  rig.listens_at(receiver.url());
  rig.set(storing::out_twice);
  rig.set(storing::out_cpa, {{"cpaId", "een&ander"}});
  rig.set(storing::out_signature);
  rig.receive(business());
  const auto got = receiver.wait_for(3);
  std::vector<std::string> results;
  for (const auto& request : got)
    if (const std::string body(request.body.view()); body.find("<result/>") != std::string::npos)
      results.push_back(body);
  REQUIRE(results.size() == 2);
  CHECK(results[0] == results[1]);
  CHECK_THAT(results[0], Catch::Contains("<eb:CPAId>een&amp;ander</eb:CPAId>"));
  CHECK_THAT(results[0], Catch::Contains("<ds:SignatureValue>"));
}

TEST_CASE("the receiver's acknowledgement is forgotten once") {
  testing::Receiver receiver;
  Rig rig;
  rig.listens_at(receiver.url());
  rig.receive(business());
  rig.settle_down();
  const auto result = rig.outbox.list({"", "", 0, 10}).at(0);
  rig.set(storing::out_ack_ignored);
  CHECK(rig.receive(acknowledgment(result.message_id)).status == 204);
  CHECK(rig.entry.outcome == "ignored");
  CHECK(rig.noted(storing::out_ack_ignored));
  CHECK(rig.outbox.find(result.message_id)->state == "wachtend");
  rig.receive(acknowledgment(result.message_id));
  CHECK(rig.outbox.find(result.message_id)->state == "afgeleverd");
}
