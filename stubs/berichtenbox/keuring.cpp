#include "stubs/berichtenbox/keuring.hpp"

#include "simulator/base/text.hpp"
#include "simulator/domain/burger.hpp"
#include "simulator/xml/gate.hpp"

#include <fmt/format.h>

namespace mosim::berichtenbox {

namespace {

constexpr std::size_t most_batch = 100'000'000;  // TAH 5.2
constexpr std::size_t most_bijlagen = 512'000;   // spec 3.5, SIM
constexpr std::size_t safe_bijlagen = 500'000;
constexpr auto most_days = std::chrono::hours(13 * 24);

class Keurder {
 public:
  Keurder(const Bericht& bericht, const BatchInfo& info, const Maatstaf& maatstaf, Kennis& kennis)
      : b_(bericht), info_(info), maatstaf_(maatstaf), kennis_(kennis) {}

  // In the order of spec 4.5.
  Keuring keur() {
    warn();
    dates_and_type();
    attachments();
    burger();
    return std::move(found_);
  }

 private:
  void refuse(std::string_view code, std::string_view stadium, std::string_view rule,
              std::string_view element, std::string detail) {
    found_.weigeringen.push_back(
        {code, stadium, rules::hit(rule_named(rule), b_.place(element), std::move(detail))});
  }
  void warn(std::string_view rule, std::string_view element, std::string detail) {
    found_.warnings.push_back(rules::hit(rule_named(rule), b_.place(element), std::move(detail)));
  }

  void dates_and_type() {
    if (info_.aanmaakdatum && maatstaf_.ontvangen - *info_.aanmaakdatum > most_days)
      refuse(code::aanmaak, stadium::na, rule::aanmaakdatum, "BerichtInformatie",
             fmt::format("AanmaakDatum is {}", time::format(*info_.aanmaakdatum)));
    if (!kennis_.type_active(info_.leverancier, b_.berichttype).value_or(true))
      refuse(code::type_onbekend, stadium::type, rule::berichttype, "BerichtInformatie/BerichtType",
             fmt::format("'{}' is not an active berichttype of {}",
                         text::one_line(b_.berichttype, 20), info_.leverancier));
    const Timestamp from =
        maatstaf_.vanaf_aanmaak && info_.aanmaakdatum ? *info_.aanmaakdatum : maatstaf_.ontvangen;
    if (b_.publicatiedatum && *b_.publicatiedatum - from > most_days)
      refuse(code::publicatie, stadium::na, rule::publicatiedatum,
             "BerichtInformatie/PublicatieDatum",
             fmt::format("PublicatieDatum is {}", time::format(*b_.publicatiedatum)));
  }

  void attachments() {
    std::size_t bytes = 0;
    for (const Bijlage& bijlage : b_.bijlagen) bytes += bijlage.grootte;
    if (bytes > most_bijlagen)
      refuse(code::bijlage, stadium::na, rule::bijlage_grootte, "Bijlagen",
             fmt::format("{} bytes", bytes));
    else if (bytes > safe_bijlagen)
      warn(rule::bijlage_grens, "Bijlagen", fmt::format("{} bytes", bytes));
  }

  void burger() {
    const auto unwanted = [&](std::string_view rule, std::string_view detail) {
      refuse(code::niet_geabonneerd, stadium::gebruiker, rule, "BerichtInformatie/GebruikerID",
             std::string(detail));
    };
    if (!domain::bsn_valid(b_.bsn)) return unwanted(rule::bsn, "GebruikerID fails the eleven-test");
    const auto delivery = kennis_.deliverability(b_.bsn, info_.leverancier, b_.berichttype);
    if (!delivery) return;
    if (!delivery->known) return unwanted(rule::bsn, "no burger of this world has this BSN");
    if (!maatstaf_.controle) return;
    if (!delivery->active) return unwanted(rule::geen_box, "the burger has no active Berichtenbox");
    if (!delivery->subscribed)
      unwanted(rule::niet_geabonneerd, "the burger switched off the organisation or the type");
  }

