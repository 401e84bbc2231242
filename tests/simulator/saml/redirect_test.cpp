// HTTP-Redirect: the signature is over the octets as they were sent, each parameter counts once,
// and a small query cannot become a large message.
#include "simulator/base/text.hpp"
#include "simulator/crypto/signature.hpp"
#include "simulator/saml/bindings.hpp"
#include "simulator/saml/rules.hpp"
#include "tests/simulator/pki/support.hpp"
#include "tests/simulator/saml/support.hpp"

#include <fstream>
#include <zlib.h>

using namespace mosim;
using namespace mosim::saml;
using namespace mosim::saml::test;
using Catch::Matchers::Contains;

namespace {

const std::string url = "https://digid.example.test/saml/idp/request_authentication";
const std::string sha256_uri = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
const std::string sha1_uri = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";

std::string query_of(const std::string& address) { return address.substr(address.find('?') + 1); }
std::string sent(const std::optional<std::string>& relay_state = "terug naar / & +",
                 bool sha1 = false) {
  return query_of(
      write_redirect(url, Kind::request, write(authn_request()), relay_state, service.key, sha1));
}
std::string verdict(const std::string& query, bool sha1 = false,
                    const crypto::Certificate& key = service.certificate) {
  const auto message = read_redirect(query, Kind::request);
  if (!message) return message.error().rule + " " + message.error().place;
  const auto status = verify_redirect(*message, std::span(&key, 1), sha1);
  return status ? "accepted" : status.error().rule + " " + status.error().code;
}
std::string named(std::string_view rule, std::string_view rest) {
  return std::string(rule) + " " + std::string(rest);
}

// Packed by zlib itself, with a window of the caller: negative is raw.
std::string packed(std::string_view bytes, int window) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(::deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
Result<Redirected> read_bytes(std::string_view deflated) {
  return read_redirect("SAMLRequest=" + text::percent_encode(text::base64_encode(deflated)),
                       Kind::request);
}

// What a client would write that encodes in its own way.
std::string signed_query(std::string octets, crypto::Digest digest = crypto::Digest::sha256) {
  const std::string signature =
      text::percent_encode(text::base64_encode(crypto::sign(service.key, digest, octets)));
  return std::move(octets) + "&Signature=" + signature;
}
std::string lower_escapes(std::string s) {
  for (std::size_t i = 0; i + 2 < s.size(); ++i)
    if (s[i] == '%') s.replace(i, 3, text::lower(s.substr(i, 3)));
  return s;
}

}  // namespace

TEST_CASE("a message comes over whole, with its RelayState") {
  const auto message = read_redirect(sent(), Kind::request);
  REQUIRE(message);
  CHECK(message->xml == write(authn_request()));
  CHECK(message->relay_state == "terug naar / & +");
  CHECK(message->has_relay_state);
  CHECK(message->algorithm == sha256_uri);
  CHECK(verify_redirect(*message, std::span(&service.certificate, 1), false));
  const auto without = read_redirect(sent(std::nullopt), Kind::request);
  REQUIRE(without);
  CHECK_FALSE(without->has_relay_state);
  CHECK(verdict(sent(std::nullopt)) == "accepted");
  const auto empty = read_redirect(sent(""), Kind::request);
  REQUIRE(empty);
  CHECK(empty->has_relay_state);
  CHECK(verdict(sent("")) == "accepted");
}

TEST_CASE("an address that has a query keeps it, and an answer is a SAMLResponse") {
  const std::string address = write_redirect("https://sp.example/uit?x=1", Kind::response, "<a/>",
                                             std::nullopt, service.key);
  CHECK_THAT(address, Catch::StartsWith("https://sp.example/uit?x=1&SAMLResponse="));
  const auto message = read_redirect(query_of(address), Kind::response);
  REQUIRE(message);
  CHECK(message->xml == "<a/>");
  CHECK(verify_redirect(*message, std::span(&service.certificate, 1), false));
  CHECK(verdict(query_of(address)) == named(rule::redirect_parameters, "SAMLRequest"));
}

TEST_CASE("the signature is over the octets as they were sent, however they were encoded") {
  const std::string xml = write(authn_request());
  const std::string message = text::base64_encode(packed(xml, -15));
  const std::string usual = text::percent_encode(message);
  const std::string alg = text::percent_encode(sha256_uri);
  const std::string queries[] = {
      // %2f for %2F, and unreserved characters that need no escape
      lower_escapes("SAMLRequest=" + usual + "&RelayState=a%2Fb&SigAlg=" + alg),
      "SAMLRequest=" + usual + "&RelayState=a+b&SigAlg=" + alg,
      "SAMLRequest=" + usual + "&RelayState=a%20b&SigAlg=" + alg,
      "SAMLRequest=" + usual + "&RelayState=%61&SigAlg=" + sha256_uri.substr(0, 5) + alg.substr(7),
      "SAMLRequest=" + usual + "&SigAlg=" + alg,
  };
  for (const std::string& octets : queries) {
    INFO(octets);
    const std::string query = signed_query(octets);
    CHECK(verdict(query) == "accepted");
    CHECK(read_redirect(query, Kind::request)->signed_octets == octets);
    CHECK(read_redirect(query, Kind::request)->xml == xml);
  }
  CHECK(read_redirect(queries[1], Kind::request).error().rule == rule::redirect_parameters);
  // The same values in other octets are another message.
  const std::string plus = signed_query(queries[1]);
  CHECK(read_redirect(plus, Kind::request)->relay_state == "a b");
  CHECK(verdict(replaced(plus, "a+b", "a%20b")) == named(rule::signature_value, "signature"));
  CHECK(verdict(lower_escapes(signed_query("SAMLRequest=" + usual + "&SigAlg=" + alg))) ==
        named(rule::signature_value, "signature"));
  // Where they stand in the query does not matter, nor what stands between them.
  const std::string signature = plus.substr(plus.find("Signature="));
  CHECK(verdict("x=1&" + signature + "&SigAlg=" + alg + "&RelayState=a+b&y&SAMLRequest=" + usual) ==
        "accepted");
}

TEST_CASE("openssl verifies the signature of a query over its own octets") {
  const std::string query = sent();
  const auto end = query.find("&Signature=");
  const pki::test::Folder folder;
  std::ofstream(folder.path() / "octets") << query.substr(0, end);
  std::ofstream(folder.path() / "signature")
      << text::base64_decode(text::percent_decode(query.substr(end + 11))).value();
  std::ofstream(folder.path() / "c.pem") << service.certificate.pem();
  REQUIRE(pki::test::openssl(folder.path(), "x509 -in c.pem -noout -pubkey -out key.pem").status ==
          0);
  const std::string judge = "dgst -sha256 -verify key.pem -signature signature octets";
  CHECK(pki::test::openssl(folder.path(), judge).status == 0);
  std::ofstream(folder.path() / "octets", std::ios::app) << "x";
  CHECK(pki::test::openssl(folder.path(), judge).status != 0);
}

TEST_CASE("whatever is changed in the query breaks the signature") {
  const std::string good = sent();
  CHECK(verdict(replaced(good, "RelayState=t", "RelayState=T")) ==
        named(rule::signature_value, "signature"));
  CHECK(verdict(replaced(good, "SAMLRequest=", "SAMLRequest=%20")).starts_with("SAML-R-"));
  const auto relay = good.find("&RelayState="), sig = good.find("&SigAlg=");
  CHECK(verdict(good.substr(0, relay) + good.substr(sig)) ==
        named(rule::signature_value, "signature"));
  CHECK(verdict(sent(std::nullopt) + "&RelayState=x") == named(rule::signature_value, "signature"));
  CHECK(verdict(replaced(good, "rsa-sha256", "rsa-sha512")) ==
        named(rule::signature_value, "signature"));
  CHECK(verdict(good, false, stranger.certificate) == named(rule::signature_value, "signature"));
}

TEST_CASE("each parameter counts once, also under a name that is encoded") {
  const std::string good = sent();
  for (const char* again : {"SAMLRequest=x", "RelayState=x", "SigAlg=x", "Signature=x",
                            "SAMLReques%74=x", "%52elayState=x", "SAMLRequest", "Signature"}) {
    INFO(again);
    const std::string rule(rule::redirect_parameters);
    CHECK_THAT(verdict(good + "&" + again), Catch::StartsWith(rule));
    CHECK_THAT(verdict(std::string(again) + "&" + good), Catch::StartsWith(rule));
  }
  CHECK(verdict(good + "&SAMLResponse=x") == named(rule::redirect_parameters, "SAMLResponse"));
  CHECK(verdict("") == named(rule::redirect_parameters, "SAMLRequest"));
  CHECK(verdict(good.substr(0, good.find("&Signature="))) ==
        named(rule::redirect_parameters, "Signature"));
  const auto sig_alg = good.find("&SigAlg="), signature = good.find("&Signature=");
  CHECK(verdict(good.substr(0, sig_alg) + good.substr(signature)) ==
        named(rule::redirect_parameters, "SigAlg"));
  CHECK(verdict(good + "&SAMLEncoding=zip") == named(rule::redirect_parameters, "SAMLEncoding"));
  CHECK(verdict(good + "&SAMLEncoding=urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE") ==
        "accepted");
}

TEST_CASE("a message without signature is read, so that its sender can be told, but not accepted") {
  const std::string good = sent();
  const std::string bare = good.substr(0, good.find("&SigAlg="));
  CHECK(issuer_of(read_redirect(bare, Kind::request)->xml) ==
        "https://portaal.example.test/digid/metadata");
  CHECK(verdict(bare) == named(rule::is_signed, "unsigned"));
  CHECK(verdict(bare + "&SigAlg=&Signature=") == named(rule::is_signed, "unsigned"));
  CHECK(verdict(bare + "&SigAlg=" + text::percent_encode(sha256_uri) + "&Signature=") ==
        named(rule::signature_value, "signature"));
}

TEST_CASE("the algorithm is one that is allowed, and the key strong enough") {
  CHECK(verdict(sent("x", true)) == named(rule::signature_algorithm, "algorithm"));
  CHECK(verdict(sent("x", true), true) == "accepted");
  CHECK(verdict(sent("x"), true) == "accepted");
  const std::string start =
      "SAMLRequest=" + text::percent_encode(text::base64_encode(packed("<a/>", -15))) + "&SigAlg=";
  const std::string more = text::percent_encode("http://www.w3.org/2001/04/xmldsig-more#");
  CHECK(verdict(signed_query(start + more + "rsa-sha384", crypto::Digest::sha384)) == "accepted");
  CHECK(verdict(signed_query(start + more + "rsa-sha512", crypto::Digest::sha512)) == "accepted");
  for (const char* other : {"hmac-sha256", "ecdsa-sha256", "rsa-md5", ""})
    CHECK(verdict(signed_query(start + more + other), true) ==
          named(rule::signature_algorithm, "algorithm"));
  CHECK(verdict(query_of(write_redirect(url, Kind::request, "<a/>", std::nullopt, weak.key)), false,
                weak.certificate) == named(rule::signature_algorithm, "algorithm"));
  const auto message = read_redirect(sent(), Kind::request);
  CHECK(verify_redirect(*message, {}, false).error().rule == rule::signature_value);
}

TEST_CASE("what is not raw DEFLATE in base64 is refused") {
  const std::string encoding(rule::redirect_encoding);
  const auto refused = [&](const Result<Redirected>& result, const char* why) {
    REQUIRE_FALSE(result);
    CHECK(result.error().rule == encoding);
    CHECK(result.error().place == "SAMLRequest");
    CHECK_THAT(result.error().text, Contains(why));
  };
  const std::string good = packed("<a>bericht</a>", -15);
  REQUIRE(read_bytes(good)->xml == "<a>bericht</a>");
  refused(read_bytes("<a>bericht</a>"), "no raw DEFLATE");
  refused(read_bytes(packed("<a>bericht</a>", 15)), "no raw DEFLATE");       // with zlib's header
  refused(read_bytes(packed("<a>bericht</a>", 15 + 16)), "no raw DEFLATE");  // with gzip's
  refused(read_bytes(good.substr(0, good.size() - 1)), "cut off");
  refused(read_bytes(good + "x"), "something follows");
  refused(read_bytes(""), "no raw DEFLATE");
  refused(read_redirect("SAMLRequest=%%%", Kind::request), "no base64");
  refused(read_redirect("SAMLRequest=ab+c", Kind::request), "%2B");
  refused(read_redirect("SAMLRequest=ab%20c", Kind::request), "%2B");
  CHECK(
      read_redirect(replaced(sent(), "&Signature=", "&Signature=!"), Kind::request).error().place ==
      "Signature");
}

TEST_CASE("a small query does not become a large message") {
  CHECK(read_bytes(packed(std::string(256 * 1024, 'x'), -15)));
  for (const std::size_t size : {256UL * 1024 + 1, 50UL * 1024 * 1024}) {
    const auto bomb = read_bytes(packed(std::string(size, 'x'), -15));
    REQUIRE_FALSE(bomb);
    CHECK(bomb.error().text == "more than 256 kB when inflated");
  }
}
