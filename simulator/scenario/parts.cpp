// What the engine lets a scenario set: organisations, burgers and switches.
#include "simulator/base/asset.hpp"
#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/domain/organisaties.hpp"
#include "simulator/pki/oin.hpp"
#include "simulator/scenario/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::scenario {

namespace {

using nlohmann::json;

// --- organisaties

void write_organisatie(Writing& w, const json& given, const std::string& path) {
  const auto oin = given.at("oin").get<std::string>();
  const auto found = domain::organisaties::find(w.connection, oin);
  if (const auto status = pki::check_oin(oin); !status)
    return w.refuse(child(path, "oin"), status.error().text, status.error().hint);
  if (!found && !given.contains("naam"))
    return w.refuse(path, "'naam' is missing", "this world has no organisation " + oin + " yet");
  domain::Organisatie o = found.value_or(domain::Organisatie{oin, "", ""});
  o.naam = given.value("naam", o.naam);
  o.omschrijving = given.value("omschrijving", o.omschrijving);
  domain::organisaties::upsert(w.connection, o);
  for (const auto& type : given.value("berichttypen", json::array())) {
    const auto code = type.at("code").get<std::string>();
    auto wanted = domain::organisaties::find_type(w.connection, oin, code)
                      .value_or(domain::Berichttype{oin, code, code, true});
    wanted.naam = type.value("naam", code);
    wanted.actief = type.value("actief", true);
    domain::organisaties::upsert_type(w.connection, wanted);
  }
}

// After all organisations: an intermediary may stand further down in the list.
void write_intermediairs(Writing& w, const json& given, const std::string& path) {
  const auto oin = given.at("oin").get<std::string>();
  const json intermediairs = given.value("intermediairs", json::array());
  for (std::size_t i = 0; i < intermediairs.size(); ++i) {
    const auto by = intermediairs[i].get<std::string>();
    if (!domain::organisaties::find(w.connection, by))
      w.refuse(child(child(path, "intermediairs"), i), "no organisation " + by,
               "add it to organisaties");
    else if (!domain::organisaties::is_client(w.connection, by, oin, w.now))
      domain::organisaties::authorise(w.connection, {by, oin, w.now, std::nullopt});
  }
}

void write_organisaties(Writing& w, const json& given) {
  for (std::size_t i = 0; i < given.size(); ++i)
    write_organisatie(w, given[i], child("/organisaties", i));
  for (std::size_t i = 0; i < given.size(); ++i)
    write_intermediairs(w, given[i], child("/organisaties", i));
}

// --- burgers

// Of a burger whose scenario does not care.
domain::Burger fresh(const std::string& bsn) {
  domain::Burger b;
  b.bsn = bsn;
  b.geslacht = "O";
  b.straat = "Voorbeeldstraat";
  b.huisnummer = 1;
  b.postcode = "1234AB";
  b.plaats = "Voorbeeldstad";
  b.account = domain::Account::actief;
  return b;
}

void write_abonnementen(Writing& w, const std::string& bsn, const json& given,
                        const std::string& path) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto oin = given[i].at("oin").get<std::string>();
    const auto code = given[i].contains("berichttype")
                          ? std::optional(given[i].at("berichttype").get<std::string>())
                          : std::nullopt;
    if (!domain::organisaties::find(w.connection, oin))
      w.refuse(child(child(path, i), "oin"), "no organisation " + oin, "add it to organisaties");
    else if (code && !domain::organisaties::find_type(w.connection, oin, *code))
      w.refuse(child(child(path, i), "berichttype"),
               fmt::format("{} has no berichttype {}", oin, *code), "add it to organisaties");
    else
      domain::abonnementen::subscribe(w.connection, bsn, oin, code, given[i].at("aan").get<bool>(),
                                      w.now);
  }
}

// Whether a new burger can be made so; the mistakes are told.
bool may_be_born(Writing& w, const json& given, const std::string& bsn, const std::string& path) {
  const std::size_t before = w.mistakes.size();
  if (!bsn.starts_with("9999"))
    w.refuse(child(path, "bsn"), bsn + " is of nobody in this world",
             "a new burger has a test number: it begins with 9999");
  for (const auto* name : {"voornamen", "achternaam", "geboortedatum"})
    if (!given.contains(name))
      w.refuse(path, fmt::format("'{}' is missing", name),
               "this world has no burger " + bsn + " yet");
  return w.mistakes.size() == before;
}

void change(domain::Burger& b, const json& given) {
  const auto text = [&](const char* name, std::string& to) { to = given.value(name, to); };
  text("voornamen", b.voornamen);
  text("voorvoegsel", b.voorvoegsel);
  text("achternaam", b.achternaam);
  text("geboortedatum", b.geboortedatum);
  text("geslacht", b.geslacht);
  text("straat", b.straat);
  text("postcode", b.postcode);
  text("plaats", b.plaats);
  text("email", b.email);
  b.huisnummer = given.value("huisnummer", b.huisnummer);
  b.email_bericht = given.value("emailBericht", b.email_bericht);
  b.herinnering = given.value("herinnering", b.herinnering);
}

void write_burger(Writing& w, const json& given, const std::string& path) {
  const std::string bsn = bsn_in(given.at("bsn"));
  if (!domain::bsn_valid(bsn))
    return w.refuse(child(path, "bsn"), bsn + " is no BSN", "it must pass the eleven-test");
  const auto found = domain::burgers::find(w.connection, bsn);
  if (!found && !may_be_born(w, given, bsn, path)) return;
  domain::Burger b = found.value_or(fresh(bsn));
  change(b, given);
  const auto account = domain::account_named(given.value("account", ""));
  if (account && !found) b.account = *account;
  if (!domain::is_date(b.geboortedatum))
    return w.refuse(child(path, "geboortedatum"), b.geboortedatum + " is no day of the calendar",
                    "write it as 1990-12-31");
  domain::burgers::put(w.connection, b);
  // By its own road: that an account changed is told to the organisations.
  if (account && found) domain::burgers::set_account(w.connection, bsn, *account, w.now);
  write_abonnementen(w, bsn, given.value("abonnementen", json::array()),
                     child(path, "abonnementen"));
}

void write_burgers(Writing& w, const json& given) {
  for (std::size_t i = 0; i < given.size(); ++i) write_burger(w, given[i], child("/burgers", i));
}

// --- switches

std::string text_of(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void judge_switches(Writing& w, const json& given) {
  for (const auto& [id, value] : given.items())
    if (const auto status = w.world.switches().check(id, text_of(value)); !status)
      w.refuse(child("/switches", id), status.error().text, status.error().hint);
}

void set_switches(World& world, const json& given) {
  for (const auto& [id, value] : given.items())
    if (const auto status = world.switches().set(id, text_of(value)); !status)
      throw std::logic_error(describe(status.error()));
}

}  // namespace

void install(House& house) {
  const auto schema = [](const char* name) {
    return assets::get(std::string("schemas/scenario/") + name + ".json");
  };
  house.scenario.push_back({"organisaties", schema("organisaties"), write_organisaties, {}});
  house.scenario.push_back({"burgers", schema("burgers"), write_burgers, {}});
  house.scenario.push_back({"switches", schema("switches"), judge_switches, set_switches});
}

}  // namespace mosim::scenario
