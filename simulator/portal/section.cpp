#include "simulator/portal/section.hpp"

#include "simulator/base/dutch.hpp"
#include "simulator/html/page.hpp"

#include <algorithm>
#include <utility>

namespace mosim::portal {

namespace {

nlohmann::json menu(const Call& call) {
  std::vector<const Section*> shown;
  for (const Section& section : call.sections)
    if (!call.visitor.acting() || section.when_acting) shown.push_back(&section);
  std::ranges::stable_sort(shown, {}, [](const Section* section) { return section->order; });
  nlohmann::json out = nlohmann::json::array();
  for (const Section* section : shown)
    out.push_back({{"id", section->id},
                   {"titel", section->title},
                   {"pad", "/mijn/" + section->id},
                   {"hier", section->id == call.section}});
  return out;
}

}  // namespace

http::Response page(Call& call, std::string_view template_name, const std::string& title,
                    nlohmann::json values, int status) {
  values["csrf"] = call.csrf;
  const nlohmann::json frame = {
      {"menu", menu(call)},
      {"thuis", call.section.empty()},
      {"naam", domain::volledige_naam(call.visitor.self)},
      {"namens", call.visitor.acting() ? domain::volledige_naam(call.visitor.subject) : ""},
      {"csrf", call.csrf},
      {"melding", std::exchange(call.notice, "")},
      {"tot", dutch::clock(call.end.at)},
      {"seconden", std::chrono::floor<std::chrono::seconds>(call.end.left).count()},
      {"inhoud", html::render(template_name, values)}};
  auto response = html::page("mijn", title, frame, status, "mijn-kop");
  // Scripts from files of our own make the pages better: a warning before the session ends, and new
  // messages that show themselves.
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
                       "connect-src 'self'; form-action "
                       "'self'; frame-ancestors 'none'; base-uri 'none'");
  return response;
}

http::Response done(Call& call, const std::string& path, std::string notice) {
  call.notice = std::move(notice);
  return http::Response::redirect(path);
}

std::string field(const http::Fields& form, std::string_view name) {
  for (const auto& [key, value] : form)
    if (key == name) return value;
  return "";
}

std::vector<std::string> fields(const http::Fields& form, std::string_view name) {
  std::vector<std::string> out;
  for (const auto& [key, value] : form)
    if (key == name) out.push_back(value);
  return out;
}

}  // namespace mosim::portal
