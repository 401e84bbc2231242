#include "stubs/berichtenbox/plaatsing.hpp"

#include "simulator/base/text.hpp"

#include <set>

namespace mosim::berichtenbox {

std::optional<std::int64_t> plaats(store::Connection& c, const Bericht& b,
                                   const std::string& leverancier, std::int64_t batch,
                                   Timestamp zichtbaar, Timestamp nu) {
  const std::optional<std::int64_t> einddatum =
      b.einddatum ? std::optional(time::to_millis(*b.einddatum)) : std::nullopt;
  const auto added = c.run(
      "insert into bericht (leverancier, bericht_id, batch, berichttype, bsn, onderwerp, tekst, "
      "referentie, zichtbaar_at, einddatum_at, geplaatst_at) "
      "values (?,?,?,?,?,?,?,?,?,?,?) on conflict (leverancier, bericht_id) do nothing",
      leverancier, text::lower(b.bericht_id), batch, b.berichttype, b.bsn, b.onderwerp, b.tekst,
      b.referentie, time::to_millis(zichtbaar), einddatum, time::to_millis(nu));
  if (added == 0) return std::nullopt;
  const std::int64_t id = c.last_id();
  std::set<std::int64_t> taken;  // the schema lets two attachments have one Volgorde; both are kept
  for (const Bijlage& bijlage : b.bijlagen) {
    std::int64_t volgorde = bijlage.volgorde;
    while (!taken.insert(volgorde).second) ++volgorde;
    c.run("insert into bijlage values (?,?,?,?)", id, volgorde, bijlage.omschrijving,
          store::Bytes{bijlage.inhoud});
  }
  return id;
}

}  // namespace mosim::berichtenbox
