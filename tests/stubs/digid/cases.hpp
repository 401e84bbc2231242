// Cases: an otherwise good message with one thing wrong, the rule that DigiD names, and its answer.
#pragma once

#include "tests/stubs/digid/support.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::digid::testing {

// DigiD with one service, and what is sent to its doors.
struct Doors {
  Doors() { site.enroll(sp); }
  http::Response redirect(const saml::AuthnRequest& request) {
    return browser.get(redirect_url(request, sp));
  }
  http::Response redirect(const std::string& xml);                      // signed as it is
  http::Response post(const std::string& xml);                          // as it is
  http::Response soap(const std::string& xml, const Sp* of = nullptr);  // over the line of `of`
  std::string signed_request() { return signed_by(sp, saml::write(good), good.head.id); }

  // "404", "login", or the status that the service gets.
  std::string answer(const http::Response& response);

  Site site;
  Sp sp{"gemeente"};
  Browser browser{site};
  saml::AuthnRequest good = authn(site, sp);
};

struct Case {
  std::string_view rule;
  std::string what;
  std::string place;
  std::string answer;
  std::function<http::Response(Doors&)> send;
};

// A section for each, named after its rule.
void check_all(const std::vector<Case>& cases);

}  // namespace mosim::digid::testing
