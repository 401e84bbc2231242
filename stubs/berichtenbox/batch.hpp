// A delivery as it is read: the batch's own fields, then one Bericht at a time, so that memory does
// not grow with the batch.
#pragma once

#include "simulator/base/time.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::berichtenbox {

// "Bijlagen/Bijlage[2]/Volgorde"
std::string bijlage_place(int number, std::string_view element);

struct BatchInfo {
  std::string batch_id;
  std::optional<Timestamp> aanmaakdatum;
  std::string leverancier;
};

struct Bijlage {
  std::string inhoud;  // decoded; cut off when it is far over any limit
  std::size_t grootte = 0;
  std::string omschrijving;
  int volgorde = 0;
};

struct Bericht {
  int nummer = 0;  // 1 is the first of the batch
  std::string batch_id;
  std::string bericht_id;
  std::string berichttype;
  std::optional<Timestamp> publicatiedatum;
  std::optional<Timestamp> einddatum;
  std::string onderwerp;
  std::string tekst;
  std::string referentie;
  std::string bsn;
  std::vector<Bijlage> bijlagen;

  std::string place(std::string_view element) const;  // XPath-like
};

// Reads a document that passed the schema. False when it is not XML after all.
bool read_batch(std::string_view xml, const std::function<void(const BatchInfo&)>& on_info,
                const std::function<void(Bericht&)>& on_bericht);

// libxml2 passes over bytes that are foreign to base64, which XSD forbids: the place of the first
// Inhoud that holds one, with its line; nullopt when none does.
std::optional<std::string> foreign_to_base64(std::string_view xml);

// What can be found in a document that did not pass: BatchID, OIN and the number of Bericht
// elements.
struct Glimpse {
  std::string batch_id;
  std::string leverancier;
  int berichten = 0;
};
Glimpse glimpse(std::string_view xml);

}  // namespace mosim::berichtenbox
