#include "tests/bench/redirect.hpp"

#include "simulator/base/text.hpp"

namespace mosim::bench {

http::Fields redirect_query(const http::Response& response) {
  const std::string_view to = response.headers.get("Location");
  const auto question = to.find('?');
  http::Fields out;
  if (question == to.npos) return out;
  for (const std::string_view pair : text::split(to.substr(question + 1), '&')) {
    const auto equals = pair.find('=');
    out.emplace_back(pair.substr(0, equals), equals == pair.npos ? "" : pair.substr(equals + 1));
  }
  return out;
}

std::string redirect_url(const http::Response& response) {
  const std::string_view to = response.headers.get("Location");
  std::string out(to.substr(0, to.find('?')));
  char before = '?';
  for (const auto& [name, value] : redirect_query(response)) {
    out += before + name + "=" + text::percent_encode(value);
    before = '&';
  }
  return out;
}

}  // namespace mosim::bench
