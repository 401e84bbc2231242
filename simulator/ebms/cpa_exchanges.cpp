// Checks of the DocExchange elements: numbers of reliable messaging, and algorithms.
#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa_checks.hpp"

#include <algorithm>

namespace mosim::ebms {

using namespace cpa_xml;

namespace {

void check_numbers(const xml::Element& messaging, Findings& findings) {
  const xml::Element retries = child(messaging, "Retries");
  const xml::Element interval = child(messaging, "RetryInterval");
  if (!retries || !interval)
    findings.add(cpa_rule::retries_missing, place(messaging),
                 retries    ? "RetryInterval is missing"
                 : interval ? "Retries is missing"
                            : "both are missing");
  if (retries && !read_retries(messaging))
    findings.add(cpa_rule::retries_value, place(retries), retries.text());
  if (interval && !read_retry_interval(messaging))
    findings.add(cpa_rule::retries_value, place(interval), interval.text());
}

void check_reliability(const xml::Element& binding, Findings& findings) {
  const xml::Element messaging = child(binding, "ReliableMessaging");
  if (!messaging) return;
  check_numbers(messaging, findings);
  const xml::Element order = child(messaging, "MessageOrderSemantics");
  if (order.text() != "NotGuaranteed")
    findings.add(cpa_rule::message_order, place(order), order.text());
  const xml::Element persist = child(binding, "PersistDuration");
  const auto kept = time::parse_duration(persist.text());
  const auto retries = read_retries(messaging);
  const auto interval = read_retry_interval(messaging);
  if (!retries || !interval || !kept) return;
  const Duration needed = *interval * (1 + *retries);
  if (*kept < needed)
    findings.add(cpa_rule::persist, place(persist),
                 persist.text() + ", needed " + time::format_duration(needed));
}

// "sha1", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "SHA-1"
bool names_sha1(const std::string& algorithm) {
  std::string plain = text::lower(algorithm);
  std::erase(plain, '-');
  const std::size_t at = plain.find("sha1");
  return at != std::string::npos && !plain.substr(at).starts_with("sha1.") &&
         (plain.size() == at + 4 || plain[at + 4] < '0' || plain[at + 4] > '9');
}

std::string algorithm(const xml::Element& element) {
  const std::string w3c = attribute(element, "w3c");
  return w3c.empty() ? element.text() : w3c;
}

void check_algorithms(const xml::Element& exchange, Findings& findings) {
  walk(exchange, [&](const xml::Element& element) {
    if ((is(element, "HashFunction") || is(element, "SignatureAlgorithm")) &&
        (names_sha1(element.text()) || names_sha1(algorithm(element))))
      findings.add(cpa_rule::sha1, place(element), algorithm(element));
    if (is(element, "EncryptionAlgorithm") &&
        text::lower(algorithm(element)).find("gcm") == std::string::npos)
      findings.add(cpa_rule::encryption_algorithm, place(element), algorithm(element));
  });
}

}  // namespace

void check_exchanges(const Reading& reading, Findings& findings) {
  for (const Reading::Side& side : reading.sides)
    for (const xml::Element& exchange : children(side.element, "DocExchange")) {
      for (const auto* binding : {"ebXMLSenderBinding", "ebXMLReceiverBinding"})
        check_reliability(child(exchange, binding), findings);
      check_algorithms(exchange, findings);
    }
}

}  // namespace mosim::ebms
