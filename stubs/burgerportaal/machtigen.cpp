// Machtigen: give, accept, refuse, withdraw, and see both ways what there is. Spec:
// burgerportaal 4.
#include "simulator/base/dutch.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/domain/organisaties.hpp"
#include "stubs/burgerportaal/machtigingen.hpp"
#include "stubs/burgerportaal/pages.hpp"

#include <algorithm>
#include <set>

namespace mosim::burgerportaal {

namespace {

const std::string base = "/mijn/machtigen";

std::string state(const Machtiging& m, const std::string& self) {
  if (m.beeindigd) {
    const std::string when = " op " + dutch::day(*m.beeindigd);
    if (!m.aanvaard && m.beeindigd_door == m.gemachtigde) return "Geweigerd" + when;
    return (m.beeindigd_door == m.gever ? "Ingetrokken" : "Beëindigd") + when;
  }
  if (m.aanvaard) return "Geldig sinds " + dutch::day(*m.aanvaard);
  return m.gever == self ? "Wacht op antwoord" : "Wacht op uw antwoord";
}

nlohmann::json shown(store::Connection& c, const std::vector<Machtiging>& all,
                     const std::string& self) {
  nlohmann::json out = nlohmann::json::array();
  for (const auto& m : all) {
    const std::string& other = m.gever == self ? m.gemachtigde : m.gever;
    const auto burger = domain::burgers::find(c, other);
    nlohmann::json names = nlohmann::json::array();
    for (const auto& one : m.organisaties) names.push_back({{"naam", one}});
    out.push_back({{"id", std::to_string(m.id)},
                   {"bsn", other},
                   {"naam", burger ? domain::volledige_naam(*burger) : "onbekend"},
                   {"organisaties", std::move(names)},
                   {"gegeven", dutch::day(m.gegeven)},
                   {"toestand", state(m, self)},
                   {"open", m.open()},
                   {"geldig", m.geldig()},
                   {"loopt", !m.beeindigd}});
  }
  return out;
}

http::Response overview(const http::Request&, portal::Call& call) {
  const std::string& self = call.visitor.self.bsn;
  auto values = call.world.database().read([&](store::Connection& c) {
    return nlohmann::json{{"gegeven", shown(c, machtigingen::given_by(c, self), self)},
                          {"ontvangen", shown(c, machtigingen::given_to(c, self), self)}};
  });
  values["geen_gegeven"] = values["gegeven"].empty();
  values["geen_ontvangen"] = values["ontvangen"].empty();
  return portal::page(call, "mijn-machtigen", "Machtigen", std::move(values));
}

// What was filled in, so that it need not be typed again.
http::Response form(portal::Call& call, const char* problem = nullptr) {
  const auto chosen = portal::fields(call.form, "oin");
  const auto all = call.world.database().read(
      [](store::Connection& c) { return domain::organisaties::list(c); });
  nlohmann::json organisaties = nlohmann::json::array();
  for (const auto& one : all)
    organisaties.push_back({{"oin", one.oin},
                            {"naam", one.naam},
                            {"aan", std::ranges::find(chosen, one.oin) != chosen.end()}});
  nlohmann::json values = {{"organisaties", std::move(organisaties)},
                           {"bsn", portal::field(call.form, "bsn")},
                           {"geboren", portal::field(call.form, "geboren")}};
  if (problem) values[problem] = true;
  return portal::page(call, "mijn-machtigen-nieuw", "Iemand machtigen", std::move(values),
                      problem ? 422 : 200);
}

// The birth date shows that the giver knows this person: a wrong one, a stranger and somebody
// without an activated account all read the same.
http::Response give(const http::Request&, portal::Call& call) {
  const std::string& self = call.visitor.self.bsn;
  const std::string wie(text::trim(portal::field(call.form, "bsn")));
  if (wie == self) return form(call, "zelf");
  const auto now = call.world.clock().now();
  const auto asked = portal::fields(call.form, "oin");
  const char* problem = call.world.database().write([&](store::Connection& c) -> const char* {
    const auto other = domain::burgers::find(c, wie);
    if (!other || other->account != domain::Account::actief ||
        other->geboortedatum != text::trim(portal::field(call.form, "geboren")))
      return "onbekend";
    std::vector<std::string> oins;
    for (const auto& oin : std::set<std::string>(asked.begin(), asked.end()))
      if (domain::organisaties::find(c, oin)) oins.push_back(oin);
    if (oins.empty()) return "geen_organisatie";
    machtigingen::give(c, self, wie, oins, now);
    return nullptr;
  });
  if (problem) return form(call, problem);
  return portal::done(call, base,
                      "De machtiging is gegeven. Zij geldt zodra de ander haar aanvaardt.");
}

using Change = std::function<bool(store::Connection&, std::int64_t id, const std::string& self,
                                  Timestamp now)>;

http::Response change(const http::Request& request, portal::Call& call, const Change& what,
                      const char* said) {
  const auto id = text::to_int(request.capture("id")).value_or(-1);
  const bool changed = call.world.database().write([&](store::Connection& c) {
    return what(c, id, call.visitor.self.bsn, call.world.clock().now());
  });
  return portal::done(call, base, changed ? said : "Deze machtiging is er niet (meer).");
}

void add_change(portal::Routes& routes, const std::string& path, Change what, const char* said) {
  routes.add("POST", path,
             [what = std::move(what), said](const http::Request& request, portal::Call& call) {
               return change(request, call, what, said);
             });
}

portal::Tile tile(World& world, const portal::Visitor& visitor) {
  const auto received = world.database().read(
      [&](store::Connection& c) { return machtigingen::given_to(c, visitor.self.bsn); });
  const auto open = std::ranges::count_if(received, &Machtiging::open);
  return {"Machtigen",
          open > 0 ? "Iemand heeft u gemachtigd en wacht op uw antwoord."
                   : "Laat iemand anders uw berichten lezen, of lees die van een ander.",
          base, open};
}

std::vector<portal::News> news(World& world, const portal::Visitor& visitor) {
  return world.database().read([&](store::Connection& c) {
    std::vector<portal::News> out;
    for (const auto& m : machtigingen::given_to(c, visitor.self.bsn))
      if (const auto gever = domain::burgers::find(c, m.gever); gever && m.open())
        out.push_back({domain::volledige_naam(*gever) + " wil u machtigen", base, m.gegeven});
    return out;
  });
}

}  // namespace

portal::Section machtigen() {
  portal::Section section;
  section.id = "machtigen";
  section.title = "Machtigen";
  section.order = 40;
  section.tile = tile;
  section.news = news;
  auto& r = section.routes;
  r.add("GET", "/", overview);
  r.add("GET", "/nieuw", [](const http::Request&, portal::Call& call) { return form(call); });
  r.add("POST", "/nieuw", give);
  add_change(r, "/{id}/aanvaarden", machtigingen::accept, "U heeft de machtiging aanvaard.");
  add_change(r, "/{id}/weigeren", machtigingen::end, "U heeft de machtiging geweigerd.");
  add_change(r, "/{id}/intrekken", machtigingen::end, "De machtiging is ingetrokken.");
  add_change(r, "/{id}/beeindigen", machtigingen::end, "De machtiging is beëindigd.");
  return section;
}

}  // namespace mosim::burgerportaal
