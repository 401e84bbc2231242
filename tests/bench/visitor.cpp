#include "tests/bench/visitor.hpp"

#include "simulator/base/text.hpp"
#include "tests/bench/redirect.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::bench {

Visitor::Visitor(std::string portaal, const std::string& bsn) : portaal_(std::move(portaal)) {
  headers_.add("X-Simulator-Bsn", bsn);
  std::string at = portaal_ + "/mijn/digid/inloggen";
  for (int i = 0; i < 5 && at != portaal_ + "/mijn"; ++i) {  // to DigiD, and back with an artifact
    at = redirect_url(send(at));
    if (at.starts_with('/')) at.insert(0, portaal_);
  }
  get("/mijn");
}

http::Response Visitor::send(const std::string& url) {
  http::Headers headers = headers_;
  std::string jar;
  for (const auto& [name, value] : cookies_)
    jar += fmt::format("{}{}={}", jar.empty() ? "" : "; ", name, value);
  if (!jar.empty()) headers.set("Cookie", jar);
  auto response = client_.send("GET", url, headers, Blob());
  if (!response) throw std::runtime_error(describe(response.error()));
  for (const auto& [name, value] : response->headers) {
    if (!text::iequals(name, "Set-Cookie")) continue;
    const auto equals = value.find('=');
    cookies_[value.substr(0, equals)] = value.substr(equals + 1, value.find(';') - equals - 1);
  }
  return std::move(*response);
}

std::string Visitor::get(const std::string& path) {
  const auto response = send(portaal_ + path);
  std::string page(response.body.view());
  if (response.status != 200)
    throw std::runtime_error(
        fmt::format("{} gave HTTP {}: {}", path, response.status, text::one_line(page, 600)));
  return page;
}

std::vector<std::string> Visitor::messages() {
  constexpr std::string_view link = "href=\"/mijn/berichten/bericht/";
  std::vector<std::string> out;
  for (int number = 1;; ++number) {
    const auto page = get(fmt::format("/mijn/berichten?aantal=100&pagina={}", number));
    for (auto at = page.find(link); at != page.npos; at = page.find(link, at + 1)) {
      const auto begin = at + link.find('/');
      out.push_back(page.substr(begin, page.find('"', begin) - begin));
    }
    if (page.find("rel=\"next\"") == page.npos) return out;
  }
}

}  // namespace mosim::bench
