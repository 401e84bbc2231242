#include "simulator/control/journal_stream.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/journal_json.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>

namespace mosim::control {

namespace {

using api::problem;

constexpr auto quiet = std::chrono::seconds(10);

// What one reader has had, and what it wants.
struct Reader {
  journal::Journal& journal;
  const rules::Book& book;
  journal::Filter filter;
  std::shared_ptr<journal::Watch> watch;
  std::chrono::steady_clock::time_point said{};  // when something was sent last

  bool next(std::string& piece);
  bool next_lines(std::string& piece, bool bytes);
};

// A comment is the sign of life when nothing came that it wants.
bool Reader::next(std::string& piece) {
  if (journal.stopping()) return false;
  watch->look();
  const auto found = journal.find(filter);
  for (const auto& entry : found) {
    piece += fmt::format("id: {}\ndata: {}\n\n", entry.id, dumped(shown(entry, book)));
    filter.after = entry.id;
  }
  if (static_cast<int>(found.size()) == filter.limit) watch->tell();  // there may be more
  const auto now = std::chrono::steady_clock::now();
  if (found.empty() && now - said >= quiet) piece = ": leeft\n\n";
  if (!piece.empty()) said = now;
  return true;
}

bool Reader::next_lines(std::string& piece, bool bytes) {
  const auto found = journal.find(filter);
  for (const auto& entry : found) {
    auto line = shown(entry, book);
    if (bytes) {
      line["requestHead"] = entry.request_head;
      line["requestBase64"] = text::base64_encode(entry.request.view());
      line["responseHead"] = entry.response_head;
      line["responseBase64"] = text::base64_encode(entry.response.view());
    }
    piece += dumped(line) + "\n";
    filter.after = entry.id;
  }
  return !journal.stopping() && static_cast<int>(found.size()) == filter.limit;
}

// Where it begins: behind the event that the reader had last, else behind `after`, else now.
std::optional<std::int64_t> beginning(const http::Request& r, Exchange& ex) {
  if (const auto last = r.headers.find("Last-Event-ID")) {
    const auto id = text::to_int(*last);
    return id && *id >= 0 ? id : std::nullopt;
  }
  return api::number(r, "after", ex.world.journal().kept().last);
}

}  // namespace

http::Response stream_journal(const http::Request& r, Exchange& ex) {
  const auto filter = filter_of(r, {"after"});
  if (!filter) return filter.error();
  const auto after = beginning(r, ex);
  if (!after)
    return problem(422, "not understood", "after and Last-Event-ID are the id of an entry");
  auto reader = std::make_shared<Reader>(
      Reader{ex.world.journal(), ex.world.house().book, *filter, ex.world.journal().watch(), {}});
  reader->filter.after = *after;
  http::Response response;
  response.headers.add("Content-Type", "text/event-stream");
  response.headers.add("Cache-Control", "no-store");
  response.stream = [reader](std::string& piece) { return reader->next(piece); };
  response.when_more = [reader](std::function<void()> wake) {
    reader->watch->when_new(std::move(wake));
  };
  return response;
}

http::Response export_journal(const http::Request& r, Exchange& ex) {
  const auto filter = filter_of(r, {"bytes", "after"});
  if (!filter) return filter.error();
  const auto after = api::number(r, "after", 0);
  const std::string wanted = api::field(r, "bytes");
  if (!after || (!wanted.empty() && wanted != "true" && wanted != "false"))
    return problem(422, "not understood", "after is the id of an entry, bytes is true or false");
  const bool bytes = wanted == "true";
  auto reader = std::make_shared<Reader>(
      Reader{ex.world.journal(), ex.world.house().book, *filter, nullptr, {}});
  reader->filter.after = *after;
  reader->filter.whole = bytes;
  reader->filter.limit = bytes ? 20 : 200;
  http::Response response;
  response.headers.add("Content-Type", "application/jsonl");
  response.headers.add("Content-Disposition", "attachment; filename=\"journal.jsonl\"");
  response.stream = [reader, bytes](std::string& piece) {
    return reader->next_lines(piece, bytes);
  };
  return response;
}

}  // namespace mosim::control
