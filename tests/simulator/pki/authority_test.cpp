// The test CA: what its certificates and lists look like, judged by the openssl program too.
#include "simulator/pki/authority.hpp"

#include "simulator/pki/files.hpp"
#include "tests/simulator/pki/support.hpp"

#include <set>
#include <thread>

using namespace mosim;
using namespace mosim::pki;
using namespace mosim::pki::test;
using Catch::Matchers::Contains;

namespace {

// The CAs, the lists and one credential in a folder, for the openssl program.
void lay_out(const Folder& folder, const Authority& ca, const Credential& credential) {
  write_file(folder.path() / "ca.pem", ca.trusted_pem(), 0644, Existing::replace);
  write_file(folder.path() / "crl.pem", ca.crls_pem(kNow), 0644, Existing::replace);
  write_file(folder.path() / "leaf.pem", credential.chain, 0644, Existing::replace);
}

Run verify(const Folder& folder, const std::string& extra = "") {
  return openssl(folder.path(),
                 "verify -x509_strict -attime " + std::to_string(time::to_millis(kNow) / 1000) +
                     " -CAfile ca.pem -CRLfile crl.pem -crl_check_all " + extra + " leaf.pem");
}

std::string shown(const Folder& folder, const std::string& what = "-text") {
  return openssl(folder.path(), "x509 -noout " + what + " -in leaf.pem").output;
}

}  // namespace

TEST_CASE("a certificate for an organisation carries its OIN as serialNumber") {
  Authority ca = authority();
  const auto leaf = leaf_of(ca.issue(order()));
  CHECK(leaf.subject_serial_number() == kOin);
  CHECK(leaf.common_name() == "adapter.voorbeeldstad.example");
  CHECK(leaf.matches_host("adapter.voorbeeldstad.example"));
  CHECK_FALSE(leaf.is_ca());
  CHECK_THAT(leaf.subject(), Contains("O=Gemeente Voorbeeldstad"));
}

TEST_CASE("the chain has four levels, marked TEST, and is accepted by the openssl program") {
  for (const auto type : {crypto::Key::Type::p256, crypto::Key::Type::rsa2048}) {
    Authority ca = Authority::make(type, kNow, "Voorbeeld");
    Order wanted = order();
    wanted.key_type = type;
    const Credential credential = ca.issue(wanted);
    const auto chain = crypto::certificates_in(credential.chain);
    REQUIRE(chain.size() == 3);
    const auto cas = crypto::certificates_in(ca.trusted_pem());
    REQUIRE(cas.size() == 3);
    CHECK(chain[0].issuer() == chain[1].subject());
    CHECK(chain[1].issuer() == chain[2].subject());
    CHECK(chain[2].issuer() == cas[0].subject());
    for (const auto& c : cas) {
      CHECK(c.is_ca());
      CHECK_THAT(c.subject(),
                 Contains("CN=TEST Voorbeeld - ") && Contains("not for Production use"));
    }
    const Folder folder;
    lay_out(folder, ca, credential);
    const Run run = verify(folder);
    INFO(run.output);
    CHECK(run.status == 0);
    CHECK_THAT(shown(folder),
               Contains(type == crypto::Key::Type::p256 ? "ecdsa-with-SHA256"
                                                        : "sha256WithRSAEncryption"));
    // With the root alone, the intermediates that were sent along are enough.
    write_file(folder.path() / "ca.pem", ca.root_pem(), 0644, Existing::replace);
    CHECK(verify(folder, "-untrusted leaf.pem").status == 0);
    CHECK(verify(folder).status != 0);
  }
}

TEST_CASE("a server certificate has the shape of PKIoverheid's TRIAL profile") {
  Authority ca = Authority::make(crypto::Key::Type::p256, kNow);
  Order wanted = order();
  wanted.key_type = crypto::Key::Type::rsa2048;
  wanted.ip_addresses = {"127.0.0.1", "::1"};
  wanted.crl_url = "http://127.0.0.1:8080/pki/tsp.crl";
  wanted.kvk = "90001354";
  const Folder folder;
  lay_out(folder, ca, ca.issue(wanted));
  const std::string text = shown(folder);
  CHECK_THAT(text, Contains("CA:FALSE") && Contains("Digital Signature, Key Encipherment") &&
                       Contains("TLS Web Server Authentication, TLS Web Client Authentication"));
  CHECK_THAT(
      text,
      Contains("DNS:adapter.voorbeeldstad.example, IP Address:127.0.0.1, IP Address:0:0:0:0"));
  CHECK_THAT(text, Contains("Policy: 2.16.528.1.1003.1.2.41.15.35.11"));
  CHECK_THAT(text, Contains("URI:http://127.0.0.1:8080/pki/tsp.crl"));
  CHECK_THAT(text, Contains("organizationIdentifier = NTRNL-90001354"));
  CHECK_THAT(text, Contains("X509v3 Subject Key Identifier") &&
                       Contains("X509v3 Authority Key Identifier"));
}

TEST_CASE("a certificate without names is for clients only") {
  Authority ca = authority();
  Order wanted = order();
  wanted.dns_names.clear();
  const Folder folder;
  lay_out(folder, ca, ca.issue(wanted));
  CHECK_THAT(shown(folder),
             Contains("TLS Web Client Authentication") && !Contains("TLS Web Server"));
  CHECK(verify(folder, "-purpose sslclient").status == 0);
  CHECK(verify(folder, "-purpose sslserver").status != 0);
}

