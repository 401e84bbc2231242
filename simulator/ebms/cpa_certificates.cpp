// Checks of the certificates in a CPA: readable, valid in time, of the right party.
#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa_checks.hpp"

#include <set>

namespace mosim::ebms {

using namespace cpa_xml;

namespace {

// The ids of the certificates that a party uses itself; trust anchors are not among them.
std::set<std::string> used_certificates(const xml::Element& party) {
  std::set<std::string> ids;
  walk(party, [&](const xml::Element& element) {
    const std::string_view name = element.local();
    if (name.ends_with("CertificateRef") && name != "AnchorCertificateRef")
      ids.emplace(text::trim(attribute(element, "certId")));
  });
  return ids;
}

void check_validity(const crypto::Certificate& certificate, const std::string& where, Timestamp end,
                    Timestamp at, Findings& findings) {
  const std::string validity = certificate.subject() + " is valid from " +
                               time::format_seconds(certificate.not_before()) + " to " +
                               time::format_seconds(certificate.not_after());
  if (at < certificate.not_before() || at > certificate.not_after())
    findings.add(cpa_rule::certificate_invalid_now, where, validity);
  else if (certificate.not_after() < end)
    findings.add(cpa_rule::certificate_before_end, where,
                 validity + "; the CPA ends " + time::format_seconds(end));
}

void check_client(const xml::Element& reference, const Party& party, const Ids& ids,
                  Findings& findings) {
  const auto certificate =
      read_certificate(ids.find("Certificate", attribute(reference, "certId")));
  const std::string oin = party.oin();
  if (!certificate || oin.empty() || certificate->subject_serial_number() == oin) return;
  const std::string found = certificate->subject_serial_number();
  findings.add(cpa_rule::client_oin, place(reference),
               (found.empty() ? "no OIN in " + certificate->subject() : "OIN " + found) +
                   ", the party is " + oin);
}

}  // namespace

void check_certificates(const Reading& reading, const Ids& ids, Timestamp at, Findings& findings) {
  for (std::size_t i = 0; i < 2; ++i) {
    const xml::Element& party = reading.sides[i].element;
    const auto used = used_certificates(party);
    for (const xml::Element& element : children(party, "Certificate")) {
      const auto certificate = read_certificate(element);
      if (!certificate)
        findings.add(cpa_rule::certificate_unreadable, place(element),
                     "no X.509 certificate in X509Data");
      else if (used.contains(std::string(text::trim(attribute(element, "certId")))))
        check_validity(*certificate, place(element), reading.cpa.end, at, findings);
    }
    walk(party, [&](const xml::Element& element) {
      if (is(element, "ClientCertificateRef"))
        check_client(element, reading.cpa.parties[i], ids, findings);
    });
  }
}

}  // namespace mosim::ebms
