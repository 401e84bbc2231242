// Lists of the control API are asked for alike:
//   ?limit=N     at most so many, 1 to 1000, 100 unless given
//   ?after=KEY   what comes behind the one with this key (an id, a BSN, an OIN); "volgende" in the
//                answer is the address of the next page, null when there is none
//   ?sort=FIELD  or -FIELD for the highest first
// and where what is asked for may still have to come:
//   ?count=N&wait=PT10S   answers as soon as there are N, at the latest after this time
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/http/message.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mosim::api {

constexpr std::int64_t kMostInOneAnswer = 1000;

struct Paging {
  std::string after;  // "" from the start
  int limit = 100;
  std::string sort;  // one of those that the list knows, the first unless given
  bool descending = false;

  // For lists whose key is a number; `otherwise` when nothing was given.
  std::int64_t after_number(std::int64_t otherwise) const;
};

struct Waiting {
  std::size_t count = 0;
  Duration most{};  // real time, at most a minute
};

// What was asked for, or the problem document that says what is wrong with it.
tl::expected<Paging, http::Response> paging(const http::Request& request,
                                            std::span<const std::string_view> sorts);
tl::expected<Waiting, http::Response> waiting(const http::Request& request);

// The address of the page behind the one that ends with `last`.
nlohmann::json next_page(const http::Request& request, std::string_view last);

}  // namespace mosim::api
