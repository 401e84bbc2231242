// What the journal promises: everything can be found again, waiting ends when it should, and it
// never grows beyond its bounds.
#include "simulator/journal/journal.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/fresh.hpp"

#include <atomic>
#include <set>
#include <thread>

using namespace mosim;
using journal::Entry;
using journal::Filter;
using journal::Journal;

namespace {

constexpr rules::Rule table[] = {
    {"T-R-001", rules::Severity::error, rules::Certainty::certain, "a", "b", "c"},
    {"T-R-002", rules::Severity::warning, rules::Certainty::certain, "a", "b", "c"}};

const rules::Book& book() {
  static const rules::Book all = [] {
    rules::Book made;
    made.add(table);
    return made;
  }();
  return all;
}

Entry entry(const std::string& message_id, const std::string& conversation = "c1") {
  Entry e;
  e.at = time::from_millis(1000);
  e.message_id = message_id;
  e.conversation = conversation;
  return e;
}

std::vector<std::string> ids(const std::vector<Entry>& entries) {
  std::vector<std::string> out;
  for (const Entry& e : entries) out.push_back(e.message_id);
  return out;
}

using Ids = std::vector<std::string>;

Filter by(std::string Filter::*field, std::string value) {
  Filter filter;
  filter.*field = std::move(value);
  return filter;
}

}  // namespace

TEST_CASE("what was added can be read back whole") {
  Journal journal({}, {}, book());
  Entry e = entry("m1");
  e.at = time::parse("2026-11-24T08:30:00.120Z").value();
  e.real_at = time::parse("2026-11-25T00:00:00Z").value();
  e.duration = std::chrono::microseconds(1234);
  e.direction = journal::Direction::out;
  e.door = "koppelvlak", e.protocol = "ebms", e.remote = "127.0.0.1";
  e.sender = "s", e.receiver = "r", e.service = "sv", e.action = "a", e.ref_to = "m0";
  e.cpa = "cpa", e.subject = "batch", e.line = "POST /ebms", e.status = 204;
  e.outcome = "accepted", e.note = "a note";
  e.request_head = "SOAPAction: \"ebXML\"\n", e.response_head = "X: y\n";
  e.request = Blob::of(std::string("\0binary\xff", 8)), e.response = Blob::of("answer");
  e.hits = {{"T-R-002", "/a", "first"}, {"T-R-001", "/b", "second"}};
  journal.add(e);
  const auto found = journal.find({});
  REQUIRE(found.size() == 1);
  const auto whole = journal.get(found[0].id);
  REQUIRE(whole);
  CHECK(whole->at == e.at);
  CHECK(whole->real_at == e.real_at);
  CHECK(whole->duration == e.duration);
  CHECK(whole->direction == journal::Direction::out);
  for (const auto field :
       {&Entry::door, &Entry::protocol, &Entry::remote, &Entry::sender, &Entry::receiver,
        &Entry::service, &Entry::action, &Entry::message_id, &Entry::ref_to, &Entry::conversation,
        &Entry::cpa, &Entry::subject, &Entry::line, &Entry::outcome, &Entry::note,
        &Entry::request_head, &Entry::response_head})
    CHECK((*whole).*field == e.*field);
  CHECK(whole->status == 204);
  CHECK(whole->request.view() == e.request.view());
  CHECK(whole->response.view() == "answer");
  REQUIRE(whole->hits.size() == 2);
  CHECK(whole->hits[0].rule == "T-R-002");
  CHECK(whole->hits[0].place == "/a");
  CHECK(whole->hits[1].detail == "second");
  CHECK_FALSE(journal.get(found[0].id + 1));
}

