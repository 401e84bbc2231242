#include "simulator/control/journal_json.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace mosim::control {

using nlohmann::json;

namespace {

json storingen(const journal::Entry& e) {
  json out = json::array();
  for (const std::string& one : e.storingen) {
    const auto space = one.find(' ');
    out.push_back(
        {{"soort", one.substr(0, space)}, {"id", space == one.npos ? "" : one.substr(space + 1)}});
  }
  return out;
}

http::Response refused(const std::string& detail) {
  return api::problem(422, "not understood", detail);
}

std::string known_names(std::initializer_list<std::string_view> others) {
  std::string out;
  for (const auto& field : journal::fields()) out += std::string(field.name) + ", ";
  for (const auto name : others) out += std::string(name) + ", ";
  return out.substr(0, out.size() - 2);
}

}  // namespace

json shown(const journal::Entry& e, const rules::Book& book) {
  return {{"id", e.id},
          {"tijd", time::format(e.at)},
          {"werkelijkeTijd", time::format(e.real_at)},
          {"duurMicros", e.duration.count()},
          {"richting", journal::name(e.direction)},
          {"door", e.door},
          {"protocol", e.protocol},
          {"adres", e.remote},
          {"van", e.sender},
          {"aan", e.receiver},
          {"service", e.service},
          {"action", e.action},
          {"messageId", e.message_id},
          {"refToMessageId", e.ref_to},
          {"conversationId", e.conversation},
          {"cpaId", e.cpa},
          {"onderwerp", e.subject},
          {"regel", e.line},
          {"status", e.status},
          {"uitkomst", e.outcome},
          {"toelichting", e.note},
          {"requestBytes", e.request_size},
          {"responseBytes", e.response_size},
          {"storingen", storingen(e)},
          {"hits", api::shown(e.hits, book)}};
}

json shown_whole(const journal::Entry& e, const rules::Book& book) {
  json out = shown(e, book);
  out["request"] = e.request_head + "\n" + std::string(e.request.view());
  out["response"] = e.response_head + "\n" + std::string(e.response.view());
  out["heel"] = e.request.size() == e.request_size && e.response.size() == e.response_size;
  return out;
}

std::string dumped(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

tl::expected<journal::Filter, http::Response> filter_of(
    const http::Request& request, std::initializer_list<std::string_view> others) {
  journal::Filter filter;
  std::set<std::string_view> seen;
  for (const auto& [name, value] : request.query) {
    const auto* field = journal::field_named(name);
    if (!field && std::ranges::find(others, name) == others.end())
      return tl::unexpected(refused(fmt::format("there is no filter '{}'; there are: {}",
                                                text::one_line(name, 80), known_names(others))));
    if (!seen.insert(field ? field->name : std::string_view(name)).second)
      return tl::unexpected(refused(fmt::format("{} is given twice", name)));
    if (!field || value.empty()) continue;
    if (!is_text(field->match) && !number_asked(field->match, value))
      return tl::unexpected(refused(fmt::format("{} is {}", name, expected(field->match))));
    filter.*field->value = value;
  }
  return filter;
}

}  // namespace mosim::control
