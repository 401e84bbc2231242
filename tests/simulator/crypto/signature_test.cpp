// RSA signatures over bytes, and SHA-1 where a standard makes a name of it.
#include "simulator/crypto/signature.hpp"

#include "simulator/base/text.hpp"
#include "simulator/pki/authority.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/signers.hpp"

using namespace mosim;
using namespace mosim::crypto;
using mosim::testing::service;
using mosim::testing::stranger;
using mosim::testing::weak;

TEST_CASE("SHA-1 gives what its standard says") {
  CHECK(text::to_hex(sha1("abc")) == "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST_CASE("a signature holds for its bytes, digest and key, and for no other") {
  const std::string bytes = std::string("bericht\0 met alles", 18);
  for (const Digest digest : {Digest::sha1, Digest::sha256, Digest::sha384, Digest::sha512}) {
    const std::string signature = sign(service.key, digest, bytes);
    CHECK(verify(service.certificate, digest, bytes, signature));
    CHECK_FALSE(verify(service.certificate, digest, bytes + "x", signature));
    CHECK_FALSE(verify(stranger.certificate, digest, bytes, signature));
    CHECK_FALSE(verify(service.certificate, digest, bytes, signature.substr(1)));
    CHECK_FALSE(verify(service.certificate, digest, bytes, ""));
    const Digest other = digest == Digest::sha256 ? Digest::sha512 : Digest::sha256;
    CHECK_FALSE(verify(service.certificate, other, bytes, signature));
  }
  CHECK(sign(service.key, Digest::sha256, "") == sign(service.key, Digest::sha256, ""));
}

TEST_CASE("a short RSA key, or a key of another kind, verifies nothing") {
  CHECK(rsa_bits(service.certificate) == 2048);
  CHECK(rsa_bits(weak.certificate) == 1024);
  CHECK_FALSE(verify(weak.certificate, Digest::sha256, "x", sign(weak.key, Digest::sha256, "x")));
  const Timestamp now = time::parse("2026-11-24T08:30:00Z").value();
  const auto curve = Certificate::from_pem(pki::Authority::make(Key::Type::p256, now).root_pem());
  CHECK(rsa_bits(*curve) == 0);
  CHECK_FALSE(verify(*curve, Digest::sha256, "x", sign(service.key, Digest::sha256, "x")));
  CHECK_THROWS_AS(sign(Key::make(Key::Type::p256), Digest::sha256, "x"), std::logic_error);
}