TEST_CASE("the CAs may only stand where they stand") {
  const Folder folder;
  const auto cas = crypto::certificates_in(authority().trusted_pem());
  const auto text = [&](std::size_t level) {
    write_file(folder.path() / "leaf.pem", cas[level].pem(), 0644, Existing::replace);
    return shown(folder);
  };
  CHECK_THAT(text(0),
             Contains("CA:TRUE") && !Contains("pathlen") && Contains("Certificate Sign, CRL Sign"));
  CHECK_THAT(text(1), Contains("CA:TRUE, pathlen:1"));
  CHECK_THAT(text(2), Contains("CA:TRUE, pathlen:0"));
}

TEST_CASE("certificate numbers are long, positive and never the same") {
  Authority ca = authority();
  std::set<std::string> numbers;
  for (int i = 0; i < 20; ++i) numbers.insert(leaf_of(ca.issue(order())).serial_hex());
  CHECK(numbers.size() == 20);
  for (const auto& n : numbers) {
    CHECK(n.size() > 20);
    CHECK(n.front() != '-');
  }
}

TEST_CASE("a certificate never outlives its CA") {
  Authority ca = authority();
  Order wanted = order();
  wanted.not_after = kNow + std::chrono::days(20 * 365);
  CHECK(leaf_of(ca.issue(wanted)).not_after() ==
        crypto::certificates_in(ca.trusted_pem())[2].not_after());
}

TEST_CASE("an order without dates is good from the CA's first day, for three years") {
  Authority ca = authority();
  Order wanted = order();
  wanted.not_before = wanted.not_after = {};
  const auto leaf = leaf_of(ca.issue(wanted));
  CHECK(leaf.not_before() == kNow - std::chrono::days(1));
  CHECK(leaf.not_after() == leaf.not_before() + std::chrono::days(3 * 365));
}

TEST_CASE("an order that cannot be met is refused with the reason") {
  Authority ca = authority();
  const auto refused = [&](auto change, const std::string& why) {
    Order wanted = order();
    change(wanted);
    CHECK_THROWS_WITH(ca.issue(wanted), Contains(why));
  };
  refused([](Order& o) { o.oin = "1234"; }, "20");
  refused([](Order& o) { o.common_name = std::string(65, 'a'); }, "CN");
  refused([](Order& o) { o.organisation = "bad \xff\xfe utf-8"; }, "O '");
  refused([](Order& o) { o.dns_names = {"a.example,IP:1.2.3.4"}; }, "not a DNS name");
  refused([](Order& o) { o.ip_addresses = {"localhost"}; }, "not an IP address");
  refused([](Order& o) { o.crl_url = "file:///etc/passwd"; }, "not an http URL");
  CHECK(ca.issued().empty());
}

TEST_CASE("a revoked certificate is on the list, and the openssl program refuses it") {
  Authority ca = authority();
  const Credential good = ca.issue(order()), bad = ca.issue(order());
  ca.revoke(leaf_of(bad), kNow);
  const Folder folder;
  lay_out(folder, ca, bad);
  CHECK_THAT(verify(folder).output, Contains("certificate revoked"));
  lay_out(folder, ca, good);
  CHECK(verify(folder).status == 0);
}

TEST_CASE("a revoked CA takes all below it along") {
  Authority ca = authority();
  const Credential credential = ca.issue(order());
  ca.revoke(crypto::certificates_in(ca.trusted_pem())[2], kNow);
  const Folder folder;
  lay_out(folder, ca, credential);
  CHECK_THAT(verify(folder).output, Contains("error 23 at 1 depth lookup: certificate revoked"));
}

TEST_CASE("there is a list of every level, signed and good for ten years") {
  Authority ca = authority();
  const Folder folder;
  write_file(folder.path() / "ca.pem", ca.trusted_pem(), 0644, Existing::keep);
  for (const auto level : {Level::root, Level::domain, Level::tsp}) {
    write_file(folder.path() / "one.crl", ca.crl_der(level, kNow), 0644, Existing::replace);
    const Run run =
        openssl(folder.path(), "crl -inform DER -in one.crl -noout -text -CAfile ca.pem");
    CHECK_THAT(run.output, Contains("verify OK") &&
                               Contains("Next Update: Nov 24 08:30:00 2036 GMT") &&
                               Contains("X509v3 CRL Number"));
  }
}

TEST_CASE("a certificate of somebody else cannot be revoked here") {
  Authority ca = authority();
  Authority other = ca.impostor(kNow);
  CHECK_THROWS_WITH(ca.revoke(leaf_of(other.issue(order())), kNow), Contains("not from this PKI"));
  CHECK_FALSE(ca.revoke("ABCDEF", kNow));
}

TEST_CASE("the list of issued certificates tells who got what and what became of it") {
  Authority ca = authority();
  const auto first = leaf_of(ca.issue(order()));
  const auto second = leaf_of(ca.issue(order()));
  CHECK(ca.revoke(second.serial_hex(), kNow));
  const auto issued = ca.issued();
  REQUIRE(issued.size() == 2);
  CHECK(issued[0].serial == first.serial_hex());
  CHECK(issued[0].oin == kOin);
  CHECK(issued[0].subject == first.subject());
  CHECK(issued[0].state(kNow) == "valid");
  CHECK(issued[0].state(first.not_after() + std::chrono::seconds(1)) == "expired");
  CHECK(issued[0].state(first.not_before() - std::chrono::seconds(1)) == "not yet valid");
  CHECK(issued[1].state(kNow) == "revoked");
}

TEST_CASE("several threads may order at once") {
  Authority ca = authority();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&ca] {
      for (int i = 0; i < 10; ++i) {
        ca.revoke(leaf_of(ca.issue(order())), kNow);
        ca.crls_pem(kNow);
      }
    });
  for (auto& thread : threads) thread.join();
  CHECK(ca.issued().size() == 40);
}
