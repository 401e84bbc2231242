// HTTP-Redirect: a message in a query, signed over the octets as they stand in it.
#include "simulator/base/text.hpp"
#include "simulator/crypto/signature.hpp"
#include "simulator/saml/bindings.hpp"
#include "simulator/saml/deflate.hpp"
#include "simulator/saml/parameters.hpp"
#include "simulator/saml/rules.hpp"

#include <fmt/format.h>

#include <array>

namespace mosim::saml {

namespace {

constexpr std::string_view deflate_encoding =
    "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";

struct Method {
  std::string_view uri;
  crypto::Digest digest;
};
constexpr Method weak{"http://www.w3.org/2000/09/xmldsig#rsa-sha1", crypto::Digest::sha1};
constexpr std::array<Method, 3> strong{{
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", crypto::Digest::sha256},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", crypto::Digest::sha384},
    {"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512", crypto::Digest::sha512},
}};

tl::unexpected<Fault> broken(std::string_view rule, std::string_view code, std::string_view place,
                             std::string text) {
  return refuse(
      rules::fault(rule_named(rule), std::string(code), std::string(place), std::move(text)));
}

// The parameters of the binding that stand in the query; each as sent, name included.
class Query {
 public:
  static Result<Query> read(std::string_view raw) {
    constexpr std::string_view known[] = {"SAMLRequest", "SAMLResponse", "RelayState",
                                          "SigAlg",      "Signature",    "SAMLEncoding"};
    Query query;
    for (const std::string_view pair : text::split(raw, '&')) {
      const std::string name = text::percent_decode(pair.substr(0, pair.find('=')), true);
      if (std::find(std::begin(known), std::end(known), name) == std::end(known)) continue;
      if (query.pair(name))
        return broken(rule::redirect_parameters, "binding", name, name + " stands twice");
      query.pairs_.emplace_back(name, pair);
    }
    return query;
  }
  std::optional<std::string_view> pair(std::string_view name) const {
    for (const auto& [known, pair] : pairs_)
      if (known == name) return pair;
    return std::nullopt;
  }
  std::string value(std::string_view name) const {
    const std::string_view whole = pair(name).value_or("");
    const auto equals = whole.find('=');
    return equals == whole.npos ? "" : text::percent_decode(whole.substr(equals + 1), true);
  }

 private:
  std::vector<std::pair<std::string, std::string_view>> pairs_;
};

mosim::Status check_parameters(const Query& query, std::string_view wanted,
                               std::string_view other) {
  const auto refused = [](std::string_view place, std::string text) {
    return broken(rule::redirect_parameters, "binding", place, std::move(text));
  };
  if (!query.pair(wanted)) return refused(wanted, fmt::format("{} is missing", wanted));
  if (query.pair(other)) return refused(other, fmt::format("{} stands beside {}", other, wanted));
  if (query.pair("SAMLEncoding") && query.value("SAMLEncoding") != deflate_encoding)
    return refused("SAMLEncoding", "an encoding that is not known");
  if (query.pair("SigAlg").has_value() != query.pair("Signature").has_value())
    return refused(query.pair("SigAlg") ? "Signature" : "SigAlg",
                   "SigAlg and Signature come together");
  return {};
}

std::string octets(const Query& query, std::string_view message) {
  std::string out(query.pair(message).value_or(""));
  for (const char* name : {"RelayState", "SigAlg"})
    if (const auto pair = query.pair(name)) out.append("&").append(*pair);
  return out;
}

}  // namespace

Result<Redirected> read_redirect(std::string_view raw_query, Kind kind) {
  const auto query = Query::read(raw_query);
  if (!query) return refuse(query.error());
  const auto name = parameter_name(kind);
  if (auto status = check_parameters(*query, name, parameter_name(other_than(kind))); !status)
    return refuse(status.error());
  const auto packed = base64_parameter(query->value(name));
  if (!packed) return broken(rule::redirect_encoding, "binding", name, packed.error().text);
  auto xml = inflate(*packed, most_message_bytes);
  if (!xml) return broken(rule::redirect_encoding, "binding", name, xml.error().text);
  const auto signature = base64_parameter(query->value("Signature"));
  if (!signature)
    return broken(rule::redirect_encoding, "binding", "Signature", signature.error().text);
  return Redirected{std::move(*xml),
                    query->value("RelayState"),
                    query->pair("RelayState").has_value(),
                    query->value("SigAlg"),
                    *signature,
                    octets(*query, name)};
}

mosim::Status verify_redirect(const Redirected& message, std::span<const crypto::Certificate> keys,
                              bool sha1) {
  if (message.algorithm.empty() && message.signature.empty())
    return broken(rule::is_signed, "unsigned", "Signature", "the query has no signature");
  const Method* method = sha1 && message.algorithm == weak.uri ? &weak : nullptr;
  for (const Method& one : strong)
    if (message.algorithm == one.uri) method = &one;
  if (!method)
    return broken(rule::signature_algorithm, "algorithm", "SigAlg",
                  fmt::format("not an algorithm that is allowed here: '{}'",
                              text::one_line(message.algorithm, 120)));
  bool any_strong = false;
  for (const auto& key : keys) {
    if (crypto::rsa_bits(key) < crypto::least_rsa_bits) continue;
    any_strong = true;
    if (crypto::verify(key, method->digest, message.signed_octets, message.signature)) return {};
  }
  if (!any_strong && !keys.empty())
    return broken(
        rule::signature_algorithm, "algorithm", "Signature",
        fmt::format("the registered key is not RSA of {} bits or more", crypto::least_rsa_bits));
  return broken(rule::signature_value, "signature", "Signature",
                "made with another key, or over other octets than those in the query");
}

std::string write_redirect(std::string_view url, Kind kind, std::string_view xml,
                           const std::optional<std::string>& relay_state, const crypto::Key& key,
                           bool sha1) {
  const Method& method = sha1 ? weak : strong.front();
  std::string query = fmt::format("{}={}", parameter_name(kind),
                                  text::percent_encode(text::base64_encode(deflate(xml))));
  if (relay_state) query += "&RelayState=" + text::percent_encode(*relay_state);
  query += "&SigAlg=" + text::percent_encode(method.uri);
  const std::string signature = text::base64_encode(crypto::sign(key, method.digest, query));
  return fmt::format("{}{}{}&Signature={}", url, url.find('?') == url.npos ? '?' : '&', query,
                     text::percent_encode(signature));
}

}  // namespace mosim::saml
