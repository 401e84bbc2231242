// CPAs that the simulator writes, and the look-ups in them.
#include "simulator/base/text.hpp"
#include "tests/simulator/ebms/cpa_support.hpp"

using namespace mosim;
using namespace mosim::ebms;
using namespace std::chrono_literals;

TEST_CASE("a CPA written for an order is judged good without a remark") {
  CpaOrder order = test::order();
  SECTION("reliable") {}
  SECTION("best effort") { order.reliable = false; }
  SECTION("with synchronous signals") { order.sync_signals = true; }
  SECTION("with no trusted certificates") { order.trusted.clear(); }
  SECTION("with other retries") {
    order.retries = 0;
    order.retry_interval = 500ms;
  }
  SECTION("with the same role on both sides") { order.sides[1].role = order.sides[0].role; }
  SECTION("with a role that is no XML id") { order.sides[0].role = "1 afnemer/é"; }
  SECTION("with an environment suffix") { order.sides[0].oin += "_OTA"; }
  SECTION("with actions that differ only in characters an id cannot have") {
    order.actions = {{"a/b", 0}, {"a+b", 0}, {"a_b", 0}, {"a/b", 1}};
  }
  SECTION("with actions in one direction only") { order.actions = {{"meld", 1}}; }
  const CpaVerdict verdict = judge_cpa(generate_cpa(order), test::now);
  CHECK(test::list(verdict) == "");
  CHECK(verdict.ok());
  CHECK(verdict.cpa.has_value());
}

TEST_CASE("a CPA that was read says what the order said") {
  const Cpa cpa = judge_cpa(test::good(), test::now).cpa.value();
  CHECK(cpa.id == test::order().id);
  CHECK(cpa.status == "agreed");
  CHECK(cpa.start == test::order().start);
  CHECK(cpa.end == test::order().end);
  const Party& gemeente = cpa.parties[0];
  CHECK(gemeente.name == "Gemeente & <Voorbeeldstad>");
  CHECK(gemeente.ids == std::vector<Typed>{{"urn:osb:oin", test::requester}});
  CHECK(gemeente.oin() == test::requester);
  CHECK(gemeente.actions.size() == 2);

  const ActionBinding* const request = gemeente.binding(true, test::service, "GLOBE-R-BV-Request");
  REQUIRE(request != nullptr);
  CHECK(request->role == "SR");
  const Channel* const channel = gemeente.channel(request->channel);
  REQUIRE(channel != nullptr);
  CHECK(channel->ack_requested == Usage::always);
  CHECK(channel->duplicate_elimination == Usage::always);
  CHECK(channel->ack_signature == Usage::never);
  CHECK(channel->sync_reply == SyncReplyMode::none);
  CHECK(channel->sender.value().retries == 8);
  CHECK(channel->receiver.value().retry_interval == 3h);
  CHECK(channel->sender.value().persist == Duration(27h));
  CHECK(channel->endpoint == "https://adapter.gemeente.example:8443/ebms");
  CHECK(channel->client_certificate.value().subject_serial_number() == test::requester);
  CHECK(channel->server_certificate.value().matches_host("adapter.gemeente.example"));
}

TEST_CASE("the mirror of an action is found in the other party") {
  const Cpa cpa = judge_cpa(test::good(), test::now).cpa.value();
  const Party &gemeente = cpa.parties[0], &logius = cpa.parties[1];
  const ActionBinding* const sent = gemeente.binding(true, test::service, "GLOBE-R-BV-Request");
  const ActionBinding* const received = logius.binding(false, test::service, "GLOBE-R-BV-Request");
  REQUIRE((sent != nullptr && received != nullptr));
  CHECK(sent->other_binding == received->id);
  CHECK(received->other_binding == sent->id);
  CHECK(received->role == "SP");
  CHECK(logius.binding(true, test::service, "GLOBE-R-BV-Request") == nullptr);
  CHECK(gemeente.binding(true, {"", test::service.value}, "GLOBE-R-BV-Request") == nullptr);
}

TEST_CASE("a party is found by all its ids, or by its OIN without suffix") {
  Cpa cpa = judge_cpa(test::good(), test::now).cpa.value();
  const Typed id{"urn:osb:oin", test::provider}, foreign{"urn:x", "1"};
  const std::vector<Typed> one{id}, none, mixed{id, foreign}, untyped{{"", test::provider}};
  CHECK(cpa.party(one) == &cpa.parties[1]);
  CHECK(cpa.party(none) == nullptr);
  CHECK(cpa.party(mixed) == nullptr);
  CHECK(cpa.party(untyped) == nullptr);
  CHECK(&cpa.other(cpa.parties[1]) == &cpa.parties[0]);
  CHECK(cpa.party_by_oin(test::requester) == &cpa.parties[0]);
  CHECK(cpa.party_by_oin("") == nullptr);
  cpa.parties[0].ids = {foreign, {"urn:osb:oin", test::requester + "_T"}};
  CHECK(cpa.party_by_oin(test::requester) == &cpa.parties[0]);
}

TEST_CASE("signals use the default channel unless their action is overridden") {
  const std::string xml = test::edit(test::good(), "</tns:PartyInfo>",
                                     "<tns:OverrideMshActionBinding tns:action=\"Acknowledgment\" "
                                     "tns:channelId=\"SR_DC_rm\"/></tns:PartyInfo>");
  const Party party = judge_cpa(xml, test::now).cpa.value().parties[0];
  REQUIRE(party.signal_channel("Ping") != nullptr);
  CHECK(party.signal_channel("Ping")->id == "SR_DC_be");
  REQUIRE(party.signal_channel("Acknowledgment") != nullptr);
  CHECK(party.signal_channel("Acknowledgment")->id == "SR_DC_rm");
}

TEST_CASE("a CPA is usable when agreed, from Start to End") {
  Cpa cpa = judge_cpa(test::good(), test::now).cpa.value();
  CHECK(cpa.usable_at(cpa.start));
  CHECK(cpa.usable_at(cpa.end));
  CHECK_FALSE(cpa.usable_at(cpa.start - 1ms));
  CHECK_FALSE(cpa.usable_at(cpa.end + 1ms));
  cpa.status = "proposed";
  CHECK_FALSE(cpa.usable_at(cpa.start));
}

TEST_CASE("a CPA id has the form of the CPA register") {
  CHECK(register_cpa_id("MIJNOVERHEID.ebMS.BB.2.0", "00000004003214345001", "00000099000000001000",
                        "0123456789abcdef0123456789abcdef") ==
        "MIJNOVERHEID-EBMS-BB-2-0$1-0_00000004003214345001-00000099000000001000_"
        "0123456789abcdef0123456789abcdef");
}

TEST_CASE("an order with something else than a certificate is our own mistake") {
  CpaOrder order = test::order();
  order.sides[0].certificate = "no certificate";
  CHECK_THROWS_AS(generate_cpa(order), std::invalid_argument);
}
