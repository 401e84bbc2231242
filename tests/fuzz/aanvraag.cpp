// A question to the AbonnementService.
#include "stubs/berichtenbox/aanvraag.hpp"

#include "simulator/xml/gate.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

MOSIM_FUZZ_TARGET {
  static const xml::Schema& schema = xml::Schema::load("berichtenbox/abonnement.xsd");
  if (!xml::check(input, &schema).ok()) return;
  int seen = 0;
  const auto aanvraag = berichtenbox::read_aanvraag(input, [&](const std::string& bsn) {
    ++seen;
    fuzz::promise(bsn.size() == 9, "a BSN has nine digits");
  });
  fuzz::promise(aanvraag.bsns == seen, "each BSN is given once");
  fuzz::promise(!aanvraag.oin.empty() && !aanvraag.verzoek_id.empty(), "the question is named");
}
