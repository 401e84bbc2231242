// Pages: a mustache template from data/templates inside the layout with the simulation banner. All
// values are escaped.
#pragma once

#include "simulator/http/message.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace mosim::html {

// `name` is a file in data/templates without its ending; `values` is an object whose members the
// template names; "taal" says "en" when the page is in English. Throws std::logic_error when there
// is no such template or it is not well-formed. `head` is a template for above the content, with a
// navigation called "menu" in it; "": none.
http::Response page(std::string_view name, const std::string& title, const nlohmann::json& values,
                    int status = 200, std::string_view head = "");
std::string render(std::string_view name, const nlohmann::json& values);

http::Response stylesheet();
http::Response script(std::string_view name);  // data/js/<name>

}  // namespace mosim::html
