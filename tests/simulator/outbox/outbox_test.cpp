// What the outbox promises of one message: sent by its schedule until it is settled, the same bytes
// each time.
#include "tests/simulator/outbox/support.hpp"
#include "tests/support/fresh.hpp"

using namespace mosim;
using namespace mosim::outbox::test;
using outbox::Message;

TEST_CASE("a message is sent at once and resent by its schedule, then expires") {
  Receiver receiver;
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  rig.run();
  CHECK(receiver.got().size() == 1);
  rig.run_after(hours(3) - Duration(1));
  CHECK(receiver.got().size() == 1);
  rig.run_after(Duration(1));
  CHECK(receiver.got().size() == 2);
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 3);
  CHECK(rig.state() == "wachtend");
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 3);
  CHECK(rig.state() == "verlopen");
  CHECK(rig.told == std::vector<std::string>{"204", "204", "204", "expired"});
  rig.run_after(hours(1000));
  CHECK(receiver.got().size() == 3);
  CHECK(rig.told.size() == 4);
}

TEST_CASE("each resend has the same bytes and headers") {
  Receiver receiver;
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  rig.run_after(hours(3));
  const auto got = receiver.got();
  REQUIRE(got.size() == 2);
  for (const auto& request : got) {
    CHECK(request.method == "POST");
    CHECK(request.path == "/in");
    CHECK(request.headers.get("SOAPAction") == "\"ebXML\"");
    CHECK(request.headers.get("Content-Type") == "multipart/related; boundary=\"b\"");
    CHECK(request.body.view() == message("").body.view());
  }
}

TEST_CASE("an acknowledgment of its receiver stops it, that of another does not") {
  Receiver receiver;
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  CHECK_FALSE(rig.settle("m1", "00000099000000002000", "afgeleverd"));
  CHECK(rig.state() == "wachtend");
  CHECK_FALSE(rig.settle("unknown", "00000099000000001000", "afgeleverd"));
  CHECK(rig.settle("m1", "00000099000000001000", "afgeleverd"));
  CHECK(rig.state() == "afgeleverd");
  CHECK(rig.settle("m1", "00000099000000001000", "afgeleverd"));  // again: still known
  rig.run_after(hours(3));
  CHECK(receiver.got().size() == 1);
}

TEST_CASE("a late acknowledgment still counts for an expired message, not for a failed one") {
  Receiver receiver;
  Rig rig;
  rig.add(message(receiver.url()));
  for (int i = 0; i < 4; ++i) rig.run_after(hours(3));
  REQUIRE(rig.state() == "verlopen");
  CHECK(rig.settle("m1", "00000099000000001000", "afgeleverd"));
  CHECK(rig.state() == "afgeleverd");
  receiver.answer(400);
  rig.add(message(receiver.url(), "m2"));
  rig.run();
  CHECK(rig.settle("m2", "00000099000000001000", "afgeleverd"));
  CHECK(rig.state("m2") == "mislukt");
}

TEST_CASE("an HTTP answer that makes sending again senseless stops it at once") {
  const auto status = GENERATE(301, 400, 401, 403, 404, 413, 501, 505, 510);
  Receiver receiver(status);
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  rig.run_after(hours(3));
  INFO(status);
  CHECK(receiver.got().size() == 1);
  CHECK(rig.state() == "mislukt");
  CHECK(rig.outbox.find("m1")->note == "HTTP " + std::to_string(status));
}

TEST_CASE("after an HTTP answer that may pass, and after 2xx without acknowledgment, it goes on") {
  const auto status = GENERATE(200, 202, 204, 408, 429, 500, 502, 503, 504);
  Receiver receiver(status);
  Rig rig;
  rig.add(message(receiver.url()));
  rig.run();
  rig.run_after(hours(3));
  INFO(status);
  CHECK(receiver.got().size() == 2);
  CHECK(rig.state() == "wachtend");
}

TEST_CASE("when nobody answers it goes on, and so it does for an address that is none") {
  Rig rig;
  std::string nowhere;
  {
    const Receiver gone;
    nowhere = gone.url();
  }
  rig.add(message(nowhere, "m1"));
  rig.add(message("no url at all", "m2"));
  rig.run();
  rig.run_after(hours(3));
  for (const auto* id : {"m1", "m2"}) {
    CHECK(rig.outbox.find(id)->attempts == 2);
    CHECK(rig.state(id) == "wachtend");
    CHECK_FALSE(rig.outbox.find(id)->note.empty());
  }
}

