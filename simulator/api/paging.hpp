// Lists of the control API are asked for alike:
//   ?limit=N     at most so many, 1 to 1000, 100 unless given
//   ?after=KEY   what comes behind the one with this key (an id, a BSN, an OIN); "volgende" in the
//                answer is the address of the next page, null when there is none
//   ?sort=FIELD  or -FIELD for the highest first
//   ?MEMBER=...  only those with this value: filters are named as the members of what is listed
// and where what is asked for may still have to come:
//   ?count=N&wait=PT10S   answers as soon as there are N, at the latest after this time
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/http/message.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::api {

constexpr std::int64_t kMostInOneAnswer = 1000;

struct Paging {
  std::string after;  // "" from the start
  int limit = 100;
  std::string sort;  // one of those that the list knows, without its '-'
  bool descending = false;

  // For lists whose key is a number; `otherwise` when nothing was given.
  std::int64_t after_number(std::int64_t otherwise) const;
};

struct Waiting {
  std::size_t count = 0;
  Duration most{};  // real time, at most a minute
};

// What was asked for, or the problem document that says what is wrong with it. The first of `sorts`
// is what a list does unless told, e.g. "-id" for the newest first.
tl::expected<Paging, http::Response> paging(const http::Request& request,
                                            std::span<const std::string_view> sorts);
// The same for a list whose key is a number.
tl::expected<Paging, http::Response> paging_by_id(const http::Request& request,
                                                  std::span<const std::string_view> sorts);
tl::expected<Waiting, http::Response> waiting(const http::Request& request);

// The address of the page behind the one that ends with `last`.
nlohmann::json next_page(const http::Request& request, std::string_view last);

// The answer: a page of `name` with the address of the next one, and `more` members of its own.
http::Response as_page(const http::Request& request, std::string_view name, std::string_view key,
                       nlohmann::json page, bool there_is_more,
                       const nlohmann::json& more = nlohmann::json::object());

// The same of rows of which one more than the limit was looked for.
template <class Row, class Show>
http::Response page_of(const http::Request& request, const Paging& asked, std::string_view name,
                       std::string_view key, const std::vector<Row>& rows, const Show& show,
                       const nlohmann::json& more = nlohmann::json::object()) {
  const std::size_t many = std::min(rows.size(), static_cast<std::size_t>(asked.limit));
  nlohmann::json page = nlohmann::json::array();
  for (std::size_t i = 0; i < many; ++i) page.push_back(show(rows[i]));
  return as_page(request, name, key, std::move(page), many < rows.size(), more);
}

// A list that is short enough to be made whole: `rows` are objects in the order that it has unless
// told, told apart by their member `key`.
struct Listing {
  std::string_view name;  // of the member that holds the page
  std::string_view key;
  std::vector<std::string_view> sorts;
  std::vector<std::string_view> filters;  // a member that is a list fits when it holds the value
};
http::Response listed(const http::Request& request, const Listing& listing, nlohmann::json rows,
                      const nlohmann::json& more = nlohmann::json::object());

}  // namespace mosim::api
