// Certificates and keys: what the getters promise, also for certificates that were made to harm.
#include "simulator/crypto/certificate.hpp"

#include "simulator/base/random.hpp"
#include "simulator/crypto/openssl.hpp"
#include "tests/support/catch.hpp"

#include <openssl/pem.h>

#include <atomic>
#include <thread>

using namespace mosim;
using crypto::Certificate;
using crypto::Key;

namespace {

struct Shape {
  std::vector<std::pair<int, std::string>> subject;
  std::string alternative_names;
  std::string serial = "1234";
  bool ca = false;
};

void add_extension(X509* x, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, x, x, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_nconf_nid(nullptr, &context, nid, value.c_str());
  REQUIRE(extension != nullptr);
  X509_add_ext(x, extension, -1);
  X509_EXTENSION_free(extension);
}

// A self-signed certificate, valid from 1-1-2026 to 1-1-2027.
Certificate make(const Shape& shape, const Key& key) {
  crypto::openssl::X509Ptr x(X509_new());
  X509_set_version(x.get(), X509_VERSION_3);
  BIGNUM* number = nullptr;
  BN_hex2bn(&number, shape.serial.c_str());
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x.get()));
  BN_free(number);
  ASN1_TIME_set_string(X509_getm_notBefore(x.get()), "20260101000000Z");
  ASN1_TIME_set_string(X509_getm_notAfter(x.get()), "20270101000000Z");
  X509_NAME* const name = X509_get_subject_name(x.get());
  for (const auto& [nid, value] : shape.subject)
    REQUIRE(X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char*>(value.data()),
                                       static_cast<int>(value.size()), -1, 0) == 1);
  X509_set_issuer_name(x.get(), name);
  X509_set_pubkey(x.get(), key.native());
  if (!shape.alternative_names.empty())
    add_extension(x.get(), NID_subject_alt_name, shape.alternative_names);
  if (shape.ca) add_extension(x.get(), NID_basic_constraints, "critical,CA:TRUE");
  REQUIRE(X509_sign(x.get(), key.native(), EVP_sha256()) > 0);
  return Certificate::from_der(Certificate::adopt(x.release()).der()).value();
}

const Key& key() {
  static const Key one = Key::make(Key::Type::p256);
  return one;
}

const Shape kOrganisation{{{NID_countryName, "NL"},
                           {NID_organizationName, "Gemeente Schönhuizen, dienst"},
                           {NID_commonName, "adapter.example"},
                           {NID_serialNumber, "00000099000000001000"}},
                          "DNS:adapter.example,DNS:www.adapter.example,IP:127.0.0.1,IP:::1"};

std::string replaced(std::string bytes, std::string_view from, std::string_view to) {
  const auto at = bytes.rfind(from);  // the subject comes after the issuer
  REQUIRE(at != std::string::npos);
  return bytes.replace(at, from.size(), to);
}

// Calls every getter; the results only have to be computed without a fault.
std::size_t read_all(const Certificate& c) {
  std::size_t n = c.pem().size() + c.der().size() + c.subject().size() + c.issuer().size();
  n += c.common_name().size() + c.subject_serial_number().size() + c.serial_hex().size();
  n +=
      c.fingerprint().size() + c.dns_names().size() + (c.matches_host("adapter.example") ? 1u : 0u);
  n += (c.matches_host("127.0.0.1") ? 1u : 0u) + (c.is_ca() ? 1u : 0u);
  n += time::format(c.not_before()).size() + time::format(c.not_after()).size();
  return n;
}

}  // namespace