TEST_CASE("a best-effort message is sent once: any 2xx delivers it, all else fails it") {
  const auto [status, state] = GENERATE(table<int, std::string>({{200, "afgeleverd"},
                                                                 {204, "afgeleverd"},
                                                                 {408, "mislukt"},
                                                                 {500, "mislukt"},
                                                                 {503, "mislukt"},
                                                                 {404, "mislukt"},
                                                                 {302, "mislukt"}}));
  Receiver receiver(status);
  Rig rig;
  auto m = message(receiver.url());
  m.reliable = false;
  rig.add(m);
  rig.run();
  rig.run_after(hours(3));
  INFO(status);
  CHECK(receiver.got().size() == 1);
  CHECK(rig.state() == state);
}

TEST_CASE("a best-effort message that nobody answers fails") {
  Rig rig;
  auto m = message("http://localhost:1/");
  m.reliable = false;
  rig.add(m);
  rig.run();
  CHECK(rig.state() == "mislukt");
}

TEST_CASE("a message for later is sent when the virtual clock is there") {
  Receiver receiver;
  Rig rig;
  auto m = message(receiver.url());
  m.next_at = start + hours(4);
  rig.add(m);
  rig.run_after(hours(4) - Duration(1));
  CHECK(receiver.got().empty());
  rig.run_after(Duration(1));
  CHECK(receiver.got().size() == 1);
}

TEST_CASE("a receiver without endpoint fetches its message, which is never sent") {
  Rig rig;
  rig.add(message(""));
  rig.run_after(hours(100));
  CHECK(rig.told.empty());
  CHECK(rig.state() == "wachtend");
  CHECK(rig.outbox.find("m1")->body.view() == message("").body.view());
  CHECK(rig.outbox.fetched("m1"));
  CHECK(rig.state() == "opgehaald");
  CHECK_FALSE(rig.outbox.fetched("unknown"));
  CHECK_FALSE(rig.outbox.find("unknown"));
}

TEST_CASE(
    "what waits goes along when its receiver moves, at once; what is held back keeps its moment") {
  Receiver old_place(503), new_place;
  Rig rig;
  rig.add(message(old_place.url(), "m1"));
  auto later = message(old_place.url(), "later");
  later.next_at = start + hours(4);
  rig.add(later);
  auto other = message(old_place.url(), "other");
  other.receiver = "00000099000000002000";
  rig.add(other);
  rig.run();
  REQUIRE(old_place.got().size() == 2);
  rig.outbox.redirect("00000099000000001000", old_place.url(), new_place.url());
  rig.outbox.wait_idle();
  CHECK(new_place.got().size() == 1);
  rig.outbox.redirect("00000099000000001000", new_place.url(), "");
  rig.run_after(hours(4));
  CHECK(new_place.got().size() == 1);
  CHECK(old_place.got().size() == 3);  // the other organisation's second attempt
  CHECK(rig.outbox.fetched("later"));
}

TEST_CASE("what waits is taken up after reopening, with its count and its schedule") {
  mosim::testing::FreshFolder folder;
  Receiver receiver;
  {
    Rig rig(folder.path() / "world.db");
    rig.add(message(receiver.url()));
    rig.run();
    rig.run_after(hours(3));
  }
  REQUIRE(receiver.got().size() == 2);
  Rig again(folder.path() / "world.db", start + hours(3));
  CHECK(again.outbox.find("m1")->attempts == 2);
  again.run();
  CHECK(receiver.got().size() == 2);
  again.run_after(hours(3));
  CHECK(receiver.got().size() == 3);
  again.run_after(hours(3));
  CHECK(again.state() == "verlopen");
}

TEST_CASE("messages are listed by receiver and state, a page at a time, without their bodies") {
  Rig rig;
  for (const auto* id : {"a", "b", "c"}) rig.add(message("", id));
  auto other = message("", "d");
  other.receiver = "00000099000000002000";
  rig.add(other);
  rig.outbox.fetched("b");
  const auto names = [](const std::vector<Message>& messages) {
    std::string out;
    for (const auto& m : messages) out += m.message_id;
    return out;
  };
  CHECK(names(rig.outbox.list({"", "", 0, 100})) == "abcd");
  CHECK(names(rig.outbox.list({"00000099000000002000", "", 0, 100})) == "d");
  CHECK(names(rig.outbox.list({"", "opgehaald", 0, 100})) == "b");
  const auto page = rig.outbox.list({"", "", 0, 2});
  CHECK(names(page) == "ab");
  CHECK(names(rig.outbox.list({"", "", page[1].id, 100})) == "cd");
  CHECK(page[0].body.empty());
}
