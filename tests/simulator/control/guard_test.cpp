// Who may come in by the beheer door.
#include "simulator/control/guard.hpp"

#include "tests/support/doors.hpp"

using namespace mosim;
using control::Guard;
using mosim::testing::problem_in;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

http::Request request(const std::string& method, const Headers& headers,
                      const std::string& path = "/api/v1/clock") {
  http::Request r;
  r.method = method;
  r.path = r.target = path;
  for (const auto& [name, value] : headers) r.headers.add(name, value);
  return r;
}

int status(const Guard& guard, const http::Request& r) {
  const auto refusal = guard.refusal(r);
  if (refusal && refusal->status >= 400) problem_in(*refusal, refusal->status);
  return refusal ? refusal->status : 200;
}

}  // namespace

TEST_CASE("on loopback the door has the names of this machine only") {
  const Guard guard(true, "");
  for (const auto* host : {"localhost", "localhost:8090", "LOCALHOST:8090", "anna.localhost:8090",
                           "127.0.0.1:8090", "127.1.2.3", "[::1]:8090"})
    CHECK(status(guard, request("GET", {{"Host", host}})) == 200);
  for (const auto* host : {"evil.example", "evil.example:8090", "localhost.evil.example",
                           "127.0.0.1.evil.example", "notlocalhost", "10.0.0.1", "127.0.0.x"})
    CHECK(status(guard, request("GET", {{"Host", host}})) == 403);
  CHECK(status(guard, request("GET", {})) == 200);  // HTTP/1.0, which no browser speaks
  CHECK(status(Guard(false, "t"),
               request("GET", {{"Host", "sim.example"}, {"Authorization", "Bearer t"}})) == 200);
}

TEST_CASE("a page of another site changes nothing") {
  const Guard guard(true, "");
  const auto sent = [&](const std::string& method, const std::string& name,
                        const std::string& value) {
    return status(guard, request(method, {{"Host", "localhost:8090"}, {name, value}}));
  };
  for (const auto* method : {"PUT", "POST", "PATCH", "DELETE"}) {
    for (const auto* origin : {"http://evil.example", "null", "http://localhost:8080",
                               "http://localhost:8090.evil.example"})
      CHECK(sent(method, "Origin", origin) == 403);
    CHECK(sent(method, "Origin", "http://localhost:8090") == 200);
    for (const auto* site : {"cross-site", "same-site", "something new"})
      CHECK(sent(method, "Sec-Fetch-Site", site) == 403);
    for (const auto* site : {"same-origin", "none"})
      CHECK(sent(method, "Sec-Fetch-Site", site) == 200);
  }
  CHECK(sent("GET", "Sec-Fetch-Site", "cross-site") == 200);  // a link on another page
  CHECK(status(guard, request("PUT", {{"Host", "localhost:8090"}})) == 200);  // a program
}

TEST_CASE("where a token is demanded, nothing goes without it but asking for health") {
  const Guard guard(false, "secret");
  const auto with = [&](const std::string& authorization) {
    return status(guard, request("GET", {{"Authorization", authorization}}));
  };
  CHECK(with("Bearer secret") == 200);
  CHECK(with("bearer  secret") == 200);
  for (const auto* wrong : {"", "Bearer", "Bearer ", "Bearer secre", "Bearer secrets", "secret",
                            "Basic secret", "Bearer Secret"})
    CHECK(with(wrong) == 401);
  const auto refusal = guard.refusal(request("GET", {}));
  REQUIRE(refusal);
  CHECK(refusal->headers.get("WWW-Authenticate") == "Bearer realm=\"beheer\"");
  for (const auto* path : {"/api/v1/health", "/api/v1/ready"})
    CHECK(status(guard, request("GET", {}, path)) == 200);
  CHECK(status(guard, request("GET", {}, "/metrics")) == 401);
}

TEST_CASE("a person gives the token once, and has a cookie for it") {
  const Guard guard(false, "secret");
  const auto page = request("GET", {{"Accept", "text/html,*/*"}}, "/console/journal");
  CHECK(guard.refusal(page).value().status == 303);
  CHECK(guard.refusal(page).value().headers.get("Location") == Guard::kLogin);
  CHECK_FALSE(guard.refusal(request("POST", {}, std::string(Guard::kLogin))));
  CHECK_FALSE(guard.admit("guess"));
  const std::string cookie = guard.admit("secret").value();
  CHECK_THAT(cookie, Catch::Contains("HttpOnly") && Catch::Contains("SameSite=Strict") &&
                         !Catch::Contains("secret"));
  const std::string value = cookie.substr(0, cookie.find(';'));
  CHECK(status(guard, request("GET", {{"Cookie", value}})) == 200);
  CHECK(status(guard, request("GET", {{"Cookie", value + "0"}})) == 401);
  CHECK(status(Guard(false, "other"), request("GET", {{"Cookie", value}})) == 401);
}
