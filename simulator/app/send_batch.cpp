#include "simulator/app/send_batch.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/xml/document.hpp"
#include "stubs/berichtenbox/batch.hpp"

namespace mosim::app {

Batch make_batch(const MessageFields& f, int first, int count, Timestamp now) {
  std::vector<std::string> inhoud;
  for (const auto& file : f.bijlagen) inhoud.push_back(text::base64_encode(pki::read_file(file)));
  const std::string batch_id = ids::uuid();
  xml::Writer w;
  w.open("v:Berichten")
      .attribute("xmlns:v", "http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01");
  w.attribute("xmlns:b", "http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01")
      .open("v:BatchInformatie");
  w.element("v:BatchID", batch_id)
      .element("v:AanmaakDatum", time::format(now))
      .element("v:BerichtLeverancierID", f.leverancier)
      .close();
  for (int i = first; i < first + count; ++i) {
    w.open("b:Bericht")
        .open("b:BerichtInformatie")
        .element("b:BatchID", batch_id)
        .element("b:BerichtID", ids::uuid());
    w.element("b:BerichtType", f.berichttype);
    if (!f.publicatiedatum.empty()) w.element("b:PublicatieDatum", f.publicatiedatum);
    w.element("b:Onderwerp", f.onderwerp);
    if (!f.tekst.empty()) w.element("b:BerichtTekst", f.tekst);
    if (!f.referentie.empty()) w.element("b:Referentie", f.referentie);
    w.element("b:GebruikerID", f.bsns[static_cast<std::size_t>(i) % f.bsns.size()])
        .element("b:SoortGebruiker", "Burger")
        .close();
    if (!inhoud.empty()) w.open("b:Bijlagen");
    for (std::size_t n = 0; n < inhoud.size(); ++n)
      w.open("b:Bijlage")
          .element("b:Inhoud", inhoud[n])
          .element("b:BijlageType", "Pdf")
          .element("b:Omschrijving", f.bijlagen[n].filename().string())
          .element("b:Volgorde", std::to_string(n + 1))
          .close();
    if (!inhoud.empty()) w.close();
    w.close();
  }
  return {w.take(), count};
}

Batch read_batch(const std::filesystem::path& file) {
  Batch batch;
  batch.xml = pki::read_file(file);
  batch.berichten = berichtenbox::glimpse(batch.xml).berichten;
  return batch;
}

}  // namespace mosim::app
