// Pages: whatever the values are, they stay text.
#include "simulator/html/page.hpp"

#include "simulator/base/asset.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <regex>
#include <set>
#include <stdexcept>

using namespace mosim;
using nlohmann::json;

namespace {

const std::string hostile = "<script>\"'&{{titel}}";
const std::string escaped = "&lt;script&gt;&quot;&apos;&amp;{{titel}}";

std::vector<std::string> templates() {
  std::vector<std::string> out;
  for (const auto& asset : assets::all())
    if (asset.path.starts_with("templates/") && asset.path.ends_with(".html"))
      out.emplace_back(asset.path.substr(10, asset.path.size() - 15));
  REQUIRE(out.size() > 2);
  return out;
}

std::string source(const std::string& name) {
  return std::string(assets::get("templates/" + name + ".html"));
}

std::set<std::string> tags(const std::string& text, const std::string& kind) {
  std::set<std::string> out;
  const std::regex tag("(?:^|[^{])\\{\\{\\s*" + kind + "\\s*([A-Za-z0-9_.]+)\\s*\\}\\}");
  for (std::sregex_iterator at(text.begin(), text.end(), tag), end; at != end; ++at)
    out.insert((*at)[1]);
  return out;
}

// Every name that the template has: a hostile text; every section: a list with one such object.
json hostile_values(const std::string& text) {
  json values = json::object();
  for (const auto& name : tags(text, "")) values[name] = hostile;
  json inner = values;
  for (const auto& name : tags(text, "#")) values[name] = json::array({inner, inner});
  return values;
}

// The policy of the pages runs a file of our own and nothing else, so nothing else may stand there.
bool runs_something(const std::string& text) {
  static const std::regex ours("<script src=\"/[a-z-]+\\.js\" defer></script>");
  return std::regex_replace(text, ours, "").find("<script") != text.npos;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

}  // namespace

TEST_CASE("in every template a hostile value stays text, within attributes too") {
  for (const auto& name : templates()) {
    INFO(name);
    const json values = hostile_values(source(name));
    const std::string page = html::render(name, values);
    CHECK_FALSE(runs_something(page));
    CHECK(count(page, escaped) >= tags(source(name), "").size());
    CHECK(count(page, "&quot;&apos;&amp;") == count(page, escaped));
    CHECK(count(page, "\"'&") == 0);
  }
}

TEST_CASE("every template is a page without any value, and shows no bare tag") {
  for (const auto& name : templates()) {
    INFO(name);
    for (const json& values :
         {json::object(), json{{"personas", nullptr}, {"kop", nullptr}, {"oin", 5}}}) {
      const std::string page = html::render(name, values);
      CHECK(page.find("{{") == page.npos);
      CHECK(page.find("</") != page.npos);
    }
  }
}

// A frame takes a page that another template made, and console-gesprek a drawing whose every text
// was escaped (tests/simulator/console/diagram_test.cpp).
TEST_CASE(
    "only the frames of pages take HTML as it is, and every value in an attribute is quoted") {
  const std::map<std::string, std::size_t> frames{
      {"layout", 2}, {"mijn", 1}, {"digid", 1}, {"console", 1}, {"console-gesprek", 1}};
  for (const auto& name : templates()) {
    INFO(name);
    const std::string text = source(name);
    const auto frame = frames.find(name);
    CHECK(count(text, "{{{") <= (frame == frames.end() ? 0 : frame->second));
    CHECK_FALSE(std::regex_search(text, std::regex("\\{\\{\\s*&")));
    CHECK_FALSE(std::regex_search(text, std::regex("=\\s*\\{\\{")));
    CHECK_FALSE(runs_something(text));
    CHECK_FALSE(std::regex_search(text, std::regex("\\s(on[a-z]+|style)\\s*=")));
  }
}

TEST_CASE("a page has its title and content escaped, and tells the browser to run nothing") {
  const auto response = html::page("fout", hostile, {{"kop", hostile}, {"pad", hostile}}, 404);
  CHECK(response.status == 404);
  CHECK(response.headers.get("Content-Type") == "text/html; charset=utf-8");
  const auto policy = response.headers.get("Content-Security-Policy");
  CHECK_THAT(std::string(policy),
             Catch::Contains("default-src 'none'") && !Catch::Contains("unsafe"));
  CHECK(response.headers.get("X-Content-Type-Options") == "nosniff");
  const std::string body(response.body.view());
  CHECK_THAT(body, Catch::StartsWith("<!doctype html>") && Catch::Contains("<title>" + escaped) &&
                       Catch::Contains("<h1>" + escaped + "</h1>") &&
                       Catch::Contains("Simulatie."));
  CHECK(count(body, "<script") == 0);
}

TEST_CASE("a template that is not there is a mistake of ours, not of the visitor") {
  CHECK_THROWS_AS(html::render("../schemas/ebms/cpa", {}), std::logic_error);
  CHECK_THROWS_AS(html::page("bestaat-niet", "x", {}), std::logic_error);
}

TEST_CASE("the stylesheet is served as one") {
  const auto response = html::stylesheet();
  CHECK(response.headers.get("Content-Type") == "text/css; charset=utf-8");
  CHECK_FALSE(response.body.empty());
}
