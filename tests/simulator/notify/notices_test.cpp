// Notices: recorded, found again, and waiting when there is a mail server.
#include "simulator/notify/mailer.hpp"
#include "simulator/notify/notify.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;

namespace {

notify::Notice notice(notify::Kind kind, const std::string& to, const std::string& reason) {
  notify::Notice n;
  n.kind = kind;
  n.at = time::from_millis(1'000);
  n.bsn = "999990019";
  n.to = to;
  n.reason = reason;
  n.subject = "onderwerp";
  n.text = "tekst";
  return n;
}

struct Post {
  store::Database database{{}, store::migrations_of("notify")};
  std::int64_t add(const notify::Notice& n) {
    return database.write([&](store::Connection& c) { return notify::add(c, n); });
  }
  std::vector<notify::Notice> list(const notify::Filter& f) {
    return database.read([&](store::Connection& c) { return notify::list(c, f); });
  }
  void server(const std::string& address) {
    database.write([&](store::Connection& c) { notify::deliver_to(c, address); });
  }
};

}  // namespace

TEST_CASE("notices are found by whom, why, where to, kind and state, from an id on") {
  Post post;
  const auto first = post.add(notice(notify::Kind::email, "a@post.example", "nieuw-bericht"));
  const auto second = post.add(notice(notify::Kind::sms, "0612345678", "smscode"));
  const auto found = [&](const std::function<void(notify::Filter&)>& wish) {
    notify::Filter f;
    wish(f);
    return post.list(f).size();
  };
  CHECK(found([](auto& f) { f.bsn = "999990019"; }) == 2);
  CHECK(found([](auto& f) { f.bsn = "999990020"; }) == 0);
  CHECK(found([](auto& f) { f.reason = "smscode"; }) == 1);
  CHECK(found([](auto& f) { f.to = "a@post.example"; }) == 1);
  CHECK(found([](auto& f) { f.kind = notify::Kind::sms; }) == 1);
  CHECK(found([](auto& f) { f.state = "vastgelegd"; }) == 2);
  CHECK(found([&](auto& f) { f.after = first; }) == 1);
  CHECK(found([](auto& f) { f.limit = 1; }) == 1);
  notify::Filter newest;
  newest.newest_first = true;
  CHECK(post.list(newest)[0].id == second);
}

TEST_CASE("e-mail waits when there is a mail server; an SMS never does") {
  Post post;
  post.add(notice(notify::Kind::email, "a@post.example", "x"));
  post.server("localhost:25");
  post.add(notice(notify::Kind::email, "b@post.example", "x"));
  post.add(notice(notify::Kind::sms, "0612345678", "x"));
  notify::Filter waiting;
  waiting.state = "wachtend";
  REQUIRE(post.list(waiting).size() == 1);
  CHECK(post.list(waiting)[0].to == "b@post.example");
  post.server("");  // started again without: nobody will come for it
  CHECK(post.list(waiting).empty());
}

TEST_CASE("an address may stand in a mail as it is, or it is none") {
  for (const char* good :
       {"a@b.example", "jan.de-vries+x@post.voorbeeld.example", "o'neill@b.example"})
    CHECK(notify::is_address(good));
  for (const char* bad :
       {"", "a", "@b.example", "a@", "a@b", "a@.example", "a@b.", "a@b..example", "a@b@c.example",
        "a b@c.example", "a@b.example\r\nBcc: x@y.example", "<a@b.example>",
        "a@b.example,c@d.example", "\"a\"@b.example", "é@b.example"})
    CHECK_FALSE(notify::is_address(bad));
  CHECK_FALSE(notify::is_address(std::string(250, 'a') + "@b.example"));
}

TEST_CASE("a mail server is a host and a port") {
  for (const char* good : {"localhost:25", "127.0.0.1:2525", "[::1]:25", "mail.example:65535"})
    CHECK(notify::is_mail_server(good));
  for (const char* bad : {"", "localhost", "localhost:", ":25", "localhost:0", "localhost:65536",
                          "a/b:25", "x@y:25", "::1:25", "a b:25", "localhost:25x"})
    CHECK_FALSE(notify::is_mail_server(bad));
}
