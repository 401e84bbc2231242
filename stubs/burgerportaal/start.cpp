// What a stranger sees: the page where the login begins, and where one comes back after it failed
// or ended. And, since nothing is sent here, the post that would have gone out.
#include "simulator/base/dutch.hpp"
#include "simulator/html/page.hpp"
#include "simulator/notify/notify.hpp"
#include "stubs/burgerportaal/bezoekers.hpp"
#include "stubs/burgerportaal/pages.hpp"

#include <array>
#include <utility>

namespace mosim::burgerportaal {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> reasons{{
    {"geannuleerd", "U heeft het inloggen geannuleerd."},
    {"uitgelogd", "U bent uitgelogd."},
    {"alleen-hier",
     "U bent uitgelogd bij MijnOverheid. Bij DigiD en andere organisaties bent u nog ingelogd."},
    {"verlopen", "U bent uitgelogd, omdat u 15 minuten niets heeft gedaan. Log opnieuw in."},
}};

std::string_view told(std::string_view reden) {
  for (const auto& [name, text] : reasons)
    if (name == reden) return text;
  return "";
}

http::Response start(const http::Request& request, Exchange& ex) {
  if (ex.world.part<Bezoekers>().peek(request)) return http::Response::redirect("/mijn");
  const std::string naar(request.query_value("naar").value_or(""));
  return stranger_page("mijn-inloggen", "Inloggen bij MijnOverheid",
                       {{"melding", told(request.query_value("reden").value_or(""))},
                        {"naar", naar.empty() ? "" : "?naar=" + text::percent_encode(naar)}});
}

http::Response sent(const http::Request&, Exchange& ex) {
  notify::Filter filter;
  filter.kind = notify::Kind::email;
  filter.newest_first = true;
  filter.limit = 50;
  const auto notices =
      ex.world.database().read([&](store::Connection& c) { return notify::list(c, filter); });
  nlohmann::json rows = nlohmann::json::array();
  for (const auto& one : notices)
    rows.push_back({{"wanneer", dutch::moment(one.at)},
                    {"aan", one.to},
                    {"onderwerp", one.subject},
                    {"tekst", one.text},
                    {"toestand", one.state}});
  return stranger_page("mijn-post", "E-mails van de simulatie",
                       {{"leeg", rows.empty()}, {"emails", std::move(rows)}});
}

}  // namespace

http::Response to_start(std::string_view reden) {
  return http::Response::redirect(reden.empty() ? "/mijn/inloggen"
                                                : "/mijn/inloggen?reden=" + std::string(reden));
}

http::Response stranger_page(std::string_view template_name, const std::string& title,
                             const nlohmann::json& values, int status) {
  auto response = html::page(template_name, title, values, status);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

void install_post(Routes& portaal) {
  portaal.add("GET", "/mijn/inloggen", start);
  portaal.add("GET", "/mijn/simulatie/emails", sent);
}

}  // namespace mosim::burgerportaal
