#include "simulator/control/guard.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/html/session.hpp"

#include <algorithm>

namespace mosim::control {

namespace {

constexpr std::string_view kCookie = "beheer";

// What containers and schedulers ask; it tells nothing of what is in a world.
constexpr std::string_view kOpen[] = {"/api/v1/health", "/api/v1/ready", Guard::kLogin};

std::string_view without_port(std::string_view host) {
  return host.starts_with('[') ? host.substr(0, host.find(']') + 1)
                               : host.substr(0, host.find(':'));
}

bool only_reads(const http::Request& request) {
  return request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
}

// Whether a browser sent this for a page of somebody else. Programs say nothing of where they are.
bool from_another_site(const http::Request& request) {
  const auto site = request.headers.find("Sec-Fetch-Site");
  if (site) return *site != "same-origin" && *site != "none";
  return !html::is_post_from_here(request);
}

bool wants_page(const http::Request& request) {
  return only_reads(request) && request.path.starts_with("/console") &&
         request.headers.get("Accept").find("text/html") != std::string_view::npos;
}

http::Response no_token() {
  auto response = api::problem(401, "a token is needed",
                               "send Authorization: Bearer with the token of this door: see "
                               "--beheer-token, or the file beheer-token in the data dir");
  response.headers.set("WWW-Authenticate", "Bearer realm=\"beheer\"");
  return response;
}

}  // namespace

bool is_loopback(std::string_view host) {
  if (host == "::1" || host == "[::1]") return true;
  const std::string name = text::lower(host);
  if (name == "localhost" || name.ends_with(".localhost")) return true;
  const auto numbers = text::split(name, '.');
  return numbers.size() == 4 && numbers[0] == "127" && std::ranges::all_of(numbers, [](auto part) {
           return text::is_digits(part) && part.size() <= 3;
         });
}

std::optional<http::Response> Guard::refusal(const http::Request& request) const {
  const std::string_view host = without_port(request.headers.get("Host"));
  if (loopback_ && !host.empty() && !is_loopback(host))
    return api::problem(403, "another host",
                        "this door is only known as localhost, and as a world's own name below it");
  if (!only_reads(request) && from_another_site(request))
    return api::problem(403, "another site", "a page of another site may not change anything here");
  if (token_.empty() || std::ranges::find(kOpen, request.path) != std::end(kOpen) ||
      has_token(request))
    return std::nullopt;
  return wants_page(request) ? http::Response::redirect(std::string(kLogin)) : no_token();
}

bool Guard::has_token(const http::Request& request) const {
  const std::string_view sent = request.headers.get("Authorization");
  const auto space = sent.find(' ');
  if (text::iequals(sent.substr(0, space), "Bearer") && space != sent.npos)
    return crypto::equal_constant_time(text::trim(sent.substr(space)), token_);
  return crypto::equal_constant_time(html::cookie(request, kCookie), cookie());
}

std::optional<std::string> Guard::admit(std::string_view token) const {
  if (!token_.empty() && !crypto::equal_constant_time(token, token_)) return std::nullopt;
  return std::string(kCookie) + "=" + cookie() + "; Path=/; HttpOnly; SameSite=Strict";
}

// Not the token itself: what lies in a browser is good for this door only.
std::string Guard::cookie() const {
  return crypto::sha256_hex("cookie of the beheer door " + token_);
}

}  // namespace mosim::control
