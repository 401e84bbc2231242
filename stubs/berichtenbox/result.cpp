#include "stubs/berichtenbox/result.hpp"

#include "simulator/xml/document.hpp"
#include "stubs/berichtenbox/rules.hpp"

#include <algorithm>

namespace mosim::berichtenbox {

int BatchResult::count(std::string_view code) const {
  return static_cast<int>(std::count_if(outcomes.begin(), outcomes.end(),
                                        [&](const Outcome& o) { return o.code == code; }));
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-'
             : std::string_view("0123456789abcdefABCDEF").find(text[i]) == text.npos)
      return false;
  }
  return true;
}

std::string write_result(const BatchResult& r) {
  const int succes = r.count(code::verwerkt), box = r.count(code::niet_geabonneerd),
            type = r.count(code::type_onbekend);
  const int publicatie = r.count(code::publicatie), aanmaak = r.count(code::aanmaak);
  const int technisch = r.totaal - succes - box - type - publicatie - aanmaak;
  xml::Writer w;
  w.open("v:BerichtVerwerkResponse")
      .attribute("xmlns:v", "http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01");
  w.attribute("xmlns:r",
              "http://schemas.rdw.nl/GEB/BerichtVerwerkService/BerichtResultaat/Types/2009/01")
      .open("BatchInformatie");
  w.element("BerichtLeverancierCode", r.leverancier).element("BatchID", r.batch_id);
  const auto number = [&](std::string_view name, int n) { w.element(name, std::to_string(n)); };
  number("TotaalAantalOntvangenBerichten", r.totaal + r.te_hoog);
  number("AantalBerichtenSuccesvolVerwerkt", succes + r.te_hoog);
  number("AantalBerichtenGeenActieveBoxOfGeabonneertOpLeverancier", box);
  number("AantalBerichtenMetTechnischProbleem", technisch);
  number("AantalBerichtenBerichtTypeNietCorrect", type);
  number("AantalBerichtenPublicatieDatumNietCorrect", publicatie);
  number("AantalBerichtenAanmaakDatumNietCorrect", aanmaak);
  w.element("DatumOntvangen", time::format(r.ontvangen))
      .element("DatumVerwerkt", time::format(r.verwerkt))
      .close()
      .open("Berichten");
  for (const Outcome& o : r.outcomes)
    w.open("r:Bericht")
        .element("BerichtID", o.bericht_id)
        .element("BerichtType", o.berichttype)
        .element("VerwerkingsCode", o.code)
        .element("Stadium", o.stadium)
        .close();
  return w.take();
}

}  // namespace mosim::berichtenbox
