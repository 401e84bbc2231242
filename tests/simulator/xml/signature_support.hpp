// What the tests of signatures share: a message with a part in it, signed as a whole, in part, or
// both.
#pragma once

#include "simulator/xml/signature.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/signers.hpp"

#include <string>
#include <vector>

namespace mosim::xml::test {

using mosim::testing::service;

inline constexpr std::string_view ns = "urn:test:bericht";
inline const std::vector<Step> whole{{ns, "Bericht"}};
inline const std::vector<Step> inner{{ns, "Bericht"}, {ns, "Deel"}};

inline Result<Signed> verified(std::string_view document, const std::vector<Step>& path = whole,
                               const crypto::Certificate& key = service.certificate,
                               bool sha1 = false) {
  return verify(document, path, std::span(&key, 1), {.sha1 = sha1});
}
// "code: text", as "signature: ..."; "accepted" when it was.
inline std::string refusal(std::string_view document, const std::vector<Step>& path = whole,
                           const crypto::Certificate& key = service.certificate) {
  const auto result = verified(document, path, key);
  return result ? "accepted" : result.error().code + ": " + result.error().text;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == text.npos) FAIL("not in the document: " << from);
  return text.replace(at, from.size(), to);
}
// From `open` up to and with the first `close` after it.
inline std::string cut(const std::string& text, std::string_view open, std::string_view close) {
  const auto from = text.find(open);
  const auto to = text.find(close, from);
  REQUIRE(from != text.npos);
  REQUIRE(to != text.npos);
  return text.substr(from, to + close.size() - from);
}

inline const std::string plain =
    "<b:Bericht xmlns:b='urn:test:bericht' ID='_1'><b:Van>gemeente</b:Van>"
    "<b:Deel ID='_2'><b:Naam>Jansen</b:Naam></b:Deel></b:Bericht>";

inline std::string signed_whole(const std::string& document = plain) {
  return sign(document, {.id = "_1", .after = "Van", .prefix_list = "", .key_name = "sleutel"},
              service.key, service.certificate);
}
inline std::string signed_inner(const std::string& document = plain) {
  return sign(document, {.id = "_2", .after = "", .prefix_list = "", .key_name = ""}, service.key,
              service.certificate);
}

}  // namespace mosim::xml::test
