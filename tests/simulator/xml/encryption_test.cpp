// Encryption within XML, with the program xmlsec1 as the one who decrypts. Spec: digid 12.
#include "simulator/xml/encryption.hpp"

#include "simulator/xml/document.hpp"
#include "simulator/xml/gate.hpp"
#include "tests/support/xmlsec1.hpp"

using namespace mosim;
using namespace mosim::xml;
using namespace mosim::testing;

namespace {

constexpr const char* xenc = "http://www.w3.org/2001/04/xmlenc#";
constexpr const char* secret = "<geheim xmlns=\"urn:g\">999990019 &amp; meer</geheim>";

std::string wrapped(const std::string& parts) { return "<EncryptedID>" + parts + "</EncryptedID>"; }

std::string decrypted(const std::string& parts, const Signer& by) {
  return Xmlsec1("EncryptedID").decrypt(wrapped(parts), by.key);
}

}  // namespace

TEST_CASE("who has the key reads what was encrypted, and nobody else") {
  init();
  const EncryptionKey keys[] = {{"sleutel-1", service.certificate}};
  const auto parts = encrypt(secret, "urn:ontvanger", keys);
  CHECK_THAT(parts, !Catch::Contains("999990019"));
  CHECK_THAT(decrypted(parts, service), Catch::Contains(secret));
  CHECK(decrypted(parts, stranger).empty());
  CHECK(encrypt(secret, "urn:ontvanger", keys) != parts);  // another key each time
}

TEST_CASE("each key of a recipient reads it, by an EncryptedKey beside the data") {
  init();
  const EncryptionKey keys[] = {{"oud", stranger.certificate}, {"nieuw", service.certificate}};
  const auto parts = encrypt(secret, "urn:ontvanger", keys);
  CHECK_THAT(decrypted(parts, stranger), Catch::Contains(secret));
  CHECK_THAT(decrypted(parts, service), Catch::Contains(secret));

  const auto document = Document::parse(wrapped(parts)).value();
  const auto data = document.root().child(xenc, "EncryptedData");
  REQUIRE(data);
  CHECK(data.child("EncryptionMethod").attribute("", "Algorithm") ==
        std::string(xenc) + "aes256-cbc");
  const auto found = document.root().children(xenc, "EncryptedKey");
  REQUIRE(found.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    CHECK(found[i].attribute("", "Recipient") == "urn:ontvanger");
    CHECK(found[i].child("KeyInfo").child("KeyName").text() == keys[i].name);
    CHECK(found[i].child("EncryptionMethod").attribute("", "Algorithm") ==
          std::string(xenc) + "rsa-oaep-mgf1p");
    CHECK(found[i].child("CarriedKeyName").text() == data.child("KeyInfo").child("KeyName").text());
  }
}

TEST_CASE("nothing is encrypted for nobody, and nothing that is not XML") {
  init();
  const EncryptionKey keys[] = {{"", service.certificate}};
  CHECK_THROWS_AS(encrypt(secret, "urn:ontvanger", {}), std::logic_error);
  CHECK_THROWS_AS(encrypt("geen xml", "urn:ontvanger", keys), std::logic_error);
}
