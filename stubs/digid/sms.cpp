// The second step: a code of six digits by SMS, which is recorded and never sent. Spec: digid 13.1.
#include "stubs/digid/sms.hpp"

#include "simulator/base/dutch.hpp"
#include "simulator/base/ids.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/world/notices.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/storingen.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::digid {

namespace {

std::string masked(const std::string& phone) {
  return phone.size() < 4 ? "**" : phone.substr(0, 2) + "******" + phone.substr(phone.size() - 2);
}

http::Response sms_page(Scherm& s, const char* problem = nullptr) {
  nlohmann::json values = {{"telefoon", masked(s.login.wie->telefoon)},
                           {"verzonden", dutch::clock(s.login.sms->sent)}};
  if (problem) values[problem] = true;
  return s.page("digid-sms", std::move(values));
}

void send(Scherm& s) {
  const auto now = s.ex.world.clock().now();
  s.login.sms = Login::Sms{ids::code(6), now};
  if (fires(s.ex, storing::sms, *s.login.aanvraag.dienst, s.login.wie->bsn)) return;
  const std::string& code = s.login.sms->code;
  notify::Notice notice;
  notice.kind = notify::Kind::sms;
  notice.at = now;
  notice.bsn = s.login.wie->bsn;
  notice.to = s.login.wie->telefoon;
  notice.reason = "smscode";
  notice.text = fmt::format("Uw sms-code om in te loggen bij {} is {}-{}.",
                            s.login.aanvraag.dienst->naam, code.substr(0, 3), code.substr(3));
  s.ex.world.database().write(
      [&](store::Connection& c) { notify_burger(s.ex.world, c, notice, &s.ex.entry); });
}

http::Response again(Scherm& s) {
  if (!s.login.wie || !s.login.sms) return http::Response::redirect("/digid/inloggen");
  const auto wait = s.ex.world.switches().duration(sw::sms_wacht);
  if (s.ex.world.clock().now() < s.login.sms->sent + wait) return sms_page(s, "te_snel");
  send(s);
  return http::Response::redirect("/digid/inloggen/sms");
}

http::Response sms(Scherm& s) {
  if (!s.login.wie || !s.login.sms) return http::Response::redirect("/digid/inloggen");
  if (s.request.method == "GET") return sms_page(s);
  World& world = s.ex.world;
  const auto now = world.clock().now();
  const auto blocked = world.database().read(
      [&](store::Connection& c) { return pogingen::blocked_until(c, s.login.naam, now); });
  if (blocked) return blocked_page(s, *blocked);
  std::string typed = s.field("smscode");
  std::erase_if(typed, [](char c) { return c == '-' || c == ' '; });
  if (!crypto::equal_constant_time(typed, s.login.sms->code)) {
    if (const auto until = pogingen::fail(world, s.login.naam)) return blocked_page(s, *until);
    return sms_page(s, "fout");
  }
  if (now >= s.login.sms->sent + world.switches().duration(sw::sms_geldig))
    return sms_page(s, "te_laat");
  pogingen::clear(world, s.login.naam);
  return finish(s, Level::midden);
}

}  // namespace

http::Response send_sms(Scherm& s) {
  const char* problem = !s.login.wie->sms                              ? "geen_sms"
                        : s.ex.world.switches().is(sw::sms, "storing") ? "sms_storing"
                                                                       : nullptr;
  if (problem) {
    s.login.wie.reset();
    return s.melding(problem);
  }
  send(s);
  return http::Response::redirect("/digid/inloggen/sms");
}

void install_sms(Routes& portaal) {
  add_scherm(portaal, "GET", "/digid/inloggen/sms", sms);
  add_scherm(portaal, "POST", "/digid/inloggen/sms", sms);
  add_scherm(portaal, "POST", "/digid/inloggen/sms/opnieuw", again);
}

}  // namespace mosim::digid
