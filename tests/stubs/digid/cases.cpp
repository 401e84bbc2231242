#include "tests/stubs/digid/cases.hpp"

#include "stubs/digid/provider.hpp"

#include <algorithm>
#include <regex>

namespace mosim::digid::testing {

namespace {

// Libraries differ in the column at which they give up.
std::string without_column(const std::string& place) {
  static const std::regex column(", column [0-9]+");
  return std::regex_replace(place, column, "");
}

void check_one(const Case& one) {
  Doors doors;
  const auto response = one.send(doors);
  const auto hits = doors.site.hits;
  for (const auto& hit : hits)
    UNSCOPED_INFO(hit.rule << " at " << hit.place << ": " << hit.detail.substr(0, 200));
  const auto hit = std::ranges::find(hits, one.rule, &rules::Hit::rule);
  REQUIRE(hit != hits.end());
  CHECK(without_column(hit->place) == one.place);
  const std::string_view hint = doors.site.hint(hits.back().rule);
  if (response.status == 404) {  // who builds the service reads on the page what was wrong
    CHECK_FALSE(response.headers.find("Location"));
    CHECK(doors.browser.cookies.empty());
    CHECK_THAT(std::string(response.body.view()),
               Catch::Contains("data-testid=\"regel\">DG-R-0") &&
                   Catch::Contains(std::string(hint.substr(0, hint.find_first_of("\"'<>&")))));
  }
  CHECK_FALSE(hint.empty());
  CHECK(doors.answer(response) == one.answer);
}

}  // namespace

http::Response Doors::redirect(const std::string& xml) {
  return browser.get(saml::write_redirect(std::string(authn_path), saml::Kind::request, xml,
                                          std::nullopt, sp.key));
}

http::Response Doors::post(const std::string& xml) {
  return browser.post(std::string(authn_path), post_form(xml));
}

http::Response Doors::soap(const std::string& xml, const Sp* of) {
  return post_soap(site, saml::soap_envelope(xml), of ? of : &sp);
}

std::string Doors::answer(const http::Response& response) {
  if (response.status == 404) return "404";
  if (const auto end = landing(response)) {
    const auto resolved = resolve(site, sp, end->artifact);
    CHECK_FALSE(resolved.message->response->assertion);
    CHECK(resolved.message->response->head.in_response_to == good.head.id);
    return resolved.status();
  }
  return response.status == 303 ? "login" : read_answer(site, response).status();
}

void check_all(const std::vector<Case>& cases) {
  for (const Case& one : cases) DYNAMIC_SECTION(one.rule << ": " << one.what) {
      check_one(one);
    }
}

}  // namespace mosim::digid::testing
