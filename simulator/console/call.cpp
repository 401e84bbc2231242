#include "simulator/console/call.hpp"

#include "simulator/base/text.hpp"
#include "simulator/console/form.hpp"
#include "simulator/console/texts.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/html/page.hpp"
#include "simulator/html/session.hpp"
#include "simulator/portal/section.hpp"

#include <fmt/format.h>

namespace mosim::console {

namespace {

using nlohmann::json;

constexpr std::string_view token_cookie = "console", language_cookie = "console-taal";

std::string language_of(const http::Request& request) {
  std::string asked(request.query_value("taal").value_or(""));
  if (asked.empty()) asked = html::cookie(request, language_cookie);
  if (asked == "nl" || asked == "en") return asked;
  return std::string(preferred_language(request.headers.get("Accept-Language")));
}

// A form is believed when it repeats the token of the cookie, which no other site can read or set.
bool is_ours(const http::Request& request, const std::string& token, const http::Fields& form) {
  return !token.empty() && html::is_post_from_here(request) &&
         crypto::equal_constant_time(portal::field(form, "csrf"), token);
}

http::Response answer(const http::Request& request, Exchange& ex, const Page& page) {
  const std::string known = html::cookie(request, token_cookie);
  Call call{request, ex, language_of(request), known.empty() ? html::random_token() : known};
  http::Response response;
  if (request.method == "POST") {
    http::Fields form = form_of(request);
    if (!is_ours(request, known, form)) {
      call.problem = call.text("vreemd_formulier");
      return show(call, "console-fout", json::object(), 403);
    }
    call.form = std::move(form);
  }
  response = page(call);
  if (known.empty())
    response.headers.add("Set-Cookie", html::cookie_line(request, token_cookie, call.csrf, ""));
  if (request.query_value("taal"))
    response.headers.add("Set-Cookie", html::cookie_line(request, language_cookie, call.language,
                                                         "; Max-Age=31536000"));
  return response;
}

// The same page in the other language, with what else was asked.
std::string in_other_language(const Call& call) {
  std::string out = "?";
  for (const auto& [name, value] : call.request.query)
    if (name != "taal" && name != "gedaan")
      out += text::percent_encode(name) + "=" + text::percent_encode(value) + "&";
  return out + (call.language == "en" ? "taal=nl" : "taal=en");
}

json menu(const Call& call) {
  constexpr std::string_view parts[] = {"journaal", "burgers",   "organisaties",  "uitgaand",
                                        "klok",     "storingen", "momentopnamen", "scenarios",
                                        "werelden", "regels"};
  json out = json::array();
  for (const auto part : parts) {
    const std::string path = fmt::format("/console/{}", part);
    out.push_back({{"id", part},
                   {"pad", path},
                   {"titel", call.text(fmt::format("menu_{}", part))},
                   {"hier", call.request.path.starts_with(path)}});
  }
  return out;
}

}  // namespace

std::string Call::text(std::string_view name) const {
  return texts(language).at(std::string(name)).get<std::string>();
}

std::string Call::text_or(const std::string& name, std::string_view otherwise) const {
  return texts(language).value(name, std::string(otherwise));
}

std::string Call::field(std::string_view name) const { return portal::field(form, name); }

std::string Call::asked(std::string_view name) const {
  return std::string(request.query_value(name).value_or(""));
}

void add_page(Routes& beheer, std::string path, Page page, Page form) {
  beheer.add("GET", path, [page = std::move(page)](const http::Request& request, Exchange& ex) {
    return answer(request, ex, page);
  });
  if (form)
    beheer.add("POST", std::move(path),
               [form = std::move(form)](const http::Request& request, Exchange& ex) {
                 return answer(request, ex, form);
               });
}

http::Response show(const Call& call, std::string_view template_name, json values, int status) {
  for (const auto& [name, value] : texts(call.language).items()) values["t_" + name] = value;
  values["csrf"] = call.csrf;
  values["menu"] = menu(call);
  values["taal"] = call.language;
  values["andere_taal"] = call.language == "en" ? "nl" : "en";
  values["taal_pad"] = in_other_language(call);
  values["nu"] = moment(call.world().clock().now());
  values["probleem"] = call.problem;
  values["melding"] = call.text_or("gedaan_" + call.asked("gedaan"), "");
  values["inhoud"] = html::render(template_name, values);
  auto response = html::page("console", call.text(template_name), values, status, "console-kop");
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
                       "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri "
                       "'none'");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

http::Response done(const Call&, const std::string& path, std::string_view told) {
  return http::Response::redirect(
      fmt::format("{}{}gedaan={}", path, path.find('?') == path.npos ? '?' : '&', told));
}

http::Response not_found(const Call& call) {
  return show(call, "console-fout", {{"pad", call.request.path}}, 404);
}

std::string Answer::problem() const {
  if (ok()) return "";
  if (!body.is_object()) return fmt::format("HTTP {}", status);
  return fmt::format("{}: {}", body.value("title", ""), body.value("detail", ""));
}

Answer ask(const Call& call, const std::string& method, const std::string& target,
           const std::string& body) {
  http::Request request;
  request.method = method;
  request.target = target;
  const auto question = target.find('?');
  request.path = text::percent_decode(target.substr(0, question));
  if (question != target.npos) request.query = http::parse_form(target.substr(question + 1));
  request.headers = call.request.headers;
  request.body = Blob::of(body);
  const auto response = call.world().house().beheer.handle(request, call.exchange);
  return {response.status, json::parse(response.body.view(), nullptr, false)};
}

Answer ask_list(const Call& call, std::string_view path,
                std::initializer_list<std::string_view> passed, int limit) {
  std::string target = fmt::format("{}?limit={}", path, limit);
  for (const auto name : passed)
    if (const std::string value = call.asked(name); !value.empty())
      target += fmt::format("&{}={}", name, text::percent_encode(value));
  return ask(call, "GET", target);
}

std::string next_page(const Call& call, const json& list) {
  const auto next = list.find("volgende");
  if (next == list.end() || !next->is_string()) return "";
  const auto address = next->get<std::string>();
  return call.request.path + address.substr(std::min(address.find('?'), address.size()));
}

std::string as_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json choices(const Call& call, std::string_view chosen, std::string_view words,
             std::initializer_list<std::string_view> values) {
  json out = json::array();
  for (const auto value : values)
    out.push_back({{"waarde", value},
                   {"naam", call.text_or(fmt::format("{}_{}", words, value), value)},
                   {"gekozen", value == chosen}});
  return out;
}

json moment(Timestamp t) {
  std::string iso = time::format(t), shown = iso.substr(0, iso.size() - 1);
  shown[shown.find('T')] = ' ';
  return {{"iso", iso}, {"tijd", shown}};
}

}  // namespace mosim::console
