// The steps of judging a CPA. Each adds what it finds; a step may rely on what the steps before it
// found in order.
#pragma once

#include "simulator/ebms/cpa.hpp"
#include "simulator/ebms/cpa_rules.hpp"
#include "simulator/ebms/cpa_xml.hpp"

#include <array>
#include <optional>
#include <vector>

namespace mosim::ebms {

// A CPA together with the elements that it was read from, in the same order as in its Party.
struct Reading {
  struct Side {
    xml::Element element;                 // PartyInfo
    std::vector<xml::Element> bindings;   // ThisPartyActionBinding
    std::vector<xml::Element> channels;   // DeliveryChannel
    std::vector<xml::Element> exchanges;  // DocExchange of each channel
  };
  Cpa cpa;
  std::array<Side, 2> sides;
};

// XML, schema and root; nullopt when the text cannot be read any further.
std::optional<xml::Document> check_document(std::string_view text, Findings& findings);
void check_agreement(const xml::Element& root, Timestamp at, Findings& findings);
void check_parties(const xml::Element& root, Findings& findings);
void check_references(const xml::Element& root, const cpa_xml::Ids& ids, Findings& findings);

// Only for a document without errors in schema and references.
Reading read_cpa(const xml::Element& root, const cpa_xml::Ids& ids);

void check_bindings(const Reading& reading, Findings& findings);
void check_channels(const Reading& reading, Findings& findings);
void check_exchanges(const Reading& reading, Findings& findings);
void check_transports(const Reading& reading, Findings& findings);
void check_certificates(const Reading& reading, const cpa_xml::Ids& ids, Timestamp at,
                        Findings& findings);

// The party's binding that answers this one; nullptr when there is none.
const ActionBinding* mirror_of(const ActionBinding& binding, const Party& other);
// The numbers of a ReliableMessaging element; nullopt when missing or not usable.
std::optional<int> read_retries(const xml::Element& messaging);
std::optional<Duration> read_retry_interval(const xml::Element& messaging);
// The certificate in a Certificate element; nullopt when it holds none that can be read.
std::optional<crypto::Certificate> read_certificate(const xml::Element& certificate);
std::string without_suffix(std::string_view oin);  // an OIN without _T, _O, _A, _OTA

}  // namespace mosim::ebms