TEST_CASE("a certificate tells who it is for") {
  const Certificate c = make(kOrganisation, key());
  CHECK(c.common_name() == "adapter.example");
  CHECK(c.subject_serial_number() == "00000099000000001000");
  CHECK(c.subject() ==
        "serialNumber=00000099000000001000, CN=adapter.example, O=Gemeente Schönhuizen\\, dienst, "
        "C=NL");
  CHECK(c.issuer() == c.subject());
  CHECK(c.serial_hex() == "1234");
  CHECK(c.dns_names() == std::vector<std::string>{"adapter.example", "www.adapter.example"});
  CHECK(time::format_seconds(c.not_before()) == "2026-01-01T00:00:00Z");
  CHECK(time::format_seconds(c.not_after()) == "2027-01-01T00:00:00Z");
  CHECK_FALSE(c.is_ca());
  CHECK(c.fingerprint() == crypto::sha256_hex(c.der()));
}

TEST_CASE("a certificate survives PEM and DER") {
  const Certificate c = make(kOrganisation, key());
  CHECK(Certificate::from_pem(c.pem())->der() == c.der());
  CHECK(Certificate::from_pem("explaining words\n" + key().pem() + c.pem())->der() == c.der());
  CHECK(Certificate::from_der(c.der())->pem() == c.pem());
}

TEST_CASE("a certificate matches the hosts it names and no others") {
  const Certificate c = make(kOrganisation, key());
  for (const char* host : {"adapter.example", "ADAPTER.example", "127.0.0.1", "::1", "[::1]"})
    CHECK(c.matches_host(host));
  for (const char* host : {"other.example", "adapter.example.org", "127.0.0.2", "", "[]", "."})
    CHECK_FALSE(c.matches_host(host));
  CHECK_FALSE(c.matches_host(std::string("adapter.example\0.org", 20)));
}

TEST_CASE("a CA certificate is known as one") {
  Shape shape = kOrganisation;
  shape.ca = true;
  CHECK(make(shape, key()).is_ca());
}

TEST_CASE("a certificate without names has empty names") {
  const Certificate c = make({}, key());
  CHECK(c.common_name().empty());
  CHECK(c.subject_serial_number().empty());
  CHECK(c.subject().empty());
  CHECK(c.dns_names().empty());
  CHECK_FALSE(c.matches_host("adapter.example"));
}

TEST_CASE("a huge certificate number is read in full") {
  Shape shape = kOrganisation;
  shape.serial = std::string(4000, 'A');
  CHECK(make(shape, key()).serial_hex() == shape.serial);
}

TEST_CASE("an OIN with a NUL byte in it is no OIN") {
  const std::string der = make(kOrganisation, key()).der();
  const auto c = Certificate::from_der(
      replaced(der, "00000099000000001000", std::string_view("0000009900000000100\0", 20)));
  REQUIRE(c);
  CHECK(c->subject_serial_number().empty());
  CHECK(c->subject().find("\\00") != std::string::npos);
}

TEST_CASE("a host name with a NUL byte in it matches nothing") {
  Shape shape = kOrganisation;
  shape.alternative_names = "DNS:adapter.exampleX.evil.org";
  const std::string der = make(shape, key()).der();
  const auto c = Certificate::from_der(
      replaced(der, "adapter.exampleX", std::string_view("adapter.example\0", 16)));
  REQUIRE(c);
  CHECK(c->dns_names().empty());
  CHECK_FALSE(c->matches_host("adapter.example"));
}

TEST_CASE("a certificate with two OINs is nobody's") {
  Shape shape = kOrganisation;
  shape.subject.emplace_back(NID_serialNumber, "00000099000000002000");
  CHECK(make(shape, key()).subject_serial_number().empty());
}

TEST_CASE("unreadable dates make a certificate invalid at every moment") {
  const std::string der = make(kOrganisation, key()).der();
  const auto c = Certificate::from_der(
      replaced(replaced(der, "260101000000Z", "26X101000000Z"), "270101000000Z", "271301000000Z"));
  REQUIRE(c);
  CHECK(time::format_seconds(c->not_before()) == "9999-12-31T00:00:00Z");
  CHECK(time::format_seconds(c->not_after()) == "0001-01-01T00:00:00Z");
}

