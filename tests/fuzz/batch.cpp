// A delivery of the Berichtenbox: judged, then read; what did not pass is only glimpsed.
#include "stubs/berichtenbox/batch.hpp"

#include "simulator/xml/gate.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

MOSIM_FUZZ_TARGET {
  static const xml::Schema& schema = xml::Schema::load("berichtenbox/request.xsd");
  const auto glimpse = berichtenbox::glimpse(input);
  if (!xml::check(input, &schema).ok() || berichtenbox::foreign_to_base64(input)) return;
  int infos = 0, berichten = 0;
  const bool whole = berichtenbox::read_batch(
      input,
      [&](const berichtenbox::BatchInfo& info) {
        ++infos;
        fuzz::promise(!info.batch_id.empty() && !info.leverancier.empty(), "the batch is named");
      },
      [&](berichtenbox::Bericht& bericht) {
        fuzz::promise(bericht.nummer == ++berichten, "messages are counted in order");
        fuzz::promise(!bericht.bericht_id.empty() && !bericht.onderwerp.empty(),
                      "a message is read");
        fuzz::promise(bericht.bijlagen.size() <= 2, "two attachments at most");
        for (const auto& bijlage : bericht.bijlagen)
          fuzz::promise(bijlage.grootte == bijlage.inhoud.size() && bijlage.grootte > 0,
                        "what the schema takes for base64 is decoded");
      });
  fuzz::promise(whole && infos == 1 && berichten == glimpse.berichten, "the batch is read whole");
}
