// The rules that a certificate must keep (spec digikoppeling 4), by name.
#pragma once

#include "simulator/rules/rule.hpp"

#include <array>
#include <span>

namespace mosim::pki {

namespace rule {

inline constexpr rules::Rule kCertificateDemanded{
    "PKI-R-001",
    rules::Severity::error,
    rules::Certainty::certain,
    "A client shows a certificate when it connects (mutual TLS).",
    "BV TLS001-002",
    "configure your client with its certificate and private key"};
inline constexpr rules::Rule kExpired{
    "PKI-R-002",
    rules::Severity::error,
    rules::Certainty::certain,
    "A certificate is used before its end date.",
    "BV PKI002",
    "renew the certificate, and compare your clock with the simulator's"};
inline constexpr rules::Rule kNotYetValid{
    "PKI-R-003",
    rules::Severity::error,
    rules::Certainty::certain,
    "A certificate is used from its start date.",
    "BV PKI002",
    "wait for the start date, and compare your clock with the simulator's"};
inline constexpr rules::Rule kRevoked{"PKI-R-004",
                                      rules::Severity::error,
                                      rules::Certainty::certain,
                                      "A certificate is not on the CRL of its issuer.",
                                      "BV PKI002-004",
                                      "ask for a new certificate"};
inline constexpr rules::Rule kForeign{"PKI-R-005",
                                      rules::Severity::error,
                                      rules::Certainty::certain,
                                      "A certificate comes from a hierarchy that the receiver "
                                      "trusts; test and production are never mixed.",
                                      "BV PKI005, BPE EB003-005",
                                      "use a certificate of this simulator (pki issue), or add "
                                      "your CA to the ones it trusts, and send the "
                                      "intermediate certificates along"};
inline constexpr rules::Rule kNoOin{
    "PKI-R-006",
    rules::Severity::error,
    rules::Certainty::certain,
    "The subject of a certificate carries the OIN or HRN as serialNumber.",
    "BV PKI001",
    "ask for a certificate with your OIN in the subject's serialNumber (2.5.4.5)"};
inline constexpr rules::Rule kOinMalformed{
    "PKI-R-007",
    rules::Severity::error,
    rules::Certainty::certain,
    "An OIN has 20 positions: a prefix of eight, a main number of eight or nine, and zeros.",
    "OIN ch. 6",
    "compare the number with the OIN register; a test OIN is 00000099, nine digits, 000"};
inline constexpr rules::Rule kPrefixUnknown{"PKI-R-008",
                                            rules::Severity::error,
                                            rules::Certainty::certain,
                                            "The prefix of an OIN names a known register.",
                                            "OIN ch. 6",
                                            "use 00000001 to 00000010, or 00000099 for tests"};
inline constexpr rules::Rule kCrlMissing{
    "PKI-R-009",
    rules::Severity::error,
    rules::Certainty::certain,
    "Of every CA above a certificate a current CRL is at hand.",
    "BV PKI002-004",
    "give the CRLs of all levels, root included, and refresh them in time"};
inline constexpr rules::Rule kUnsound{
    "PKI-R-010",
    rules::Severity::error,
    rules::Certainty::inferred,
    "A certificate and those above it are well-formed and used as they allow.",
    "CERT, RFC 5280",
    "look at the certificate with: openssl x509 -text -in FILE"};
inline constexpr rules::Rule kTls{
    "PKI-R-011",
    rules::Severity::error,
    rules::Certainty::certain,
    "Both sides speak TLS 1.2 or 1.3, with ECDHE and AES-GCM or ChaCha20.",
    "BV TLS003-004, TLSCIPH001",
    "use https://, and let your client speak TLS 1.2 or 1.3 with a cipher that NCSC calls good"};

}  // namespace rule

inline constexpr std::array kRules{rule::kCertificateDemanded,
                                   rule::kExpired,
                                   rule::kNotYetValid,
                                   rule::kRevoked,
                                   rule::kForeign,
                                   rule::kNoOin,
                                   rule::kOinMalformed,
                                   rule::kPrefixUnknown,
                                   rule::kCrlMissing,
                                   rule::kUnsound,
                                   rule::kTls};

inline std::span<const rules::Rule> rules() { return kRules; }  // for rules::Book

}  // namespace mosim::pki