TEST_CASE("entries are found by each of their keys, alone and together") {
  Journal journal({}, {}, book());
  for (const std::string n : {"1", "2"}) {
    Entry e = entry("m" + n, "conv" + n);
    e.protocol = "p" + n, e.outcome = "o" + n, e.sender = "s" + n, e.receiver = "r" + n;
    e.service = "sv" + n, e.action = "a" + n, e.subject = "su" + n, e.cpa = "c" + n;
    e.direction = n == "1" ? journal::Direction::in : journal::Direction::work;
    e.status = n == "1" ? 200 : 500;
    e.hits = {{"T-R-00" + n, "", ""}};
    journal.add(e);
  }
  const std::pair<std::string Filter::*, std::string> keys[] = {
      {&Filter::message_id, "m2"}, {&Filter::conversation, "conv2"}, {&Filter::protocol, "p2"},
      {&Filter::outcome, "o2"},    {&Filter::sender, "s2"},          {&Filter::receiver, "r2"},
      {&Filter::service, "sv2"},   {&Filter::action, "a2"},          {&Filter::subject, "su2"},
      {&Filter::cpa, "c2"},        {&Filter::direction, "work"},     {&Filter::rule, "T-R-002"}};
  Filter together;
  for (const auto& [field, value] : keys) {
    INFO(value);
    CHECK(ids(journal.find(by(field, value))) == Ids{"m2"});
    CHECK(ids(journal.find(by(field, value + "'"))).empty());
    together.*field = value;
  }
  together.status = "500";
  CHECK(ids(journal.find(together)) == Ids{"m2"});
  together.status = "200";
  CHECK(journal.find(together).empty());
}

TEST_CASE("entries come in the order of their making, newest first when asked, a page at a time") {
  Journal journal({}, {}, book());
  for (const auto* id : {"a", "b", "c", "d"}) journal.add(entry(id));
  const auto all = journal.find({});
  CHECK(ids(all) == Ids{"a", "b", "c", "d"});
  Filter filter;
  filter.newest_first = true;
  filter.limit = 2;
  CHECK(ids(journal.find(filter)) == Ids{"d", "c"});
  filter = {};
  filter.after = all[1].id;
  CHECK(ids(journal.find(filter)) == Ids{"c", "d"});
}

TEST_CASE("which storingen fired can be read back, and entries are found by their kind") {
  Journal journal({}, {}, book());
  journal.add(entry("whole"));
  Entry e = entry("broken");
  e.storingen = {"ebms.bevestiging-verloren 7", "digid.status 12"};
  journal.add(e);
  const auto found = journal.find(by(&Filter::storing, "digid.status"));
  REQUIRE(ids(found) == Ids{"broken"});
  CHECK(found[0].storingen == e.storingen);
  CHECK(journal.get(found[0].id)->storingen == e.storingen);
  CHECK(ids(journal.find(by(&Filter::storing, "7"))) == Ids{"broken"});
  CHECK(journal.find(by(&Filter::storing, "digid.status 12")).empty());
}

TEST_CASE("entries are found by when they were, how long they took and what they say") {
  Journal journal({}, {}, book());
  const auto add = [&](const std::string& id, const char* at, const char* real, int micros,
                       const char* note) {
    Entry e = entry(id);
    e.at = time::parse(at).value();
    e.real_at = time::parse(real).value();
    e.duration = std::chrono::microseconds(micros);
    e.line = "POST /ebms";
    e.note = note;
    journal.add(e);
  };
  add("early", "2026-01-01T10:00:00Z", "2026-11-24T08:00:00Z", 500, "Alles goed");
  add("late", "2026-01-01T11:00:00Z", "2026-11-24T08:00:01Z", 1'500'000, "50% te laat'");
  const std::pair<std::string Filter::*, std::pair<std::string, Ids>> cases[] = {
      {&Filter::from, {"2026-01-01T11:00:00Z", {"late"}}},
      {&Filter::from, {"2026-01-01T12:00:00+02:00", {"early", "late"}}},
      {&Filter::until, {"2026-01-01T11:00:00Z", {"early"}}},
      {&Filter::real_from, {"2026-11-24T08:00:00.001Z", {"late"}}},
      {&Filter::real_until, {"2026-11-24T08:00:01Z", {"early"}}},
      {&Filter::duration, {"PT1.5S", {"late"}}},
      {&Filter::duration, {"PT0S", {"early", "late"}}},
      {&Filter::search, {"ALLES", {"early"}}},
      {&Filter::search, {"50% te laat'", {"late"}}},
      {&Filter::search, {"/ebms", {"early", "late"}}},
      {&Filter::search, {"%", {"late"}}}};
  for (const auto& [field, expected] : cases) {
    INFO(expected.first);
    CHECK(ids(journal.find(by(field, expected.first))) == expected.second);
    CHECK(journal.count(by(field, expected.first)) ==
          static_cast<std::int64_t>(expected.second.size()));
  }
}

