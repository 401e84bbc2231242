#include "stubs/berichtenbox/rules.hpp"

#include <stdexcept>
#include <string>

namespace mosim::berichtenbox {

namespace {
using enum rules::Severity;
using enum rules::Certainty;

constexpr rules::Rule table[] = {
    {rule::payload, error, inferred, "the ebMS message has one payload part", "observed; spec 2.1",
     "send the batch as one MIME part that the Manifest names"},
    {rule::not_xml, error, choice, "the payload is XML without DOCTYPE", "spec 4.5",
     "look at the line; is the payload compressed or in base64?"},
    {rule::schema, error, certain, "the batch is valid by the schema", "GLOBEBatchRequest.xsd",
     "look at the place: lengths, order, namespaces and cardinalities are those of the schema"},
    {rule::batch_size, error, choice, "a batch is at most 100 MB, base64 included",
     "TAH 5.2; the answer is not known", "send smaller batches"},
    {rule::oin, error, certain,
     "BerichtLeverancierID is the OIN of the sender in the CPA, or of a client that authorised it",
     "TAH 5.3; spec 7",
     "20 digits without prefix; as intermediary, have the organisation authorise you in the "
     "Leveranciersportaal"},
    {rule::inner_batch_id, warning, certain, "BatchID in each Bericht repeats that of the batch",
     "TAH 5.3", "copy BatchInformatie/BatchID"},
    {rule::aanmaakdatum, error, certain,
     "AanmaakDatum is at most 13 days before the moment of offering", "TAH 5.3",
     "make the batch anew"},
    {rule::berichttype, error, certain, "BerichtType exists for the organisation and is active",
     "TAH", "configure and activate it in the Leveranciersportaal"},
    {rule::publicatiedatum, error, certain, "PublicatieDatum is at most 13 days ahead",
     "XSD note; TAH", "offer the message later"},
    {rule::bijlage_grootte, error, certain, "attachments together are at most 500 kB before base64",
     "TAH 5.3", "make the PDF smaller; the simulator refuses above 512 000 bytes"},
    {rule::bijlage_grens, warning, inferred, "attachments together are at most 500 000 bytes",
     "spec 3.5", "500 kB may mean 500 000 bytes: stay below"},
    {rule::bijlage_pdf, warning, certain, "an attachment is a PDF (PDF/A-1a or 2a)", "TAH 5.9",
     "the content does not begin as a PDF does"},
    {rule::volgorde, warning, certain, "Volgorde is 1 for one attachment, 1 and 2 for two",
     "XSD note", "number them in order"},
    {rule::bsn, error, choice, "GebruikerID is a BSN that passes the eleven-test and is known",
     "spec 4.5", "use a burger of this world: GET /api/v1/burgers"},
    {rule::geen_box, error, certain, "the burger has an active Berichtenbox", "TAH",
     "use another channel for this burger"},
    {rule::niet_geabonneerd, error, certain,
     "the burger receives messages of this organisation and type", "TAH",
     "use another channel for this burger"},
    {rule::bestaat_al, error, certain, "a BerichtID was not delivered before by this organisation",
     "TAH 5.6", "never send again what was processed; a new message has a new BerichtID"},
    {rule::opslag, error, choice, "the message can be stored (scripted failure)", "spec 11",
     "set switch berichtenbox.opslagfout to nee"},
    {rule::regeleinde, warning, inferred,
     "a line break in BerichtTekst is written as \\r\\n, four characters", "TAH 5.7",
     "a real line break is not shown"},
    {rule::aanvraag, error, certain, "an AbonnementAanvraag is valid XML of its form",
     "official samples; spec 6", "root in its namespace, children without"},
    {rule::aanvraag_oin, error, inferred,
     "the OIN in an AbonnementAanvraag is the sender's or a client's", "spec 6, 7",
     "ask for your own organisation"},
    {rule::validatie_oin, error, choice,
     "berichtleverancierCode is the OIN of the certificate or of a client", "spec 5.2",
     "use the certificate of the organisation"},
    {rule::validatie_type, error, choice, "berichtTypeCode exists and is active", "spec 5.2",
     "configure it in the Leveranciersportaal"},
    {rule::validatie_klanten, error, certain, "a question holds 1 to 250 klanten", "TAH 7",
     "ask in pieces"},
    {rule::validatie_leeg, error, choice, "no field of the question is nil", "spec 5.2",
     "fill Key and Rol of each Klant"},
    {rule::validatie_schema, error, certain, "the question is valid by the WSDL", "WSDL",
     "look at the place"},
};

const rules::Switch switch_table[] = {
    {"berichtenbox.controle-abonnement",
     rules::Switch::Kind::choice,
     "aan",
     {"aan", "uit"},
     "whether delivery checks box and subscription",
     "aan is GLOBE, uit is BBO (spec 10)"},
    {"berichtenbox.publicatiedatum-vanaf",
     rules::Switch::Kind::choice,
     "ontvangst",
     {"ontvangst", "aanmaakdatum"},
     "from which moment the 13 days of PublicatieDatum count",
     "XSD note against TAH (spec 3.3)"},
    {"berichtenbox.resultaat",
     rules::Switch::Kind::choice,
     "normaal",
     {"normaal", "nooit"},
     "whether a batch gets its result",
     "a missing result happens in practice (spec 4.5)"},
    {"berichtenbox.resultaat-vertraging",
     rules::Switch::Kind::duration,
     "PT0S",
     {},
     "virtual time before a result is sent",
     "no fixed time is known (spec 4.5)"},
    {"berichtenbox.opslagfout",
     rules::Switch::Kind::choice,
     "nee",
     {"nee", "ja"},
     "storing a message fails: TechnischProbleem with StoreMessage",
     "scripted (spec 11)"},
    {"berichtenbox.abonnement-vertraging",
     rules::Switch::Kind::duration,
     "PT0S",
     {},
     "virtual time before an AbonnementAanvraag is answered",
     "within four hours (TAH 4)"},
    {"berichtenbox.validatie",
     rules::Switch::Kind::choice,
     "normaal",
     {"normaal", "dependent-fault"},
     "DependentServiceFault instead of an answer",
     "scripted (spec 5.2)"},
};
}  // namespace

std::span<const rules::Rule> rules() { return table; }
std::span<const rules::Switch> switches() { return switch_table; }
const rules::Rule& rule_named(std::string_view id) {
  for (const rules::Rule& rule : table)
    if (rule.id == id) return rule;
  throw std::logic_error("no such rule: " + std::string(id));
}

}  // namespace mosim::berichtenbox