  void warn() {
    if (b_.batch_id != info_.batch_id)
      warn(rule::inner_batch_id, "BerichtInformatie/BatchID", text::one_line(b_.batch_id, 40));
    if (b_.tekst.find_first_of("\r\n") != std::string::npos)
      warn(rule::regeleinde, "BerichtInformatie/BerichtTekst", "it holds a real line break");
    int number = 0;
    for (const Bijlage& bijlage : b_.bijlagen) {
      ++number;
      if (bijlage.volgorde != number)
        warn(rule::volgorde, bijlage_place(number, "Volgorde"), std::to_string(bijlage.volgorde));
      if (bijlage.grootte == bijlage.inhoud.size() && !bijlage.inhoud.starts_with("%PDF-"))
        warn(rule::bijlage_pdf, bijlage_place(number, "Inhoud"), "it does not begin with %PDF-");
    }
  }

  const Bericht& b_;
  const BatchInfo& info_;
  const Maatstaf& maatstaf_;
  Kennis& kennis_;
  Keuring found_;
};

}  // namespace

std::vector<rules::Hit> keur_document(std::string_view xml, std::size_t most) {
  std::vector<rules::Hit> hits;
  const auto broken = [&](std::string_view rule, std::string place, std::string detail) {
    hits.push_back(rules::hit(rule_named(rule), std::move(place), std::move(detail)));
  };
  if (xml.size() > most_batch) {
    broken(rule::batch_size, "payload", fmt::format("{} bytes", xml.size()));
    return hits;
  }
  const auto verdict = xml::check(xml, &xml::Schema::load("berichtenbox/request.xsd"), most);
  for (const auto& problem : verdict.problems)
    broken(verdict.well_formed ? rule::schema : rule::not_xml, xml::place(problem), problem.text);
  if (verdict.ok())
    if (auto place = foreign_to_base64(xml))
      broken(rule::schema, std::move(*place), "the content is not base64");
  return hits;
}

Maatstaf maatstaf(World& world, Timestamp ontvangen) {
  return {ontvangen, world.switches().is("berichtenbox.controle-abonnement", "aan"),
          world.switches().is("berichtenbox.publicatiedatum-vanaf", "aanmaakdatum")};
}

std::optional<rules::Hit> keur_leverancier(const BatchInfo& info, const std::string& sender,
                                           const Maatstaf& maatstaf, Kennis& kennis) {
  if (kennis.may_act_for(sender, info.leverancier, maatstaf.ontvangen).value_or(true))
    return std::nullopt;
  return rules::hit(rule_named(rule::oin), "/Berichten/BatchInformatie/BerichtLeverancierID",
                    fmt::format("BerichtLeverancierID is '{}', the sender is {}",
                                text::one_line(info.leverancier, 40), sender));
}

Keuring keur(const Bericht& bericht, const BatchInfo& info, const Maatstaf& maatstaf,
             Kennis& kennis) {
  return Keurder(bericht, info, maatstaf, kennis).keur();
}

std::vector<rules::Hit> keur_aanvraag(std::string_view xml, std::size_t most) {
  std::vector<rules::Hit> hits;
  for (const auto& problem :
       xml::check(xml, &xml::Schema::load("berichtenbox/abonnement.xsd"), most).problems)
    hits.push_back(rules::hit(rule_named(rule::aanvraag), xml::place(problem), problem.text));
  return hits;
}

std::optional<rules::Hit> keur_vrager(const Aanvraag& aanvraag, const std::string& sender,
                                      Timestamp at, Kennis& kennis) {
  if (kennis.may_act_for(sender, aanvraag.oin, at).value_or(true)) return std::nullopt;
  return rules::hit(
      rule_named(rule::aanvraag_oin), "/AbonnementAanvraag/BerichtLeverancier/OIN",
      fmt::format("OIN is '{}', the sender is {}", text::one_line(aanvraag.oin, 40), sender));
}

Weigering bestaat_al(const Bericht& bericht) {
  return {code::bestaat_al, stadium::na,
          rules::hit(rule_named(rule::bestaat_al), bericht.place("BerichtInformatie/BerichtID"),
                     "this BerichtID was delivered before")};
}

}  // namespace mosim::berichtenbox
