// What the tests of SAML share.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/saml/messages.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/signers.hpp"

#include <string>

namespace mosim::saml::test {

using mosim::testing::service;
using mosim::testing::stranger;
using mosim::testing::weak;

inline const Timestamp now = time::parse("2026-11-24T09:00:00Z").value();

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == text.npos) FAIL("not in the text: " << from);
  return text.replace(at, from.size(), to);
}

inline Head head(std::string id = "_r1") {
  return {std::move(id), "2.0", "https://portaal.example.test/digid/metadata", "", now, ""};
}

inline AuthnRequest authn_request() {
  AuthnRequest request;
  request.head = head();
  request.acs_index = "0";
  request.context_classes = {"urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"};
  request.comparison = "minimum";
  return request;
}

}  // namespace mosim::saml::test
