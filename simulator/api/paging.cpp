#include "simulator/api/paging.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"

#include <algorithm>

namespace mosim::api {

namespace {

std::string listed(std::span<const std::string_view> names) {
  std::string out;
  for (const auto name : names) out += (out.empty() ? "" : ", ") + std::string(name);
  return out;
}

}  // namespace

std::int64_t Paging::after_number(std::int64_t otherwise) const {
  return after.empty() ? otherwise : text::to_int(after).value_or(otherwise);
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
  out.descending = sort.starts_with('-');
  if (out.descending) sort.erase(0, 1);
  if (sort.empty() && !sorts.empty()) sort = sorts.front();
  if (std::find(sorts.begin(), sorts.end(), sort) == sorts.end() &&
      !(sorts.empty() && sort.empty()))
    return tl::unexpected(problem(422, "not understood",
                                  "sort is one of " + listed(sorts) +
                                      ", with - before it for the "
                                      "highest first"));
  out.sort = sort;
  return out;
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

nlohmann::json next_page(const http::Request& request, std::string_view last) {
  std::string out = request.prefix + request.path;
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

}  // namespace mosim::api
