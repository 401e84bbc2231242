// A world of a house, spoken to through its routes: no socket, a clock that stands still.
#pragma once

#include "simulator/base/text.hpp"
#include "simulator/world/world.hpp"
#include "simulator/xml/gate.hpp"
#include "tests/simulator/ebms/cpa_support.hpp"
#include "tests/support/catch.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

namespace mosim::testing {

using nlohmann::json;

inline const std::string anna = "999990019";

class Doors {
 public:
  // `furnish` installs what the test is about.
  explicit Doors(const std::function<void(House&)>& furnish, const std::filesystem::path& dir = {})
      : house_(furnished(furnish)), world_(house_, options(dir)) {
    world_.clock().freeze();
    world_.clock().set(ebms::test::now);
  }

  World& world() { return world_; }
  const House& house() const { return house_; }
  const journal::Entry& entry() const { return entry_; }  // of the last request

  http::Response ask(const std::string& method, const std::string& target,
                     const std::string& body = "") {
    return ask(house_.beheer, request(method, target, body));
  }
  http::Response ask(const Routes& routes, http::Request request) {
    entry_ = {};
    Exchange exchange{world_, entry_};
    return routes.handle(request, exchange);
  }
  json get(const std::string& target) {
    const auto answer = ask("GET", target);
    INFO("GET " << target << ": " << answer.body.view());
    REQUIRE(answer.status == 200);
    CHECK(answer.headers.get("Content-Type") == "application/json");
    return json::parse(answer.body.view());
  }

  // As a door makes it of the line "METHOD target".
  static http::Request request(const std::string& method, const std::string& target,
                               const std::string& body) {
    http::Request r;
    r.method = method;
    r.target = target;
    const auto question = target.find('?');
    r.path = http::decode_path(target.substr(0, question));
    if (question != std::string::npos) r.query = http::parse_form(target.substr(question + 1));
    r.body = Blob::of(body);
    return r;
  }

 private:
  static House furnished(const std::function<void(House&)>& furnish) {
    xml::init();
    House house = make_house();
    furnish(house);
    return house;
  }
  static WorldOptions options(const std::filesystem::path& dir) {
    WorldOptions o;
    o.dir = dir;
    o.citizens = 20;
    return o;
  }

  const House house_;
  World world_;
  journal::Entry entry_;
};

// An RFC 9457 problem document with this status.
inline json problem_in(const http::Response& answer, int status) {
  INFO(answer.body.view());
  CHECK(answer.status == status);
  CHECK(answer.headers.get("Content-Type") == "application/problem+json");
  const json problem = json::parse(answer.body.view(), nullptr, false);
  REQUIRE(problem.is_object());
  CHECK(problem.value("type", "") == "about:blank");
  CHECK(problem.value("status", 0) == answer.status);
  CHECK_FALSE(problem.value("title", "").empty());
  CHECK(problem.contains("detail"));
  return problem;
}

// Asks every route with odd values in every place. None may fail (5xx or an exception), and what is
// refused is a problem document (`documents`: where the house knows how to write one).
inline void be_hostile(Doors& doors, const std::map<std::string, std::string>& known,
                       bool documents = true) {
  const std::string values[] = {"0",
                                "-1",
                                "99999999999999999999",
                                "9223372036854775807",
                                "1e9",
                                "%00",
                                "%80%80",
                                "%ff%fe",
                                "'",
                                "%22;--",
                                "..%2f..%2fetc",
                                "%25",
                                "%e2%82%ac",
                                "a%0d%0ab",
                                "%3Cb%3E",
                                std::string(5000, 'x')};
  const std::string bodies[] = {"",
                                "{",
                                "null",
                                "[]",
                                "\"text\"",
                                "1e999",
                                "{\"aan\":\"ja\"}",
                                "{\"aan\":null}",
                                "{\"account\":5}",
                                "{\"account\":\"\\u0000\"}",
                                "{\"naam\":{}}",
                                "{\"naam\":\"a\",\"omschrijving\":1}",
                                "{\"naam\":\"a\",\"actief\":\"ja\"}",
                                "{\"oin\":[],\"url\":{}}",
                                "{\"oin\":\"x\",\"url\":\"ftp://x\"}",
                                "P1Y",
                                "-PT3H",
                                "PT99999999999999999999S",
                                "P365000DT1H",
                                "9999-12-31T23:59:59Z",
                                "-0001-01-01T00:00:00Z",
                                std::string("\0\xff\xfe", 3),
                                std::string(100'000, '['),
                                "<a/>",
                                "<!DOCTYPE a []><a/>"};
  const std::string queries[] = {"",
                                 "?after=-1&count=1&wait=PT0S",
                                 "?count=99999999999999999999",
                                 "?wait=forever",
                                 "?wait=-PT5S&count=1",
                                 "?after=x",
                                 "?zoek=%25%00'&after=9223372036854775807&limit=1&sort=x",
                                 "?limit=-5",
                                 "?alles=&oin=%ff&status='"};
  int asked = 0;
  for (const auto& route : doors.house().beheer.routes()) {
    for (const std::string& value : values) {
      // All odd, and only the last odd behind good ones.
      for (const bool only_last : {false, true}) {
        std::string path;
        for (std::size_t i = 0; i < route.segments.size(); ++i) {
          const std::string& segment = route.segments[i];
          const bool last = i + 1 == route.segments.size();
          if (!segment.starts_with("{"))
            path += "/" + segment;
          else if (only_last && !last)
            path += "/" + known.at(segment.substr(1, segment.size() - 2));
          else
            path += "/" + value;
        }
        for (const std::string& rest :
             route.method == "GET"
                 ? std::vector<std::string>(std::begin(queries), std::end(queries))
                 : std::vector<std::string>(std::begin(bodies), std::end(bodies))) {
          const bool get = route.method == "GET";
          INFO(route.method << " " << path << (get ? rest : "") << " with "
                            << (get ? "" : rest.substr(0, 60)));
          const auto answer = doors.ask(route.method, get ? path + rest : path, get ? "" : rest);
          ++asked;
          if (documents && answer.status >= 400) problem_in(answer, answer.status);
          REQUIRE(answer.status < 500);
        }
        if (path.find(value) == std::string::npos) break;
      }
      if (route.pattern.find('{') == std::string::npos) break;
    }
  }
  CHECK(asked > 100);
}

}  // namespace mosim::testing
