#include "stubs/burgerportaal/toegang.hpp"

#include "simulator/crypto/certificate.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/html/page.hpp"
#include "stubs/burgerportaal/rules.hpp"

namespace mosim::burgerportaal {

namespace {

// A stranger who asked for a page gets it after the login.
http::Response stranger(const http::Request& request) {
  const bool had_session = !html::cookie(request, "mijn").empty();
  if (request.method != "GET") return to_start("verlopen");
  std::string where = "/mijn/inloggen";
  char separator = '?';
  if (had_session) where += "?reden=verlopen", separator = '&';
  if (request.path != "/mijn")
    where += separator + ("naar=" + text::percent_encode(request.target));
  return http::Response::redirect(where);
}

}  // namespace

bool is_own_form(const http::Request& request, journal::Entry& entry, const std::string& csrf) {
  const auto form = http::parse_form(request.body.view());
  if (html::is_post_from_here(request) &&
      crypto::equal_constant_time(portal::field(form, "csrf"), csrf))
    return true;
  entry.outcome = "refused";
  entry.hits.push_back(breach(rule::form, "csrf, Origin", "not a form of this session"));
  return false;
}

http::Response foreign_form() {
  return stranger_page("mijn-formulier", "Dit formulier is verlopen", nlohmann::json::object(),
                       403);
}

http::Response for_visitor(const http::Request& request, Exchange& ex, const Pagina& pagina) {
  const auto session = ex.world.part<Bezoekers>().find(request);
  if (!session) return stranger(request);
  const std::lock_guard lock(session->mutex);
  auto burger = ex.world.database().read(
      [&](store::Connection& c) { return domain::burgers::find(c, session->data.bsn); });
  if (!burger || burger->account == domain::Account::geen) return to_start("verlopen");
  Bezoeker bezoeker{request, ex, *session, std::move(*burger), {}};
  if (request.method == "POST") {
    if (!is_own_form(request, ex.entry, session->csrf)) return foreign_form();
    bezoeker.form = http::parse_form(request.body.view());
  }
  auto response = pagina(bezoeker);
  if (!response.headers.find("Cache-Control")) response.headers.set("Cache-Control", "no-store");
  return response;
}

portal::Call call_of(Bezoeker& b, const portal::Visitor& visitor,
                     const std::vector<portal::Section>& sections, std::string section) {
  World& world = b.ex.world;
  const auto at = world.part<Bezoekers>().ends_at(b.session);
  return {world,
          b.ex.entry,
          visitor,
          b.session.csrf,
          b.form,
          b.session.data.melding,
          sections,
          std::move(section),
          {at, at - world.clock().now()}};
}

}  // namespace mosim::burgerportaal
