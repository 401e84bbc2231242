#include "stubs/berichtenbox/scenario.hpp"

#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/organisaties.hpp"
#include "stubs/berichtenbox/plaatsing.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mosim::berichtenbox {

namespace {

using nlohmann::json;
using scenario::Writing;

// The same message of the same scenario has the same id, so that it lies in the box once, however
// often the scenario is applied.
std::string id_of(const json& given, std::int64_t nummer) {
  const std::string hex = crypto::sha256_hex(fmt::format("{}\n{}", given.dump(), nummer));
  return fmt::format("{}-{}-8{}-8{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(13, 3),
                     hex.substr(17, 3), hex.substr(20, 12));
}

// Whether such a message can lie there; the mistakes are told.
bool may_lie(Writing& w, const std::string& leverancier, const Bericht& b,
             const std::string& path) {
  const std::size_t before = w.mistakes.size();
  if (!domain::organisaties::find_type(w.connection, leverancier, b.berichttype))
    w.refuse(scenario::child(path, "berichttype"),
             fmt::format("{} has no berichttype {}", leverancier, b.berichttype),
             "add it to organisaties");
  const auto delivery =
      domain::abonnementen::deliverability(w.connection, b.bsn, leverancier, b.berichttype);
  if (!delivery.known)
    w.refuse(scenario::child(path, "aan"), b.bsn + " is of nobody in this world",
             "add it to burgers");
  else if (!delivery.active)
    w.refuse(scenario::child(path, "aan"), b.bsn + " has no active Berichtenbox",
             "give the burger \"account\": \"actief\"");
  return w.mistakes.size() == before;
}

std::optional<Timestamp> moment(Writing& w, const json& given, const char* name,
                                const std::string& path) {
  if (!given.contains(name)) return std::nullopt;
  const auto text = given.at(name).get<std::string>();
  const auto at = scenario::moment_in(text, w.now);
  if (!at)
    w.refuse(scenario::child(path, name), "'" + text + "' is no moment",
             "write an xs:dateTime or an xs:duration, e.g. P3D or -P1D");
  return at;
}

void put(Writing& w, const json& given, Bericht b, const std::string& leverancier,
         Timestamp zichtbaar) {
  const std::int64_t aantal = given.value("aantal", std::int64_t{1});
  const std::string onderwerp = b.onderwerp;
  for (std::int64_t nummer = 1; nummer <= aantal; ++nummer) {
    if (aantal > 1) b.onderwerp = fmt::format("{} ({})", onderwerp, nummer);
    b.bericht_id = id_of(given, nummer);
    const auto id = plaats(w.connection, b, leverancier, 0, zichtbaar, w.now);
    if (!id) continue;
    if (given.value("gelezen", false))
      w.connection.run("update bericht set gelezen_at = ? where id = ?",
                       time::to_millis(std::max(zichtbaar, w.now)), *id);
    meldingen::geplaatst(w.connection, meldingen::termijnen(w.world), *id, zichtbaar, w.now);
  }
}

void write_bericht(Writing& w, const json& given, const std::string& path) {
  const auto leverancier = given.at("van").get<std::string>();
  Bericht b;
  b.bsn = scenario::bsn_in(given.at("aan"));
  b.berichttype = given.at("berichttype").get<std::string>();
  b.onderwerp = given.at("onderwerp").get<std::string>();
  b.tekst = given.at("tekst").get<std::string>();
  b.referentie = given.value("referentie", "");
  b.einddatum = moment(w, given, "einddatum", path);
  const auto zichtbaar = moment(w, given, "publicatie", path);
  if (may_lie(w, leverancier, b, path) && w.mistakes.empty())
    put(w, given, std::move(b), leverancier, zichtbaar.value_or(w.now));
}

void write(Writing& w, const json& given) {
  for (std::size_t i = 0; i < given.size(); ++i)
    write_bericht(w, given[i], scenario::child("/berichten", i));
}

}  // namespace

scenario::Part scenario_part() {
  return {"berichten", assets::get("schemas/berichtenbox/scenario.json"), write, {}};
}

}  // namespace mosim::berichtenbox
