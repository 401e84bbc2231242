// Which world a request is for, and what an answer says about places.
#include "simulator/worlds/choose.hpp"

#include "simulator/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;

namespace {

http::Request request(const std::string& target, const std::string& host = "localhost:8090",
                      const std::string& server_name = "localhost") {
  http::Request r;
  r.method = "GET";
  r.target = target;
  r.path = text::percent_decode(target.substr(0, target.find('?')));
  r.headers.add("Host", host);
  r.server_name = server_name;
  return r;
}

std::string name(http::Request r) { return worlds::chosen(r); }

}  // namespace

TEST_CASE(
    "a world is chosen by host name, in the Host header or the SNI, else it is the standard") {
  CHECK(name(request("/x")) == "standaard");
  CHECK(name(request("/x", "anna.localhost:8090")) == "anna");
  CHECK(name(request("/x", "ANNA.LocalHost")) == "anna");
  CHECK(name(request("/x", "anna.localhost.:1")) == "anna");
  CHECK(name(request("/x", "localhost", "anna.localhost")) == "anna");
  CHECK(name(request("/x", "127.0.0.1:8090", "127.0.0.1")) == "standaard");
  CHECK(name(request("/x", "[::1]:8090", "[::1]")) == "standaard");
  CHECK(name(request("/x", "anna.example", "anna.example")) == "standaard");
  CHECK(name(request("/x", "", "")) == "standaard");
  CHECK(name(request("/x", "a.b.localhost")) == "a.b");  // no world can be called so
}

TEST_CASE("a prefix wins from the host, and routes do not see it") {
  auto r = request("/w/anna/api/v1/burgers/a%2Fb?x=/w/bob/", "bob.localhost");
  CHECK(worlds::chosen(r) == "anna");
  CHECK(r.prefix == "/w/anna");
  CHECK(r.target == "/api/v1/burgers/a%2Fb?x=/w/bob/");
  CHECK(r.path == "/api/v1/burgers/a/b");
  auto root = request("/w/anna");
  CHECK(worlds::chosen(root) == "anna");
  CHECK(root.target == "/");
  CHECK(root.path == "/");
  auto query = request("/w/anna?a=1");
  CHECK(worlds::chosen(query) == "anna");
  CHECK(query.target == "/?a=1");
  CHECK(query.path == "/");
}

TEST_CASE("only a prefix that stands there literally counts") {
  for (const std::string target : {"/%77/anna/x", "/w//x", "/w/", "/ww/anna/x", "/W/anna/x"}) {
    INFO(target);
    auto r = request(target);
    const auto path = r.path;
    CHECK(worlds::chosen(r) == "standaard");
    CHECK(r.path == path);
    CHECK(r.prefix.empty());
  }
  CHECK(name(request("/w/%61nna/x")) == "%61nna");  // of no world, so it is not found
  CHECK(name(request("/w/../x")) == "..");
}

TEST_CASE("what an answer says about this door gets the prefix, and nothing else does") {
  auto page = http::Response::of(
      200, "text/html; charset=utf-8",
      R"(<a href="/mijn">x</a><form action="/digid/in"><img src="/a.png"><a href="//elders/x">)"
      R"(<a href="https://elders/">y</a><a data-x="/z">/mijn ="/x"</a><a href="#">)");
  page.headers.set("Location", "/mijn?a=/b");
  page.headers.add("Set-Cookie", "s=1; Path=/; HttpOnly");
  page.headers.add("Set-Cookie", "t=1; Path=/mijn");
  page.headers.add("Set-Cookie", "u=1");
  worlds::put_below("/w/anna", page);
  CHECK(page.body.view() ==
        R"(<a href="/w/anna/mijn">x</a><form action="/w/anna/digid/in"><img src="/w/anna/a.png">)"
        R"(<a href="//elders/x"><a href="https://elders/">y</a><a data-x="/z">/mijn ="/x"</a>)"
        R"(<a href="#">)");
  CHECK(page.headers.get("Location") == "/w/anna/mijn?a=/b");
  std::vector<std::string> cookies;
  for (const auto& [header, value] : page.headers)
    if (header == "Set-Cookie") cookies.push_back(value);
  CHECK(cookies ==
        std::vector<std::string>{"s=1; Path=/w/anna; HttpOnly", "t=1; Path=/w/anna/mijn", "u=1"});

  auto elsewhere = http::Response::redirect("https://elders.example/");
  worlds::put_below("/w/anna", elsewhere);
  CHECK(elsewhere.headers.get("Location") == "https://elders.example/");
  auto json = http::Response::of(200, "application/json", R"({"a": " href="/b"})");
  worlds::put_below("/w/anna", json);
  CHECK(json.body.view() == R"({"a": " href="/b"})");
}
