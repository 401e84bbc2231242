#include "simulator/api/paging.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"

#include <algorithm>

namespace mosim::api {

namespace {

using nlohmann::json;

std::string_view bare(std::string_view sort) {
  return sort.starts_with('-') ? sort.substr(1) : sort;
}

bool knows(std::span<const std::string_view> sorts, std::string_view sort) {
  return std::ranges::any_of(sorts, [&](auto known) { return bare(known) == bare(sort); });
}

http::Response no_such_sort(std::span<const std::string_view> sorts) {
  std::string names;
  for (const auto sort : sorts) names += (names.empty() ? "" : ", ") + std::string(bare(sort));
  return problem(422, "not understood",
                 names.empty()
                     ? "this list is not sorted"
                     : "sort is one of " + names + ", with - before it for the highest first");
}

http::Response no_number() {
  return problem(422, "not understood", "after is the number of one in this list");
}

// As it is written in an address.
std::string written(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

bool fits(const json& value, std::string_view wanted) {
  if (!value.is_array()) return written(value) == wanted;
  return std::ranges::any_of(value.get_ref<const json::array_t&>(),
                             [&](const json& one) { return written(one) == wanted; });
}

void filter(json& rows, const http::Request& request, const Listing& listing) {
  for (const auto name : listing.filters)
    if (const auto wanted = request.query_value(name))
      std::erase_if(rows.get_ref<json::array_t&>(),
                    [&](const json& row) { return !fits(row.at(name), *wanted); });
}

void sort_by(json& rows, const std::string& name, bool descending) {
  std::ranges::stable_sort(rows.get_ref<json::array_t&>(), [&](const json& a, const json& b) {
    return descending ? b.at(name) < a.at(name) : a.at(name) < b.at(name);
  });
}

}  // namespace

std::int64_t Paging::after_number(std::int64_t otherwise) const {
  return after.empty() ? otherwise : text::to_int(after).value_or(-1);
}

tl::expected<Paging, http::Response> paging(const http::Request& request,
                                            std::span<const std::string_view> sorts) {
  Paging out;
  const auto limit = number(request, "limit", out.limit);
  if (!limit || *limit < 1 || *limit > kMostInOneAnswer)
    return tl::unexpected(problem(422, "not understood", "limit is a number from 1 to 1000"));
  out.limit = static_cast<int>(*limit);
  out.after = field(request, "after");
  std::string sort = field(request, "sort");
  if (sort.empty() && !sorts.empty()) sort = sorts.front();
  if (!sort.empty() && !knows(sorts, sort)) return tl::unexpected(no_such_sort(sorts));
  out.descending = sort.starts_with('-');
  out.sort = bare(sort);
  return out;
}

tl::expected<Paging, http::Response> paging_by_id(const http::Request& request,
                                                  std::span<const std::string_view> sorts) {
  auto asked = paging(request, sorts);
  if (asked && asked->after_number(0) < 0) return tl::unexpected(no_number());
  return asked;
}

tl::expected<Waiting, http::Response> waiting(const http::Request& request) {
  const auto count = number(request, "count", 0);
  const auto wait = time::parse_duration(request.query_value("wait").value_or("PT0S"));
  if (!count || *count > kMostInOneAnswer || !wait || *wait < Duration::zero())
    return tl::unexpected(problem(
        422, "not understood", "count is a number up to 1000, wait an xs:duration such as PT30S"));
  return Waiting{static_cast<std::size_t>(*count),
                 std::min<Duration>(*wait, std::chrono::minutes(1))};
}

json next_page(const http::Request& request, std::string_view last) {
  std::string out =
      request.prefix + request.target.substr(0, request.target.find('?'));  // as it was asked
  char separator = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    out += separator;
    out += text::percent_encode(name) + "=" + text::percent_encode(value);
    separator = '&';
  };
  for (const auto& [name, value] : request.query)
    if (name != "after" && name != "count" && name != "wait") add(name, value);
  add("after", last);
  return out;
}

http::Response as_page(const http::Request& request, std::string_view name, std::string_view key,
                       json page, bool there_is_more, const json& more) {
  json out = more;
  out["volgende"] = there_is_more ? json(next_page(request, written(page.back().at(key)))) : json();
  out[std::string(name)] = std::move(page);
  return reply(out);
}

http::Response listed(const http::Request& request, const Listing& listing, json rows,
                      const json& more) {
  const auto asked = paging(request, listing.sorts);
  if (!asked) return asked.error();
  filter(rows, request, listing);
  if (request.query_value("sort")) sort_by(rows, asked->sort, asked->descending);
  const auto& all = rows.get_ref<const json::array_t&>();
  auto from = all.begin();
  if (!asked->after.empty()) {
    from = std::ranges::find_if(
        all, [&](const json& row) { return written(row.at(listing.key)) == asked->after; });
    if (from == all.end())
      return problem(422, "not understood",
                     "this list has no " + std::string(listing.key) + " " + asked->after);
    ++from;
  }
  const auto to = from + std::min<std::ptrdiff_t>(asked->limit, all.end() - from);
  return as_page(request, listing.name, listing.key, json::array_t(from, to), to != all.end(),
                 more);
}

}  // namespace mosim::api
