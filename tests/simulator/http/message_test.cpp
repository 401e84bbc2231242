// Requests as handlers see them: forms, headers, addresses and routes.
#include "simulator/http/message.hpp"

#include "simulator/http/client.hpp"
#include "simulator/http/router.hpp"
#include "tests/support/catch.hpp"

using namespace mosim::http;

TEST_CASE("a form is read as a browser sends it") {
  CHECK(parse_form("onderwerp=Uw+vergunning%21&leeg=&vlag&naam=Ren%C3%A9e&naam=tweede") ==
        Fields{{"onderwerp", "Uw vergunning!"},
               {"leeg", ""},
               {"vlag", ""},
               {"naam",
                "Ren\xC3\xA9"
                "e"},
               {"naam", "tweede"}});
  CHECK(parse_form("").empty());
  CHECK(parse_form("&&a=1&") == Fields{{"a", "1"}});
  CHECK(parse_form("a=b=c&=x&100%=%zz") == Fields{{"a", "b=c"}, {"", "x"}, {"100%", "%zz"}});
  CHECK(parse_form("%3D%26=%00").front() ==
        std::pair<std::string, std::string>("=&", std::string(1, '\0')));
}

TEST_CASE("a header is found whatever its case, and the first one counts") {
  Headers headers;
  headers.add("SOAPAction", "\"ebXML\"");
  headers.add("X", "1");
  headers.add("x", "2");
  CHECK(headers.get("soapaction") == "\"ebXML\"");
  CHECK(headers.get("X") == "1");
  CHECK_FALSE(headers.find("Y"));
  headers.set("x", "3");
  CHECK(headers.get("X") == "3");
  CHECK(std::distance(headers.begin(), headers.end()) == 2);
}

TEST_CASE("an endpoint of a CPA is taken apart, or refused when it is no http address") {
  const auto url = parse_url("HTTPS://adapter.gemeente.example:8443/ebms?x=1#deel");
  REQUIRE(url);
  CHECK(url->scheme == "https");
  CHECK(url->host == "adapter.gemeente.example");
  CHECK(url->port == 8443);
  CHECK(url->target == "/ebms?x=1");
  CHECK(url->origin() == "https://adapter.gemeente.example:8443");
  CHECK(parse_url("http://x")->port == 80);
  CHECK(parse_url("https://x")->port == 443);
  CHECK(parse_url("http://x?q")->target == "/?q");
  CHECK(parse_url("http://[::1]:8080/a")->host == "::1");
  CHECK(parse_url("http://[::1]:8080/a")->origin() == "http://[::1]:8080");
  for (const char* bad :
       {"", "x", "ftp://x", "http://", "http:///a", "http://:80", "http://x:0", "http://x:65536",
        "http://x:-1", "http://x:8o", "http://user@x", "http://x/a b", "http://x/\r\nHost: y",
        "http://[::1", "http://[::1]8", "http://[]/", "//x/a"}) {
    INFO(bad);
    CHECK_FALSE(parse_url(bad));
  }
}

namespace {

Router<> routes() {
  Router<> router;
  const auto answers = [](const std::string& name) {
    return [name](const Request& r) {
      std::string text = name;
      for (const auto& [key, value] : r.captures) text += " " + key + "=" + value;
      return Response::text(200, text);
    };
  };
  router.add("GET", "/api/v1/burgers/{bsn}", answers("burger"));
  router.add("GET", "/api/v1/burgers/nieuw", answers("nieuw"));
  router.add("PUT", "/api/v1/burgers/{bsn}", answers("wijzig"));
  router.add("GET", "/bestand/{pad*}", answers("bestand"));
  return router;
}

std::string asked(const std::string& method, const std::string& path) {
  Request request;
  request.method = method;
  request.path = decode_path(path);
  const auto response = routes().handle(request);
  return response.status == 200
             ? std::string(response.body.view())
             : std::to_string(response.status) + " " + std::string(response.headers.get("Allow"));
}

}  // namespace

TEST_CASE("a path finds its handler, with what it captured") {
  CHECK(asked("GET", "/api/v1/burgers/999990019") == "burger bsn=999990019");
  CHECK(asked("GET", "/api/v1/burgers/nieuw") == "nieuw");
  CHECK(asked("PUT", "/api/v1/burgers/nieuw") == "wijzig bsn=nieuw");
  CHECK(asked("HEAD", "//api/v1//burgers/1/") == "burger bsn=1");
  CHECK(asked("GET", "/bestand/a/b/../c") == "bestand pad=a/b/../c");
  CHECK(asked("GET", "/bestand") == "bestand pad=");
}

TEST_CASE("a slash or a percent sign within a segment does not divide it") {
  CHECK(decode_path("/a%2Fb/%63%25/d") == "/a%2Fb/c%25/d");
  CHECK(decode_path("") == "");
  CHECK(asked("GET", "/api/v1/burgers/a%2Fb") == "burger bsn=a/b");
  CHECK(asked("GET", "/api/v1/burgers/a%2fb%20%25") == "burger bsn=a/b %");
  CHECK(asked("GET", "/api/v1/burgers/a%252Fb") == "burger bsn=a%2Fb");
  CHECK(asked("GET", "/api/v1/burgers/%zz%") == "burger bsn=%zz%");
  CHECK(asked("GET", "/bestand/a%2Fb/c") == "bestand pad=a%2Fb/c");  // still a path
}

TEST_CASE("a guard is asked before any route") {
  Router<> router = routes();
  router.guard_with([](const Request& request) {
    return request.method == "GET" ? std::nullopt : std::optional(Response::empty(403));
  });
  Request request;
  request.path = "/api/v1/burgers/1";
  request.method = "PUT";
  CHECK(router.handle(request).status == 403);
  request.method = "GET";
  CHECK(router.handle(request).status == 200);
}

TEST_CASE("an unknown path is 404, a known path with another method is 405 and says which may") {
  CHECK(asked("GET", "/api/v1/burgers") == "404 ");
  CHECK(asked("GET", "/api/v1/burgers/1/2") == "404 ");
  CHECK(asked("DELETE", "/api/v1/burgers/1") == "405 GET, PUT");
}
