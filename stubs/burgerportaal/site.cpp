// Home, the way into each section, and acting for another. Spec: burgerportaal 4, 9.
#include "stubs/burgerportaal/site.hpp"

#include "simulator/base/dutch.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/html/page.hpp"
#include "stubs/burgerportaal/machtigingen.hpp"
#include "stubs/burgerportaal/pages.hpp"
#include "stubs/burgerportaal/toegang.hpp"

#include <algorithm>

namespace mosim::burgerportaal {

namespace {

constexpr std::size_t most_news = 10;

// Who looks, and at whose things. A machtiging that has ended meanwhile ends the acting too.
portal::Visitor visitor_of(Bezoeker& b) {
  Bezoek& bezoek = b.session.data;
  portal::Visitor visitor{b.burger, b.burger, {}};
  if (bezoek.namens.empty()) return visitor;
  auto subject = b.ex.world.database().read([&](store::Connection& c) {
    visitor.organisaties = machtigingen::organisaties(c, bezoek.namens, b.burger.bsn);
    return domain::burgers::find(c, bezoek.namens);
  });
  if (subject && !visitor.organisaties.empty()) {
    visitor.subject = std::move(*subject);
    return visitor;
  }
  bezoek.namens.clear();
  bezoek.melding = "De machtiging is ingetrokken. U ziet uw eigen berichten.";
  visitor.organisaties.clear();
  return visitor;
}

// A page for a visitor with an activated account: who has not, activates first.
using Inner = std::function<http::Response(Bezoeker&, const portal::Visitor&)>;
http::Response activated(const http::Request& request, Exchange& ex, const Inner& inner) {
  return for_visitor(request, ex, [&](Bezoeker& b) {
    if (b.burger.account != domain::Account::actief)
      return http::Response::redirect("/mijn/activeren");
    return inner(b, visitor_of(b));
  });
}

portal::Call call_at(Bezoeker& b, const portal::Visitor& visitor, const std::string& section) {
  return call_of(b, visitor, b.ex.world.part<Site>().sections(), section);
}

nlohmann::json tiles_and_news(World& world, const portal::Visitor& visitor) {
  nlohmann::json tiles = nlohmann::json::array();
  std::vector<portal::News> news;
  for (const auto& section : world.part<Site>().sections()) {
    if (visitor.acting() && !section.when_acting) continue;
    if (section.tile) {
      const auto tile = section.tile(world, visitor);
      tiles.push_back(
          {{"id", section.id},
           {"titel", tile.title},
           {"tekst", tile.text},
           {"pad", tile.href},
           {"aantal", tile.count > 0 ? nlohmann::json(tile.count) : nlohmann::json(false)}});
    }
    if (section.news) std::ranges::move(section.news(world, visitor), std::back_inserter(news));
  }
  std::ranges::stable_sort(news, std::ranges::greater(), &portal::News::at);
  if (news.size() > most_news) news.resize(most_news);
  nlohmann::json lines = nlohmann::json::array();
  for (const auto& one : news)
    lines.push_back({{"tekst", one.text}, {"pad", one.href}, {"wanneer", dutch::day(one.at)}});
  return {
      {"tegels", std::move(tiles)}, {"geen_nieuws", lines.empty()}, {"nieuws", std::move(lines)}};
}

http::Response home(const http::Request& request, Exchange& ex) {
  return activated(request, ex, [&](Bezoeker& b, const portal::Visitor& visitor) {
    auto call = call_at(b, visitor, "");
    auto values = tiles_and_news(ex.world, visitor);
    values["welkom"] = visitor.acting() ? "" : domain::volledige_naam(visitor.self);
    return portal::page(call, "mijn-home", "Home", std::move(values));
  });
}

http::Response refused(portal::Call& call, int status) {
  const char* what = status == 403   ? "niet_voor_ander"
                     : status == 405 ? "niet_zo"
                                     : "niet_gevonden";
  return portal::page(call, "mijn-fout", "Niet gevonden", {{what, true}}, status);
}

// The handlers of a section know paths below its own.
http::Response in_section(const http::Request& request, Exchange& ex) {
  return activated(request, ex, [&](Bezoeker& b, const portal::Visitor& visitor) {
    const auto* section = ex.world.part<Site>().find(request.capture("section"));
    auto call = call_at(b, visitor, section ? section->id : "-");
    if (!section) return refused(call, 404);
    if (visitor.acting() && !section->when_acting) return refused(call, 403);
    http::Request inner = request;
    inner.path = "/" + std::string(request.capture("rest"));
    auto response = section->routes.handle(inner, call);
    const bool unsaid = response.status >= 400 && response.body.size() == 0 && !response.stream;
    if (!unsaid) return response;
    auto worded = refused(call, response.status);
    if (const auto allow = response.headers.find("Allow"))
      worded.headers.set("Allow", std::string(*allow));
    return worded;
  });
}

http::Response act_for(const http::Request& request, Exchange& ex) {
  return activated(request, ex, [&](Bezoeker& b, const portal::Visitor& visitor) {
    auto call = call_at(b, visitor, "");
    b.session.data.namens.clear();
    const std::string wie = portal::field(b.form, "bsn");
    if (wie.empty()) return portal::done(call, "/mijn", "U ziet weer uw eigen berichten.");
    const auto allowed = ex.world.database().read(
        [&](store::Connection& c) { return machtigingen::organisaties(c, wie, b.burger.bsn); });
    if (allowed.empty())
      return portal::done(call, "/mijn/machtigen",
                          "U bent niet (meer) gemachtigd door deze persoon.");
    b.session.data.namens = wie;
    return portal::done(call,
                        ex.world.part<Site>().find("berichten") ? "/mijn/berichten" : "/mijn");
  });
}

// How long the session lives; asking is no use of it.
http::Response session_time(const http::Request& request, Exchange& ex) {
  const auto end = ex.world.part<Bezoekers>().peek(request);
  const auto left = end ? std::chrono::ceil<std::chrono::seconds>(*end - ex.world.clock().now())
                        : std::chrono::seconds(0);
  auto response = http::Response::of(
      200, "application/json",
      nlohmann::json{{"seconden", left.count()}, {"tot", end ? dutch::clock(*end) : ""}}.dump());
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response stay(const http::Request& request, Exchange& ex) {
  return for_visitor(request, ex, [&](Bezoeker&) {
    return request.headers.get("Accept") == "application/json" ? session_time(request, ex)
                                                               : http::Response::redirect("/mijn");
  });
}

}  // namespace

Site::Site(World& world) : sections_(world.house().sections) {
  if (!find("zaken")) sections_.push_back(zaken());
  std::ranges::stable_sort(sections_, {}, &portal::Section::order);
  for (auto& section : sections_)  // which the site puts in words, within its frame
    section.routes.refuse_with(
        [](const http::Request&, int status) { return http::Response::empty(status); });
}

const portal::Section* Site::find(std::string_view id) const {
  const auto at = std::ranges::find(sections_, id, &portal::Section::id);
  return at == sections_.end() ? nullptr : &*at;
}

void install_site(Routes& portaal) {
  portaal.add("GET", "/mijn.js",
              [](const http::Request&, Exchange&) { return html::script("mijn.js"); });
  portaal.add("GET", "/mijn", home);
  portaal.add("POST", "/mijn/wissel", act_for);
  portaal.add("GET", "/mijn/sessie", session_time);
  portaal.add("POST", "/mijn/sessie", stay);
  for (const char* method : {"GET", "POST"})
    for (const char* path : {"/mijn/{section}", "/mijn/{section}/{rest*}"})
      portaal.add(method, path, in_section);
}

}  // namespace mosim::burgerportaal
