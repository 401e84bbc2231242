// Browser sessions: how long they live, and what counts as use of them.
#include "simulator/html/session.hpp"

#include "tests/support/catch.hpp"

using namespace mosim;

namespace {

struct Browser {
  Browser() { clock.freeze(); }
  Clock clock;
  html::Sessions<int> sessions{clock, {"s", std::chrono::minutes(15), std::chrono::hours(2)}};

  http::Request request(const std::string& id, const std::string& accept = "text/html") const {
    http::Request r;
    r.headers.add("Cookie", "s=" + id);
    r.headers.add("Accept", accept);
    return r;
  }
  std::string begin() {
    http::Response response;
    return sessions.begin({}, response, 1)->id;
  }
};

}  // namespace

TEST_CASE("a session that is used lives on, one that is not ends") {
  Browser browser;
  const auto id = browser.begin();
  for (int i = 0; i < 3; ++i) {
    browser.clock.advance(std::chrono::minutes(14));
    CHECK(browser.sessions.find(browser.request(id)));
  }
  browser.clock.advance(std::chrono::minutes(15));
  CHECK_FALSE(browser.sessions.find(browser.request(id)));
}

TEST_CASE("a page that listens for events by itself does not keep its session alive") {
  Browser browser;
  const auto id = browser.begin();
  browser.clock.advance(std::chrono::minutes(14));
  CHECK(browser.sessions.find(browser.request(id, "text/event-stream")));
  browser.clock.advance(std::chrono::minutes(1));
  CHECK_FALSE(browser.sessions.find(browser.request(id, "text/event-stream")));
  CHECK(browser.sessions.size() == 0);
}
