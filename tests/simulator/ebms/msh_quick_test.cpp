// Small messages for a quick handler: processed in the transaction that stores and acknowledges
// them.
#include "tests/simulator/ebms/msh_support.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;
using namespace mosim::ebms;
using namespace mosim::ebms::test;

namespace {

void make_quick(Service& s) {
  s.msh.handle(
      service, request_action,
      [&s](const Received& message, journal::Entry& noted) { return s.handler(message, noted); },
      true);
}

}  // namespace

TEST_CASE("a small message for a quick handler is processed when it is acknowledged") {
  Service s;
  make_quick(s);
  const auto message = business();
  CHECK(s.receive(message).status == 200);
  CHECK(s.count("select count(*) from ebms_message where state = 'verwerkt' and body is null") ==
        1);
  CHECK(s.count("select count(*) from outbox") == 1);
  s.settle_down();
  CHECK(s.processed == 1);

  SECTION("and not again when it is repeated") {
    s.receive(message);
    CHECK(s.entry.outcome == "duplicate");
    s.settle_down();
    CHECK(s.count("select count(*) from outbox") == 1);
  }
}

TEST_CASE("a quick handler that fails costs the sender nothing: acknowledged, and tried again") {
  Service s;
  make_quick(s);
  int tries = 0;
  const bool in_the_step = GENERATE(false, true);
  s.handler = [&](const Received&, journal::Entry&) -> Step {
    ++tries;
    if (!in_the_step && tries < 3) throw std::runtime_error("not yet");
    return [&, fails = tries < 3](store::Connection&) {
      if (fails) throw std::runtime_error("not yet");
      return std::vector<Reply>{};
    };
  };
  CHECK(s.receive(business()).status == 200);
  s.settle_down();
  CHECK(s.count("select count(*) from ebms_message where state = 'ontvangen'") == 1);
  s.msh.retry_failed();
  s.settle_down();
  CHECK(tries == 3);
  CHECK(s.count("select count(*) from ebms_message where state = 'verwerkt'") == 1);
}