TEST_CASE("what is no certificate is refused with a reason") {
  const Certificate c = make(kOrganisation, key());
  CHECK(Certificate::from_pem("").error().text.find("there is no certificate") == 0);
  CHECK(Certificate::from_pem(key().pem()).error().text.find("there is no certificate") == 0);
  CHECK(Certificate::from_pem(c.pem().replace(200, 20, "********************"))
            .error()
            .text.find("the certificate in this PEM text is damaged") == 0);
  CHECK(Certificate::from_pem(c.pem().substr(0, 300)).error().code == "certificate");
  CHECK(Certificate::from_der(c.der() + "x").error().text == "bytes follow the certificate");
  CHECK_FALSE(Certificate::from_der(c.der().substr(0, 100)));
  CHECK_FALSE(Certificate::from_der(""));
}

TEST_CASE("all certificates of a PEM text are found, damaged ones left out") {
  const Certificate c = make(kOrganisation, key());
  std::string damaged = c.pem();
  damaged.replace(200, 4, "!!!!");
  CHECK(crypto::certificates_in(c.pem() + key().pem() + damaged + "words\n" + c.pem()).size() == 2);
  CHECK(crypto::certificates_in("").empty());
  CHECK(crypto::certificates_in("-----BEGIN CERTIFICATE-----\n").empty());
}

TEST_CASE("mutated certificates never crash the reader") {
  const std::string der = make(kOrganisation, key()).der();
  const std::string pem = make(kOrganisation, key()).pem();
  Random random(20260101);
  std::size_t readable = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string bytes = round % 4 == 3 ? pem : der;
    for (auto changes = random.between(1, 4); changes > 0; --changes)
      bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    if (random.chance(10)) bytes.resize(random.below(bytes.size()));
    const auto c = round % 4 == 3 ? Certificate::from_pem(bytes) : Certificate::from_der(bytes);
    if (c) readable += read_all(*c) > 0;
  }
  CHECK(readable > 500);  // else the mutations were too coarse to reach the getters
  CHECK(readable < 4000);
}

TEST_CASE("one certificate may be read from several threads") {
  const Certificate c = Certificate::from_der(make(kOrganisation, key()).der()).value();
  std::atomic<std::size_t> sum = 0;
  const auto read = [&] {
    for (int i = 0; i < 50; ++i) sum += read_all(c);
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(read);
  for (auto& thread : threads) thread.join();
  CHECK(sum == 200 * read_all(c));
}

TEST_CASE("keys survive PEM and know their certificate") {
  for (const auto type : {Key::Type::p256, Key::Type::rsa2048}) {
    const Key made = Key::make(type);
    const auto again = Key::from_pem(made.pem());
    REQUIRE(again);
    CHECK(again->pem() == made.pem());
    CHECK(made.pem().find("-----BEGIN PRIVATE KEY-----\n") == 0);
    const Certificate c = make(kOrganisation, made);
    CHECK(again->belongs_to(c));
    CHECK_FALSE(key().belongs_to(c));
  }
}

TEST_CASE("an unreadable or encrypted key is refused without asking for a passphrase") {
  CHECK(Key::from_pem("").error().code == "key");
  CHECK_FALSE(Key::from_pem(make(kOrganisation, key()).pem()));
  const auto out = crypto::openssl::writer();
  REQUIRE(PEM_write_bio_PKCS8PrivateKey(out.get(), key().native(), EVP_aes_256_cbc(), "geheim", 6,
                                        nullptr, nullptr) == 1);
  CHECK_FALSE(Key::from_pem(crypto::openssl::text_of(out)));
}

TEST_CASE("SHA-256 is the one of the standard") {
  CHECK(crypto::sha256_hex("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(crypto::sha256("").size() == 32);
}

TEST_CASE("constant-time comparison compares") {
  CHECK(crypto::equal_constant_time("", ""));
  CHECK(crypto::equal_constant_time("token", "token"));
  CHECK_FALSE(crypto::equal_constant_time("token", "tokem"));
  CHECK_FALSE(crypto::equal_constant_time("token", "token "));
}
