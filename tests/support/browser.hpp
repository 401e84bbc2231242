// A browser without a socket: keeps cookies, fills forms, follows redirects within its site.
#pragma once

#include "simulator/base/text.hpp"
#include "simulator/http/message.hpp"

#include <functional>
#include <map>
#include <regex>
#include <string>

namespace mosim::testing {

class Browser {
 public:
  using Door = std::function<http::Response(http::Request)>;
  // `origin`: of the site, "http://portaal.test".
  Browser(Door door, std::string origin) : door_(std::move(door)), origin_(std::move(origin)) {}

  http::Response get(const std::string& target, const http::Headers& headers = {}) {
    return send("GET", target, "", headers);
  }
  http::Response post(const std::string& target, const http::Fields& form,
                      const http::Headers& headers = {}) {
    std::string body;
    for (const auto& [name, value] : form)
      body += (body.empty() ? "" : "&") + text::percent_encode(name) + "=" +
              text::percent_encode(value);
    return send("POST", target, body, headers);
  }
  // With the token of the last page, as a form on it would be sent; and on to where that leads.
  http::Response submit(const std::string& target, http::Fields form = {}) {
    form.emplace_back("csrf", csrf());
    http::Headers headers;
    headers.add("Origin", origin_);
    return follow(post(target, form, headers));
  }
  http::Response follow(http::Response response) {
    for (int i = 0; i < 10 && response.status == 303; ++i) {
      const std::string to(response.headers.get("Location"));
      if (!to.starts_with('/') && !to.starts_with(origin_ + "/")) break;
      response = get(to);
    }
    return response;
  }
  http::Response visit(const std::string& target) { return follow(get(target)); }

  const std::string& page() const { return page_; }    // the last one
  const std::string& where() const { return where_; }  // path and query of it
  bool shows(const std::string& text) const { return page_.find(text) != std::string::npos; }
  bool has(const std::string& testid) const { return shows("data-testid=\"" + testid + "\""); }
  std::string csrf() const { return found("name=\"csrf\" value=\"([^\"]+)\""); }
  std::string found(const std::string& pattern) const {
    std::smatch match;
    return std::regex_search(page_, match, std::regex(pattern)) ? match[1].str() : "";
  }

  std::map<std::string, std::string> cookies;

 private:
  http::Response send(const std::string& method, const std::string& target, const std::string& body,
                      const http::Headers& headers) {
    http::Request r;
    r.method = method;
    r.target = target.starts_with(origin_) ? target.substr(origin_.size()) : target;
    const auto question = r.target.find('?');
    r.path = http::decode_path(r.target.substr(0, question));
    if (question != std::string::npos) r.query = http::parse_form(r.target.substr(question + 1));
    r.remote = "192.0.2.10";
    r.headers = headers;
    r.headers.add("Host", origin_.substr(origin_.find("//") + 2));
    std::string jar;
    for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) r.headers.add("Cookie", jar);
    if (method == "POST") r.headers.add("Content-Type", "application/x-www-form-urlencoded");
    r.body = Blob::of(body);
    where_ = r.target;
    auto response = door_(std::move(r));
    keep_cookies(response);
    page_ = std::string(response.body.view());
    return response;
  }

  void keep_cookies(const http::Response& response) {
    for (const auto& [name, line] : response.headers) {
      if (!text::iequals(name, "Set-Cookie")) continue;
      const auto equals = line.find('=');
      const std::string key = line.substr(0, equals);
      if (line.find("Max-Age=0") != line.npos)
        cookies.erase(key);
      else
        cookies[key] = line.substr(equals + 1, line.find(';') - equals - 1);
    }
  }

  Door door_;
  std::string origin_, page_, where_;
};

}  // namespace mosim::testing
