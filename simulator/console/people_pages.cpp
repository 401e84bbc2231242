#include "simulator/console/people_pages.hpp"

#include "simulator/base/text.hpp"
#include "simulator/console/entries.hpp"
#include "simulator/console/marking.hpp"
#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/domain/organisaties.hpp"

#include <fmt/format.h>

namespace mosim::console {

namespace {

using nlohmann::json;

constexpr int on_a_page = 50;

http::Response burgers(Call& call) {
  const auto found = ask_list(call, "/api/v1/burgers", {"zoek", "account", "after"}, on_a_page);
  if (!found.ok()) call.problem = found.problem();
  json rows = found.ok() ? found.body["burgers"] : json::array();
  for (auto& one : rows)
    one["account_tekst"] = call.text("account_" + one["account"].get<std::string>());
  return show(call, "console-burgers",
              {{"zoek", visible(call.asked("zoek"))},
               {"accounts", choices(call, call.asked("account"), "account",
                                    {"geen", "niet_geactiveerd", "actief"})},
               {"leeg", rows.empty()},
               {"totaal", found.ok() ? found.body["totaal"] : json(0)},
               {"burgers", std::move(rows)},
               {"verder", found.ok() ? next_page(call, found.body) : ""}});
}

json panel(const Call& call, const House::Panel& panel, const std::string& bsn) {
  const bool english = call.language == "en";
  json columns = json::array(), rows = json::array();
  for (const auto& column : panel.columns) columns.push_back(english ? column.en : column.nl);
  for (const auto& row : panel.rows(call.world(), bsn)) {
    json cells = json::array();
    for (const auto& cell : row) cells.push_back({{"tekst", visible(cell)}});
    rows.push_back({{"cellen", std::move(cells)}});
  }
  return {{"id", panel.id},
          {"titel", english ? panel.title.en : panel.title.nl},
          {"leeg", rows.empty()},
          {"kolommen", std::move(columns)},
          {"rijen", std::move(rows)}};
}

http::Response burger(Call& call) {
  const std::string bsn(call.request.capture("bsn"));
  const auto found = call.world().database().read(
      [&](store::Connection& c) { return domain::burgers::find(c, bsn); });
  if (!found) return not_found(call);
  json panels = json::array();
  for (const auto& one : call.world().house().panels) panels.push_back(panel(call, one, bsn));
  json choices_made = json::array();
  for (const auto& one : call.world().database().read(
           [&](store::Connection& c) { return domain::abonnementen::abonnementen_of(c, bsn); }))
    choices_made.push_back({{"naam", one.naam}, {"oin", one.oin}, {"aan", one.aan}});
  const auto account = domain::name(found->account);
  return show(
      call, "console-burger",
      {{"bsn", bsn},
       {"naam", domain::volledige_naam(*found)},
       {"geboren", found->geboortedatum},
       {"adres", fmt::format("{} {}, {} {}", found->straat, found->huisnummer, found->postcode,
                             found->plaats)},
       {"email", found->email},
       {"account", call.text(fmt::format("account_{}", account))},
       {"accounts", choices(call, account, "account", {"geen", "niet_geactiveerd", "actief"})},
       {"bladen", std::move(panels)},
       {"abonnementen", std::move(choices_made)},
       {"berichten_aan", "/console/uitgaand?bsn=" + bsn}});
}

http::Response change_burger(Call& call) {
  const std::string bsn(call.request.capture("bsn"));
  const auto answer = ask(call, "PUT", "/api/v1/burgers/" + text::percent_encode(bsn) + "/account",
                          as_text({{"account", call.field("account")}}));
  if (answer.ok()) return done(call, call.request.path, "burger");
  call.problem = answer.problem();
  return burger(call);
}

http::Response organisaties(Call& call) {
  const auto found = ask_list(call, "/api/v1/organisaties", {"after"}, on_a_page);
  if (!found.ok()) call.problem = found.problem();
  json rows = found.ok() ? found.body["organisaties"] : json::array();
  for (auto& one : rows) one["aantal_typen"] = one["berichttypen"].size();
  return show(call, "console-organisaties",
              {{"organisaties", std::move(rows)},
               {"verder", found.ok() ? next_page(call, found.body) : ""}});
}

json cpas_of(const Call& call, const std::string& oin) {
  json out = json::array();
  auto& cpas = call.world().cpas();
  for (const auto& cpa : cpas.all()) {
    const auto* party = cpa->party_by_oin(oin);
    if (!party) continue;
    std::string endpoint;
    for (const auto& channel : party->channels)
      if (endpoint.empty()) endpoint = cpas.endpoint(*cpa, *party, channel);
    const bool usable = cpa->usable_at(call.world().clock().now());
    out.push_back({{"id", cpa->id},
                   {"van", time::format_seconds(cpa->start)},
                   {"tot", time::format_seconds(cpa->end)},
                   {"geldig", usable},
                   {"pad", "/api/v1/cpas/" + text::percent_encode(cpa->id)},
                   {"endpoint", visible(endpoint)}});
  }
  return out;
}

json certificates_of(const Call& call, const std::string& oin) {
  const auto found = ask(call, "GET", "/api/v1/pki/certificaten?limit=1000&oin=" + oin);
  json out = json::array();
  if (!found.ok()) return out;
  for (const auto& one : found.body.value("certificaten", json::array()))
    if (one.value("oin", "") == oin) out.push_back(one);
  return out;
}

http::Response organisatie(Call& call) {
  const std::string oin(call.request.capture("oin"));
  const auto found = call.world().database().read(
      [&](store::Connection& c) { return domain::organisaties::find(c, oin); });
  if (!found) return not_found(call);
  json types = json::array();
  for (const auto& type : call.world().database().read(
           [&](store::Connection& c) { return domain::organisaties::types(c, oin); }))
    types.push_back({{"code", type.code}, {"naam", visible(type.naam)}, {"actief", type.actief}});
  return show(call, "console-organisatie",
              {{"oin", oin},
               {"naam", visible(found->naam)},
               {"omschrijving", visible(found->omschrijving)},
               {"typen", std::move(types)},
               {"cpas", cpas_of(call, oin)},
               {"certificaten", certificates_of(call, oin)},
               {"verkeer", "/console/journaal?van=" + oin}});
}

http::Response uitgaand(Call& call) {
  const auto messages = ask_list(call, "/api/v1/uitgaand", {}, on_a_page);
  const auto notices = ask_list(call, "/api/v1/notices", {"bsn"}, on_a_page);
  const Names known = names(call);
  json out = messages.ok() ? messages.body["berichten"] : json::array();
  for (auto& one : out) {
    one["aan"] = named(known, one["aan"].get<std::string>());
    one["gesprek"] = conversation_path(one["conversationId"].get<std::string>());
    one["toelichting"] = visible(one["toelichting"].get<std::string>());
  }
  json told = notices.ok() ? notices.body["berichten"] : json::array();
  for (auto& one : told)
    for (const char* name : {"onderwerp", "tekst", "aan", "toelichting"})
      one[name] = visible(one[name].get<std::string>());
  return show(call, "console-uitgaand",
              {{"bsn", visible(call.asked("bsn"))},
               {"berichten", out},
               {"geen_berichten", out.empty()},
               {"meldingen", told},
               {"geen_meldingen", told.empty()}});
}

}  // namespace

void install_people(Routes& beheer) {
  add_page(beheer, "/console/burgers", burgers);
  add_page(beheer, "/console/burgers/{bsn}", burger, change_burger);
  add_page(beheer, "/console/organisaties", organisaties);
  add_page(beheer, "/console/organisaties/{oin}", organisatie);
  add_page(beheer, "/console/uitgaand", uitgaand);
}

}  // namespace mosim::console
