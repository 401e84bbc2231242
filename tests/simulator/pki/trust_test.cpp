// Which certificates are refused, and that a refusal names the reason.
#include "simulator/pki/trust.hpp"

#include "simulator/base/random.hpp"
#include "simulator/pki/rules.hpp"
#include "simulator/pki/special.hpp"
#include "tests/simulator/pki/support.hpp"

#include <atomic>
#include <thread>

using namespace mosim;
using namespace mosim::pki;
using namespace mosim::pki::test;
using Catch::Matchers::Contains;

namespace {

Trust trust_in(const Authority& ca) {
  return Trust::make(ca.trusted_pem(), ca.crls_pem(kNow)).value();
}

}  // namespace

TEST_CASE("a good certificate is accepted within its dates") {
  Authority ca = authority();
  const auto leaf = leaf_of(ca.issue(order()));
  const Trust trust = trust_in(ca);
  CHECK(trust.judge(leaf, kNow));
  CHECK(trust.judge(leaf, leaf.not_before()));
  CHECK(trust.judge(leaf, leaf.not_after() - std::chrono::seconds(1)));
  CHECK(trust.judge(leaf, leaf.not_after() + std::chrono::seconds(1)).error().code == "expired");
  CHECK(trust.judge(leaf, leaf.not_before() - std::chrono::seconds(1)).error().code ==
        "not_yet_valid");
}

TEST_CASE("every special certificate is refused for its own reason") {
  Authority ca = authority();
  for (const SpecialKind& kind : special_kinds()) {
    INFO(kind.name);
    const auto leaf = leaf_of(issue_special(ca, kind.kind, order(), kNow));
    const Status verdict = trust_in(ca).judge(leaf, kNow);
    const auto oin = oin_of(leaf);
    const Fault fault = !verdict ? verdict.error() : oin ? Fault{} : oin.error();
    CHECK(fault.rule == kind.rule);
    CHECK_FALSE(fault.text.empty());
    CHECK(special_named(kind.name) == kind.kind);
  }
  CHECK_FALSE(special_named("nonsense"));
}

TEST_CASE("a refusal says what is wrong in words") {
  Authority ca = authority();
  const auto text = [&](Special kind) {
    const auto leaf = leaf_of(issue_special(ca, kind, order(), kNow));
    return describe(trust_in(ca).judge(leaf, kNow).error());
  };
  CHECK_THAT(text(Special::expired),
             Contains("expired at 2026-11-24T07:30:00Z (now: 2026-11-24T08:30:00Z)"));
  CHECK_THAT(text(Special::not_yet_valid), Contains("valid from 2026-12-24T08:30:00Z"));
  CHECK_THAT(text(Special::revoked), Contains("is on the CRL"));
  CHECK_THAT(text(Special::foreign_ca), Contains("is not trusted here"));
}

TEST_CASE("a foreign chain stays foreign when its intermediates are sent along") {
  Authority ca = authority(), other = ca.impostor(kNow);
  const Credential credential = other.issue(order());
  const auto chain = crypto::certificates_in(credential.chain);
  const Trust trust = trust_in(ca);
  CHECK(trust.judge(chain[0], kNow, chain).error().code == "foreign");
  const auto whole = crypto::certificates_in(other.trusted_pem());
  CHECK(trust.judge(chain[0], kNow, whole).error().code == "foreign");
}

TEST_CASE("with the root alone the peer must send its intermediates") {
  Authority ca = authority();
  const auto chain = crypto::certificates_in(ca.issue(order()).chain);
  const Trust trust = Trust::make(ca.root_pem(), ca.crls_pem(kNow)).value();
  CHECK(trust.judge(chain[0], kNow, chain));
  CHECK(trust.judge(chain[0], kNow).error().code == "foreign");
}

