// An entry of the journal as the control API shows it, and what it understands of a question.
#pragma once

#include "simulator/world/world.hpp"

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include <initializer_list>
#include <string_view>

namespace mosim::control {

nlohmann::json shown(const journal::Entry& entry, const rules::Book& book);
nlohmann::json shown_whole(const journal::Entry& entry, const rules::Book& book);
std::string dumped(const nlohmann::json& value);  // on one line, whatever bytes are in it

// The filters of a query; `others` are what the route knows besides. A name that is not known is
// refused: a test that misspells one must not get all.
tl::expected<journal::Filter, http::Response> filter_of(
    const http::Request& request, std::initializer_list<std::string_view> others);

}  // namespace mosim::control
