// Settings: e-mail address, notices, and from whom one wants post. Spec: burgerportaal 3.
#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/notify/notify.hpp"
#include "stubs/burgerportaal/emailcode.hpp"
#include "stubs/burgerportaal/pages.hpp"

#include <set>

namespace mosim::burgerportaal {

namespace {

const std::string base = "/mijn/instellingen";

http::Response overview(portal::Call& call, nlohmann::json values = nlohmann::json::object(),
                        int status = 200) {
  const domain::Burger& self = call.visitor.self;
  const auto awaiting = call.world.database().read(
      [&](store::Connection& c) { return emailcode::awaiting(c, self.bsn); });
  values["email"] = self.email;
  values["nieuw"] = values.value("nieuw", self.email);
  values["wacht"] = awaiting.value_or("");
  values["bericht"] = self.email_bericht;
  values["herinnering"] = self.herinnering;
  return portal::page(call, "mijn-instellingen", "Instellingen", std::move(values), status);
}

http::Response set_email(portal::Call& call) {
  const domain::Burger& self = call.visitor.self;
  const std::string address(text::trim(portal::field(call.form, "email")));
  if (address == self.email) return portal::done(call, base, "Dit is al uw e-mailadres.");
  if (address.empty()) {
    call.world.database().write(
        [&](store::Connection& c) { domain::burgers::set_email(c, self.bsn, "", false); });
    return portal::done(call, base, "Uw e-mailadres is verwijderd. U krijgt geen e-mails meer.");
  }
  if (!notify::is_address(address))
    return overview(call, {{"fout", true}, {"nieuw", address}}, 422);
  emailcode::send(call.world, call.entry, self.bsn, address);
  return portal::done(call, base + "/code");
}

http::Response code(const http::Request& request, portal::Call& call) {
  const std::string& bsn = call.visitor.self.bsn;
  const auto address =
      call.world.database().read([&](store::Connection& c) { return emailcode::awaiting(c, bsn); });
  if (!address) return portal::done(call, base, "Er wacht geen e-mailadres op een code.");
  const auto page = [&](bool wrong) {
    return portal::page(call, "mijn-instellingen-code", "E-mailadres bevestigen",
                        {{"email", *address}, {"fout", wrong}}, wrong ? 422 : 200);
  };
  if (request.method == "GET") return page(false);
  switch (emailcode::type(call.world, call.entry, bsn, portal::field(call.form, "code"))) {
    case emailcode::Verdict::right:
      return portal::done(call, base, "Uw e-mailadres is gewijzigd.");
    case emailcode::Verdict::wrong:
      return page(true);
    case emailcode::Verdict::used_up:
      break;
  }
  return portal::done(call, base, "Deze code is niet meer geldig. Vraag een nieuwe code aan.");
}

http::Response set_notices(portal::Call& call) {
  const domain::Burger& self = call.visitor.self;
  const bool notice = !portal::field(call.form, "bericht").empty();
  const bool reminder = !portal::field(call.form, "herinnering").empty();
  call.world.database().write([&](store::Connection& c) {
    domain::burgers::set_email(c, self.bsn, self.email, notice && !self.email.empty());
    domain::burgers::set_herinnering(c, self.bsn, reminder);
  });
  return portal::done(call, base, "Uw keuze is bewaard.");
}

http::Response show_organisations(portal::Call& call) {
  const auto all = call.world.database().read([&](store::Connection& c) {
    return domain::abonnementen::abonnementen_of(c, call.visitor.self.bsn);
  });
  nlohmann::json organisaties = nlohmann::json::array();
  for (const auto& one : all) {
    nlohmann::json types = nlohmann::json::array();
    for (const auto& type : one.types)
      types.push_back(
          {{"sleutel", one.oin + "/" + type.code}, {"naam", type.naam}, {"aan", type.aan}});
    organisaties.push_back({{"oin", one.oin},
                            {"naam", one.naam},
                            {"aan", one.aan},
                            {"heeft_types", !types.empty()},
                            {"types", std::move(types)}});
  }
  return portal::page(call, "mijn-organisaties", "Organisaties Berichtenbox",
                      {{"organisaties", std::move(organisaties)}});
}

// Only what the page showed is changed: an organisation may have come since.
http::Response set_organisations(portal::Call& call) {
  const auto named = [&](const char* name) {
    const auto all = portal::fields(call.form, name);
    return std::set<std::string>(all.begin(), all.end());
  };
  const auto shown = named("getoond"), on = named("aan");
  const std::string& bsn = call.visitor.self.bsn;
  const auto now = call.world.clock().now();
  call.world.database().write([&](store::Connection& c) {
    for (const auto& one : domain::abonnementen::abonnementen_of(c, bsn)) {
      if (shown.contains(one.oin) && one.aan != on.contains(one.oin))
        domain::abonnementen::subscribe(c, bsn, one.oin, std::nullopt, !one.aan, now);
      for (const auto& type : one.types)
        if (const auto key = one.oin + "/" + type.code;
            shown.contains(key) && type.aan != on.contains(key))
          domain::abonnementen::subscribe(c, bsn, one.oin, type.code, !type.aan, now);
    }
  });
  return portal::done(call, base + "/organisaties", "Uw keuze is bewaard.");
}

}  // namespace

portal::Section instellingen() {
  portal::Section section;
  section.id = "instellingen";
  section.title = "Instellingen";
  section.order = 50;
  auto& r = section.routes;
  r.add("GET", "/", [](const http::Request&, portal::Call& call) { return overview(call); });
  r.add("POST", "/email", [](const http::Request&, portal::Call& call) { return set_email(call); });
  r.add("GET", "/code", code);
  r.add("POST", "/code", code);
  r.add("POST", "/meldingen",
        [](const http::Request&, portal::Call& call) { return set_notices(call); });
  r.add("GET", "/organisaties",
        [](const http::Request&, portal::Call& call) { return show_organisations(call); });
  r.add("POST", "/organisaties",
        [](const http::Request&, portal::Call& call) { return set_organisations(call); });
  return section;
}

}  // namespace mosim::burgerportaal
