#include "simulator/worlds/choose.hpp"

#include "simulator/base/text.hpp"
#include "simulator/world/world.hpp"

#include <algorithm>

namespace mosim::worlds {

namespace {

constexpr std::string_view below_host = ".localhost";
constexpr std::string_view before_name = "/w/";

// Only what stands there literally counts: no name needs an escape, and so what is taken off the
// target is also what is taken off the decoded path.
std::string take_prefix(http::Request& request) {
  const std::string_view target = request.target;
  if (!target.starts_with(before_name)) return "";
  const auto end = std::min(target.find_first_of("/?", before_name.size()), target.size());
  std::string name(target.substr(before_name.size(), end - before_name.size()));
  if (name.empty() || name.find('%') != name.npos) return name;  // of no world
  request.prefix = target.substr(0, end);
  request.target.erase(0, end);
  request.path.erase(0, end);
  if (!request.target.starts_with('/')) request.target.insert(0, "/");
  if (request.path.empty()) request.path = "/";
  return name;
}

// `rest` begins with the path of this door, e.g. "/mijn", and not with another host, "//".
bool is_own_path(std::string_view rest) {
  return rest.starts_with('/') && !rest.starts_with("//") && !rest.starts_with("/\\");
}

void put_cookies_below(const std::string& prefix, http::Headers& headers) {
  http::Headers out;
  for (const auto& [name, value] : headers) {
    std::string moved = value;
    if (text::iequals(name, "Set-Cookie")) {
      constexpr std::string_view root_path = "; path=/";
      const auto path = text::lower(value).find(root_path);
      if (path != value.npos) {
        const auto at = path + root_path.size() - 1;
        const bool root = at + 1 == value.size() || value[at + 1] == ';';
        moved.replace(at, root ? 1 : 0, prefix);
      }
    }
    out.add(name, std::move(moved));
  }
  headers = std::move(out);
}

std::string put_links_below(const std::string& prefix, std::string_view page) {
  std::string out;
  out.reserve(page.size() + page.size() / 16);
  while (!page.empty()) {
    const auto quote = page.find("=\"/");
    if (quote == page.npos) break;
    const std::string_view before = page.substr(0, quote);
    out += page.substr(0, quote + 2);
    page.remove_prefix(quote + 2);
    for (const std::string_view attribute : {" href", " action", " src", " formaction"})
      if (before.ends_with(attribute) && is_own_path(page)) out += prefix;
  }
  out += page;
  return out;
}

}  // namespace

std::string name_in_host(std::string_view host) {
  if (!host.starts_with('[')) host = host.substr(0, host.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  std::string lower = text::lower(host);
  if (!lower.ends_with(below_host)) return std::string(kStandardWorld);
  lower.resize(lower.size() - below_host.size());
  return lower;
}

std::string chosen(http::Request& request) {
  if (auto name = take_prefix(request); !name.empty()) return name;
  std::string by_host = name_in_host(request.headers.get("Host"));
  return by_host == kStandardWorld ? name_in_host(request.server_name) : by_host;
}

void put_below(const std::string& prefix, http::Response& response) {
  if (prefix.empty()) return;
  if (const auto location = response.headers.find("Location"); location && is_own_path(*location))
    response.headers.set("Location", prefix + std::string(*location));
  put_cookies_below(prefix, response.headers);
  if (!response.stream && response.headers.get("Content-Type").starts_with("text/html"))
    response.body = Blob::of(put_links_below(prefix, response.body.view()));
}

}  // namespace mosim::worlds
