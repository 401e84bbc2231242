#include "simulator/control/journal_api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/journal_json.hpp"
#include "simulator/control/journal_stream.hpp"
#include "simulator/control/journal_zip.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::control {

namespace {

using api::problem;
using api::reply;
using nlohmann::json;
using Sort = journal::Filter::Sort;

constexpr std::string_view sorts[] = {"id", "tijd", "duur"};

std::int64_t key_of(const journal::Entry& e, Sort sort) {
  return sort == Sort::time ? time::to_millis(e.at) : e.duration.count();
}

// Where a page ended: the id, and by what else it was sorted "KEY.ID", so that it is found again
// when its entry is gone.
std::string last_of(const journal::Entry& e, Sort sort) {
  return sort == Sort::id ? std::to_string(e.id) : fmt::format("{}.{}", key_of(e, sort), e.id);
}

bool read_after(std::string_view after, journal::Filter& filter) {
  if (after.empty()) return true;
  const auto dot = filter.sort == Sort::id ? after.npos : after.find('.');
  if (filter.sort != Sort::id) {
    const auto key = text::to_int(after.substr(0, dot));
    if (dot == after.npos || !key) return false;
    filter.after_key = *key;
    after.remove_prefix(dot + 1);
  }
  filter.after = text::to_int(after);
  return filter.after && *filter.after >= 0;
}

json kept(World& world) {
  const journal::Kept now = world.journal().kept();
  const auto& most = world.journal().bounds();
  const std::int64_t gone = (now.oldest == 0 ? now.last + 1 : now.oldest) - 1;
  return {{"aantal", now.entries},
          {"bytes", now.bytes},
          {"hoogstensAantal", most.entries},
          {"hoogstensBytes", most.bytes},
          {"oudste", now.oldest == 0 ? json(nullptr) : json(now.oldest)},
          {"laatste", now.last},
          {"weggelaten", gone}};
}

http::Response list(const http::Request& r, Exchange& ex) {
  auto filter = filter_of(r, {"limit", "after", "sort", "count", "wait"});
  if (!filter) return filter.error();
  const auto paging = api::paging(r, sorts);
  if (!paging) return paging.error();
  const auto waiting = api::waiting(r);
  if (!waiting) return waiting.error();
  filter->sort = paging->sort == "tijd"   ? Sort::time
                 : paging->sort == "duur" ? Sort::duration
                                          : Sort::id;
  filter->newest_first = paging->descending;
  filter->limit = std::max(paging->limit, static_cast<int>(waiting->count));
  if (!read_after(paging->after, *filter))
    return problem(
        422, "not understood",
        "after is the id of an entry, or what volgende says when it is not sorted by id");
  const auto found = ex.world.journal().wait(*filter, waiting->count, waiting->most);
  json out = json::array();
  for (const auto& entry : found) out.push_back(shown(entry, ex.world.house().book));
  const bool full = static_cast<int>(found.size()) >= filter->limit;
  return reply(
      {{"entries", std::move(out)},
       {"volgende", full ? api::next_page(r, last_of(found.back(), filter->sort)) : json(nullptr)},
       {"bewaard", kept(ex.world)}});
}

std::optional<journal::Entry> entry_of(const http::Request& r, Exchange& ex) {
  return ex.world.journal().get(text::to_int(r.capture("id")).value_or(-1));
}

http::Response no_entry() {
  return problem(404, "no such entry", "it may have been pushed out by newer ones");
}

http::Response one(const http::Request& r, Exchange& ex) {
  const auto entry = entry_of(r, ex);
  return entry ? reply(shown_whole(*entry, ex.world.house().book)) : no_entry();
}

// What came from outside must not run in the browser of who looks at it.
http::Response bytes(const Blob& body, std::uint64_t size) {
  http::Response response;
  response.headers.add("Content-Type", "application/octet-stream");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Content-Disposition", "attachment");
  if (size > body.size()) response.headers.add("X-Whole-Length", std::to_string(size));
  response.body = body;
  return response;
}

http::Response request_bytes(const http::Request& r, Exchange& ex) {
  const auto entry = entry_of(r, ex);
  return entry ? bytes(entry->request, entry->request_size) : no_entry();
}
http::Response response_bytes(const http::Request& r, Exchange& ex) {
  const auto entry = entry_of(r, ex);
  return entry ? bytes(entry->response, entry->response_size) : no_entry();
}

http::Response empty(const http::Request&, Exchange& ex) {
  ex.keep = false;  // or it would not be empty
  ex.world.journal().clear();
  return http::Response::empty();
}

journal::Filter filter_of(const Verifiable::Asked& asked) {
  journal::Filter filter;
  for (const auto& [name, value] : asked) filter.*journal::field_named(name)->value = value;
  return filter;
}

}  // namespace

Verifiable verifiable_journal() {
  Verifiable out;
  out.name = "journal";
  out.fields.assign(journal::fields().begin(), journal::fields().end());
  out.count = [](World& world, const Verifiable::Asked& asked) {
    return world.journal().count(filter_of(asked));
  };
  out.newest = [](World& world, const Verifiable::Asked& asked, std::size_t most) {
    auto filter = filter_of(asked);
    filter.newest_first = true;
    filter.limit = static_cast<int>(most);
    std::vector<json> entries;
    for (const auto& entry : world.journal().find(filter))
      entries.push_back(shown(entry, world.house().book));
    return entries;
  };
  return out;
}

void install_journal(Routes& beheer) {
  beheer.add("GET", "/api/v1/journal", list);
  beheer.add("DELETE", "/api/v1/journal", empty);
  beheer.add("GET", "/api/v1/journal/stream", stream_journal);
  beheer.add("GET", "/api/v1/journal/export", export_journal);
  beheer.add("GET", "/api/v1/journal/conversations/{id}/zip", zip_conversation);
  beheer.add("GET", "/api/v1/journal/{id}", one);
  beheer.add("GET", "/api/v1/journal/{id}/request", request_bytes);
  beheer.add("GET", "/api/v1/journal/{id}/response", response_bytes);
}

}  // namespace mosim::control