TEST_CASE("the table of filters has a name for each, and knows what is no value of it") {
  std::set<std::string_view> names;
  for (const auto& field : journal::fields()) {
    CHECK(names.insert(field.name).second);
    CHECK_FALSE(field.text.empty());
    CHECK(journal::field_named(field.name) == &field);
    if (!is_text(field.match)) CHECK_FALSE(number_asked(field.match, "x'"));
  }
  CHECK_FALSE(journal::field_named("id"));
  for (const auto* bad : {"-PT1S", "P1Y", "P9999999D", ""})
    CHECK_FALSE(number_asked(Field::Match::at_least, bad));
}

TEST_CASE("sorted by duration a page goes on where the former ended, also when its end is gone") {
  Journal journal({}, {}, book());
  for (const int micros : {30, 10, 20, 20, 40}) {
    Entry e = entry("m" + std::to_string(micros));
    e.duration = std::chrono::microseconds(micros);
    journal.add(e);
  }
  Filter filter;
  filter.sort = Filter::Sort::duration;
  filter.limit = 2;
  const auto first = journal.find(filter);
  CHECK(ids(first) == Ids{"m10", "m20"});
  filter.after = first[1].id;
  filter.after_key = 20;
  CHECK(ids(journal.find(filter)) == Ids{"m20", "m30"});
  filter.newest_first = true;
  CHECK(ids(journal.find(filter)) == Ids{"m10"});
  filter.after.reset();
  CHECK(ids(journal.find(filter)) == Ids{"m40", "m30"});
}

TEST_CASE("who watches is told once of news, at once when it is there already, and at the end") {
  Journal journal({}, {}, book());
  const auto watch = journal.watch();
  int told = 0;
  const auto wake = [&] { ++told; };
  watch->look();
  watch->when_new(wake);
  CHECK(told == 0);
  journal.add(entry("m1"));
  journal.flush();
  CHECK(told == 1);
  journal.add(entry("m2"));
  journal.flush();
  CHECK(told == 1);
  watch->when_new(wake);
  CHECK(told == 2);
  watch->look();
  watch->when_new(wake);
  journal.stop_waiting();
  CHECK(told == 3);
  CHECK(journal.stopping());
}

TEST_CASE("the journal says what it keeps, and from where on") {
  Journal journal({}, {10, 1LL << 30, 1024}, book());
  CHECK(journal.kept().oldest == 0);
  for (int i = 0; i < 25; ++i) journal.add(entry("m"));
  const auto kept = journal.kept();
  CHECK(kept.entries == static_cast<std::int64_t>(journal.find({}).size()));
  CHECK(kept.entries <= 10);
  CHECK(kept.oldest == journal.find({}).front().id);
  CHECK(kept.last == 25);
  CHECK(kept.bytes > 0);
  journal.clear();
  CHECK(journal.kept().entries == 0);
  CHECK(journal.kept().bytes == 0);
  CHECK(journal.kept().last == 25);
}

TEST_CASE("waiting ends when enough entries match, at once when they are there already") {
  Journal journal({}, {}, book());
  journal.add(entry("m1", "wanted"));
  CHECK(journal.wait(by(&Filter::conversation, "wanted"), 1, std::chrono::hours(1)).size() == 1);
  std::thread adder([&] {
    journal.add(entry("other", "not wanted"));
    journal.add(entry("m2", "wanted"));
    journal.add(entry("m3", "wanted"));
  });
  const auto found = journal.wait(by(&Filter::conversation, "wanted"), 3, std::chrono::hours(1));
  adder.join();
  CHECK(ids(found) == Ids{"m1", "m2", "m3"});
}

TEST_CASE("waiting ends when the time is over, and tells what there is") {
  Journal journal({}, {}, book());
  journal.add(entry("m1"));
  CHECK(journal.wait({}, 2, std::chrono::milliseconds(1)).size() == 1);
  CHECK(journal.wait({}, 2, std::chrono::milliseconds(-5)).size() == 1);
}

TEST_CASE("at shutdown everybody who waits is told") {
  Journal journal({}, {}, book());
  std::atomic<int> back = 0;
  std::vector<std::thread> waiting;
  for (int i = 0; i < 4; ++i)
    waiting.emplace_back([&] {
      journal.wait({}, 1, std::chrono::hours(1));
      ++back;
    });
  journal.stop_waiting();
  for (auto& thread : waiting) thread.join();
  CHECK(back == 4);
}

