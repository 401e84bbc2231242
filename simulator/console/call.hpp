// One visit to a page of the console: in which language, with which token against forged forms, and
// the frame that goes around every page.
#pragma once

#include "simulator/world/world.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace mosim::console {

struct Call {
  const http::Request& request;
  Exchange& exchange;
  std::string language;  // "nl" or "en"
  std::string csrf;
  http::Fields form = {};    // of a POST, after its token was found good
  std::string problem = {};  // said above the page: why what was asked did not happen

  World& world() const { return exchange.world; }
  std::string text(std::string_view name) const;  // in this language
  std::string text_or(const std::string& name, std::string_view otherwise) const;
  std::string field(std::string_view name) const;  // of the form; "" when absent
  std::string asked(std::string_view name) const;  // of the query; "" when absent
};

using Page = std::function<http::Response(Call&)>;

// `form` answers a POST to the same path; empty when the page has none.
void add_page(Routes& beheer, std::string path, Page page, Page form = {});

// `template_name` is a file in data/templates; the texts of the language stand in it as t_<name>,
// and <template_name> is the name of the title.
http::Response show(const Call& call, std::string_view template_name, nlohmann::json values,
                    int status = 200);
// After a form that did something: to `path`, where the text `told` is shown.
http::Response done(const Call& call, const std::string& path, std::string_view told);
http::Response not_found(const Call& call);

// What the control API says, asked within this program: a page never knows better than it.
struct Answer {
  int status = 0;
  nlohmann::json body;
  bool ok() const { return status < 400; }
  std::string problem() const;  // why not, in one sentence; "" when ok
};
Answer ask(const Call& call, const std::string& method, const std::string& target,
           const std::string& body = "");

// A list of the control API: what the page was asked by these names goes along, and where it goes
// on.
Answer ask_list(const Call& call, std::string_view path,
                std::initializer_list<std::string_view> passed, int limit);
std::string next_page(const Call& call, const nlohmann::json& list);  // "" when it is the last

// JSON as text; bytes of a form that are no UTF-8 are replaced.
std::string as_text(const nlohmann::json& value);

// Options of a choice: each value with the text <words>_<value>, or itself where there is none.
nlohmann::json choices(const Call& call, std::string_view chosen, std::string_view words,
                       std::initializer_list<std::string_view> values);

// A moment as all pages write it, in UTC: to the millisecond and as xs:dateTime.
nlohmann::json moment(Timestamp t);

}  // namespace mosim::console