TEST_CASE("an order of a CA that was revoked is refused, and the CA is named") {
  Authority ca = authority();
  const auto leaf = leaf_of(ca.issue(order()));
  ca.revoke(crypto::certificates_in(ca.trusted_pem())[1], kNow);
  const auto fault = trust_in(ca).judge(leaf, kNow).error();
  CHECK(fault.code == "revoked");
  CHECK_THAT(fault.place, Contains("Intm"));
}

TEST_CASE("CRLs are demanded of every level, unless none is given") {
  Authority ca = authority();
  const auto leaf = leaf_of(issue_special(ca, Special::revoked, order(), kNow));
  CHECK(judge(leaf, ca.trusted_pem(), "", kNow));
  const std::string crls = ca.crls_pem(kNow);
  const std::string root_only = crls.substr(0, crls.find("-----BEGIN", 10));
  CHECK(judge(leaf, ca.trusted_pem(), root_only, kNow).error().code == "crl");
}

TEST_CASE("an expired CRL makes certificates invalid, a CRL from the future does not") {
  Authority ca = authority();
  Order wanted = order();
  wanted.not_after = kNow + std::chrono::days(3000);
  const auto leaf = leaf_of(ca.issue(wanted));
  const auto old = ca.crls_pem(kNow - std::chrono::days(3653));
  CHECK(judge(leaf, ca.trusted_pem(), old, kNow + std::chrono::hours(1)).error().code == "crl");
  CHECK(judge(leaf, ca.trusted_pem(), ca.crls_pem(kNow + std::chrono::days(400)), kNow));
}

TEST_CASE("who trusts nobody accepts nobody") {
  Authority ca = authority();
  CHECK(judge(leaf_of(ca.issue(order())), "", "", kNow).error().code == "foreign");
}

TEST_CASE("damaged trust is refused and leaves the old in place") {
  Authority ca = authority();
  const auto leaf = leaf_of(issue_special(ca, Special::revoked, order(), kNow));
  Trust trust = trust_in(ca);
  std::string crls = ca.crls_pem(kNow), trusted = ca.trusted_pem();
  CHECK_FALSE(trust.replace(trusted, crls.replace(60, 4, "!!!!")));
  CHECK_FALSE(trust.replace(trusted.replace(60, 4, "!!!!"), ""));
  CHECK_FALSE(trust.replace(ca.trusted_pem(), "no lists here"));
  CHECK_FALSE(judge(leaf, trusted, "", kNow));
  CHECK(trust.judge(leaf, kNow).error().code == "revoked");
  CHECK(trust.replace(ca.trusted_pem(), ""));
  CHECK(trust.judge(leaf, kNow));
}

TEST_CASE("mutated trust never crashes") {
  Authority ca = authority();
  const auto leaf = leaf_of(ca.issue(order()));
  const std::string trusted = ca.trusted_pem(), crls = ca.crls_pem(kNow);
  Random random(7);
  int accepted = 0, refused = 0;
  for (int round = 0; round < 500; ++round) {
    std::string a = trusted, b = crls;
    std::string& target = random.chance(50) ? a : b;
    target[random.below(target.size())] = static_cast<char>(random.below(256));
    (judge(leaf, a, b, kNow) ? accepted : refused) += 1;
  }
  CHECK(refused > 300);  // most changes break a signature or a text; some only touch a line end
  CHECK(accepted + refused == 500);
}

TEST_CASE("judging goes on in several threads while trust is replaced") {
  Authority ca = authority();
  const auto leaf = leaf_of(ca.issue(order()));
  Trust trust = trust_in(ca);
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) good += trust.judge(leaf, kNow) ? 1 : 0;
    });
  for (int i = 0; i < 20; ++i) CHECK(trust.replace(ca.trusted_pem(), ca.crls_pem(kNow)));
  for (auto& thread : threads) thread.join();
  CHECK(good == 200);
}

TEST_CASE("the rules of the PKI have ids of their own") {
  rules::Book book;
  book.add(pki::rules());
  CHECK(book.all().size() == 11);
  CHECK(book.find("PKI-R-001") != nullptr);
}