TEST_CASE("the oldest entries make room when there are too many") {
  for (const std::int64_t most : {5, 50, 1000}) {
    Journal journal({}, {most, 1LL << 30, 1024}, book());
    const int added = static_cast<int>(most) * 3;
    for (int i = 0; i < added; ++i) journal.add(entry("m" + std::to_string(i)));
    Filter filter;
    filter.limit = added;
    const auto left = journal.find(filter);
    INFO("at most " << most);
    CHECK(static_cast<std::int64_t>(left.size()) <= most);
    CHECK(static_cast<std::int64_t>(left.size()) >= most * 8 / 10);
    REQUIRE_FALSE(left.empty());
    // What is left is the newest, without a gap.
    for (std::size_t i = 0; i < left.size(); ++i)
      CHECK(left[i].message_id == "m" + std::to_string(added - static_cast<int>(left.size() - i)));
  }
}

TEST_CASE("the oldest entries make room when they are too large together") {
  Journal journal({}, {100'000, 1'000'000, 64 * 1024}, book());
  for (int i = 0; i < 100; ++i) {
    Entry e = entry("m" + std::to_string(i));
    e.request = Blob::of(std::string(50'000, 'x'));
    journal.add(e);
  }
  const auto left = journal.find({});
  CHECK(left.size() >= 10);
  CHECK(left.size() <= 19);  // 50 kB each within 1 MB
  REQUIRE_FALSE(left.empty());
  CHECK(left.back().message_id == "m99");
}

TEST_CASE("hits and notes count for the bound too") {
  Journal journal({}, {100'000, 1'000'000, 1024}, book());
  for (int i = 0; i < 100; ++i) {
    Entry e = entry("m" + std::to_string(i));
    for (int n = 0; n < 100; ++n) e.hits.push_back({"T-R-001", "/place", std::string(500, 'x')});
    journal.add(e);
  }
  CHECK(journal.find({}).size() <= 20);
}

TEST_CASE("a large body is cut at the bound, and its real size is told") {
  Journal journal({}, {100, 1'000'000, 10}, book());
  Entry e = entry("m1");
  e.request = Blob::of("0123456789abc");
  e.response = Blob::of("0123456789");
  journal.add(e);
  Entry told = entry("m2");  // somebody else cut it before
  told.request = Blob::of("abc");
  told.request_size = 5000;
  journal.add(told);
  const auto found = journal.find({});
  REQUIRE(found.size() == 2);
  const auto whole = journal.get(found[0].id);
  CHECK(whole->request.view() == "0123456789");
  CHECK(whole->request_size == 13);
  CHECK(whole->response.view() == "0123456789");
  CHECK(whole->response_size == 10);
  CHECK(found[1].request_size == 5000);
}

TEST_CASE("the journal survives closing and opening, numbers go on, bounds hold") {
  testing::FreshFolder folder;
  const store::Database::Options file{folder.path() / "journal.db", false};
  std::int64_t last = 0;
  {
    Journal journal(file, {10, 1LL << 30, 1024}, book());
    for (int i = 0; i < 9; ++i) {
      Entry e = entry("old" + std::to_string(i));
      e.hits = {{"T-R-001", "/a", "b"}};
      journal.add(e);
    }
    last = journal.find({}).back().id;
  }
  Journal again(file, {10, 1LL << 30, 1024}, book());
  const auto before = again.find(by(&Filter::rule, "T-R-001"));
  REQUIRE(before.size() == 9);
  CHECK(before[0].hits[0].detail == "b");
  for (int i = 0; i < 5; ++i) again.add(entry("new" + std::to_string(i)));
  const auto after = again.find({});
  CHECK(after.size() <= 10);
  CHECK(after.back().message_id == "new4");
  CHECK(after.back().id == last + 5);
}

TEST_CASE("a cleared journal is empty and goes on") {
  Journal journal({}, {}, book());
  journal.add(entry("m1"));
  journal.clear();
  CHECK(journal.find({}).empty());
  journal.add(entry("m2"));
  CHECK(ids(journal.find({})) == Ids{"m2"});
}

TEST_CASE("the journal can be asked while many threads write") {
  Journal journal({}, {}, book());
  std::atomic<bool> stop = false;
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i)
    writers.emplace_back([&] {
      while (!stop) journal.add(entry("m"));
    });
  journal.wait({}, 100, std::chrono::hours(1));
  for (int i = 0; i < 20; ++i) journal.find(by(&Filter::message_id, "none"));
  stop = true;
  for (auto& writer : writers) writer.join();
  CHECK(journal.find({}).size() == 100);
}
