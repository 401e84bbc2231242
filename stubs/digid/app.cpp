// Logging in with the app: the site asks the pairing code and shows a QR code; beside it the
// simulator plays the phone. Spec: digid 13.1 (5), (6).
#include "simulator/crypto/certificate.hpp"
#include "stubs/digid/login.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/provider.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/storingen.hpp"
#include "stubs/digid/toestellen.hpp"

#include <fmt/format.h>

#include <qrcodegen/qrcodegen.hpp>

namespace mosim::digid {

namespace {

using nlohmann::json;
constexpr int most_codes = 5;  // wrong pairing codes in one login
constexpr int most_pins = 3;

// --- the site

Level reached(const Toestel& t) {
  if (t.kaart) return Level::hoog;
  return t.wie.app == "id-check" ? Level::substantieel : Level::midden;
}

http::Response code_page(Scherm& s, bool wrong) {
  return s.page("digid-app", {{"fout", wrong}, {"kaart", s.login.kaart}});
}

http::Response paired(Scherm& s, const Toestel& t) {
  switch (t.fase) {
    case Toestel::Fase::klaar:
      if (const auto why = state_refusal(t.wie); !why.empty()) return s.melding(why);
      s.login.wie = t.wie;
      return finish(s, reached(t));
    case Toestel::Fase::geweigerd:
      s.login.toestel.clear();
      return s.melding("app_geweigerd");
    case Toestel::Fase::koppelen:
    case Toestel::Fase::scannen:
    case Toestel::Fase::bevestigen:
      break;
  }
  auto response = s.page("digid-app-qr", {{"scannen", t.fase == Toestel::Fase::scannen},
                                          {"bevestigen", t.fase == Toestel::Fase::bevestigen},
                                          {"telefoon", "/digid/telefoon/scan/" + t.qr}});
  response.headers.set("Refresh", "3");  // the page asks again until the phone is ready
  return response;
}

http::Response app(Scherm& s) {
  auto& toestellen = s.ex.world.part<Toestellen>();
  if (s.ex.world.switches().is(sw::app, "storing")) return s.melding("tegel_kapot");
  if (s.request.method == "POST") {
    if (s.login.koppelpogingen >= most_codes) return s.melding("app_te_vaak");
    const auto sleutel =
        toestellen.pair(s.field("koppelcode"), s.login.aanvraag.dienst->naam, s.login.kaart);
    if (sleutel.empty()) {
      ++s.login.koppelpogingen;
      return code_page(s, true);
    }
    s.login.toestel = sleutel;
    if (const auto t = toestellen.find(sleutel);
        t && fires(s.ex, storing::app, *s.login.aanvraag.dienst, t->wie.bsn))
      toestellen.change(sleutel, [](Toestel& one) { one.stil = true; });
    return http::Response::redirect("/digid/inloggen/app");
  }
  const auto toestel = toestellen.find(s.login.toestel);
  return toestel ? paired(s, *toestel) : code_page(s, false);
}

http::Response choose_app(Scherm& s) {
  s.login.kaart = s.request.path.ends_with("/kaart");
  s.login.toestel.clear();
  if (s.login.kaart && !s.ex.world.switches().is(sw::kaart, "aan")) return s.melding("tegel_kapot");
  return http::Response::redirect("/digid/inloggen/app");
}

http::Response qr_image(Scherm& s) {
  const auto toestel = s.ex.world.part<Toestellen>().find(s.login.toestel);
  if (!toestel) return http::Response::empty(404);
  const std::string content =
      s.ex.world.part<Provider>().front("/digid/telefoon/scan/") + toestel->qr;
  const auto qr = qrcodegen::QrCode::encodeText(content.c_str(), qrcodegen::QrCode::Ecc::MEDIUM);
  std::string path;
  for (int y = 0; y < qr.getSize(); ++y)
    for (int x = 0; x < qr.getSize(); ++x)
      if (qr.getModule(x, y)) path += fmt::format("M{},{}h1v1h-1z", x + 4, y + 4);
  auto response = http::Response::of(
      200, "image/svg+xml",
      fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\"><rect "
                  "width=\"{0}\" height=\"{0}\" fill=\"#fff\"/><path d=\"{1}\"/></svg>",
                  qr.getSize() + 8, path));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

// --- the phone

http::Response phone_page(Exchange& ex, const std::string& sleutel, bool wrong = false) {
  const auto t = ex.world.part<Toestellen>().find(sleutel);
  if (!t) return http::Response::redirect("/digid/telefoon");
  using Fase = Toestel::Fase;
  auto response = page("digid-telefoon", "nl",
                       {{"sleutel", sleutel},
                        {"naam", t->wie.naam},
                        {"dienst", t->dienst},
                        {"koppelcode", t->koppelcode},
                        {"pincode", t->wie.pincode},
                        {"kaart", t->kaart},
                        {"fout", wrong},
                        {"koppelen", t->fase == Fase::koppelen},
                        {"scannen", t->fase == Fase::scannen},
                        {"bevestigen", t->fase == Fase::bevestigen},
                        {"klaar", t->fase == Fase::klaar},
                        {"geweigerd", t->fase == Fase::geweigerd}});
  if (t->fase == Fase::koppelen) response.headers.set("Refresh", "3");
  return response;
}

http::Response pick_up(const http::Request& r, Exchange& ex) {
  if (r.method == "GET") return page("digid-telefoon", "nl", {{"kiezen", true}});
  const std::string who = portal::field(http::parse_form(r.body.view()), "gebruikersnaam");
  auto wie = ex.world.database().read(
      [&](store::Connection& c) { return identiteiten::find_any(c, who, ex.world.clock().now()); });
  if (!wie || wie->app == "geen")
    return page("digid-telefoon", "nl",
                {{"kiezen", true}, {"gebruikersnaam", who}, {"geen_app", true}}, 422);
  return http::Response::redirect("/digid/telefoon/" +
                                  ex.world.part<Toestellen>().begin(std::move(*wie)));
}

http::Response phone(const http::Request& r, Exchange& ex) {
  return phone_page(ex, std::string(r.capture("sleutel")));
}

http::Response scan(const http::Request& r, Exchange& ex) {
  const auto sleutel = ex.world.part<Toestellen>().scan(r.capture("qr"));
  return http::Response::redirect("/digid/telefoon" + (sleutel.empty() ? "" : "/" + sleutel));
}

http::Response scan_button(const http::Request& r, Exchange& ex) {
  const std::string sleutel(r.capture("sleutel"));
  ex.world.part<Toestellen>().change(sleutel, [](Toestel& t) {
    if (t.fase == Toestel::Fase::scannen && !t.stil) t.fase = Toestel::Fase::bevestigen;
  });
  return http::Response::redirect("/digid/telefoon/" + sleutel);
}

http::Response confirm(const http::Request& r, Exchange& ex) {
  const std::string sleutel(r.capture("sleutel"));
  const auto form = http::parse_form(r.body.view());
  bool wrong = false;
  ex.world.part<Toestellen>().change(sleutel, [&](Toestel& t) {
    using Fase = Toestel::Fase;
    if (t.fase != Fase::bevestigen || t.stil) return;
    if (!portal::field(form, "weigeren").empty() || (t.kaart && !t.wie.kaart)) {
      t.fase = Fase::geweigerd;
    } else if (crypto::equal_constant_time(portal::field(form, "pincode"), t.wie.pincode)) {
      t.fase = Fase::klaar;
    } else {
      wrong = true;
      if (++t.fouten >= most_pins) t.fase = Fase::geweigerd;
    }
  });
  return phone_page(ex, sleutel, wrong);
}

// The key in the address is known to nobody else; still no other site's form may press a button.
Routes::Handler from_here(Routes::Handler handler) {
  return [handler = std::move(handler)](const http::Request& r, Exchange& ex) {
    if (!html::is_post_from_here(r)) return page("digid-telefoon", "nl", {{"kiezen", true}}, 403);
    return handler(r, ex);
  };
}

}  // namespace

void install_app(Routes& portaal) {
  add_scherm(portaal, "GET", "/digid/inloggen/app", app);
  add_scherm(portaal, "POST", "/digid/inloggen/app", app);
  add_scherm(portaal, "GET", "/digid/inloggen/app/kies", choose_app);
  add_scherm(portaal, "GET", "/digid/inloggen/kaart", choose_app);
  add_scherm(portaal, "GET", "/digid/inloggen/app/qr.svg", qr_image);
  portaal.add("GET", "/digid/telefoon", pick_up);
  portaal.add("POST", "/digid/telefoon", from_here(pick_up));
  portaal.add("GET", "/digid/telefoon/scan/{qr}", scan);
  portaal.add("GET", "/digid/telefoon/{sleutel}", phone);
  portaal.add("POST", "/digid/telefoon/{sleutel}/scan", from_here(scan_button));
  portaal.add("POST", "/digid/telefoon/{sleutel}/pin", from_here(confirm));
}

}  // namespace mosim::digid
