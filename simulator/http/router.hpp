// Routes by path segments: "/api/v1/burgers/{bsn}". Literal segments win from captures; "{rest*}"
// takes all that is left, still as a path. Templated on what a handler gets besides the request, so
// that the router knows nothing of worlds.
#pragma once

#include "simulator/base/text.hpp"
#include "simulator/http/message.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::http {

template <class... Context>
class Router {
 public:
  using Handler = std::function<Response(const Request&, Context&...)>;
  struct Route {
    std::string method;
    std::string pattern;
    std::vector<std::string> segments;
    Handler handler;
  };

  void add(std::string method, std::string pattern, Handler handler) {
    std::vector<std::string> segments = split_path(pattern);
    routes_.push_back(
        {std::move(method), std::move(pattern), std::move(segments), std::move(handler)});
  }

  const std::vector<Route>& routes() const { return routes_; }

  // How this door says 404, 405 and 500; plain text unless told.
  using Refusal = std::function<Response(const Request&, int status)>;
  void refuse_with(Refusal refusal) { refusal_ = std::move(refusal); }
  Response refuse(const Request& request, int status) const { return refusal_(request, status); }
  // Asked before any route: what it answers is the answer.
  using Guard = std::function<std::optional<Response>(const Request&)>;
  void guard_with(Guard guard) { guard_ = std::move(guard); }

  // 404 for an unknown path, 405 with Allow for a known path with another method. HEAD is served by
  // GET.
  Response handle(Request& request, Context&... context) const {
    if (auto refused = guard_ ? guard_(request) : std::nullopt) return *std::move(refused);
    const std::vector<std::string> path = split_path(request.path);
    const std::string_view method =
        request.method == "HEAD" ? std::string_view("GET") : std::string_view(request.method);
    const Route* best = nullptr;
    std::string allowed;
    for (const Route& route : routes_) {
      if (!matches(route, path)) continue;
      if (route.method != method) {
        if (allowed.find(route.method) == std::string::npos)
          allowed += (allowed.empty() ? "" : ", ") + route.method;
        continue;
      }
      if (!best || more_literal(route, *best)) best = &route;
    }
    if (best) {
      capture(*best, path, request);
      return best->handler(request, context...);
    }
    Response response = refusal_(request, allowed.empty() ? 404 : 405);
    if (!allowed.empty()) response.headers.set("Allow", allowed);
    return response;
  }

 private:
  static bool is_capture(std::string_view s) {
    return s.size() > 2 && s.front() == '{' && s.back() == '}';
  }
  static bool is_rest(std::string_view s) { return is_capture(s) && s[s.size() - 2] == '*'; }

  static std::vector<std::string> split_path(std::string_view path) {
    std::vector<std::string> out;
    for (const auto part : text::split(path, '/'))
      if (!part.empty()) out.emplace_back(part);
    return out;
  }

  static bool matches(const Route& route, const std::vector<std::string>& path) {
    const auto& segments = route.segments;
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (is_rest(segments[i])) return true;
      if (i >= path.size() || (!is_capture(segments[i]) && segments[i] != path[i])) return false;
    }
    return segments.size() == path.size();
  }

  static bool more_literal(const Route& a, const Route& b) {
    return std::lexicographical_compare(
        a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
        [](const std::string& x, const std::string& y) { return rank(x) < rank(y); });
  }
  static int rank(std::string_view segment) {
    return is_rest(segment) ? 2 : is_capture(segment) ? 1 : 0;
  }

  static void capture(const Route& route, const std::vector<std::string>& path, Request& request) {
    request.captures.clear();
    for (std::size_t i = 0; i < route.segments.size(); ++i) {
      const std::string& segment = route.segments[i];
      if (!is_capture(segment)) continue;
      std::string value;
      if (is_rest(segment)) {
        for (std::size_t k = i; k < path.size(); ++k) value += (k > i ? "/" : "") + path[k];
        request.captures.emplace_back(segment.substr(1, segment.size() - 3), std::move(value));
        return;
      }
      request.captures.emplace_back(segment.substr(1, segment.size() - 2),
                                    text::percent_decode(path[i]));
    }
  }

  std::vector<Route> routes_;
  Guard guard_;
  Refusal refusal_ = [](const Request&, int status) {
    return Response::text(status, text::lower(reason(status)) + "\n");
  };
};

}  // namespace mosim::http
