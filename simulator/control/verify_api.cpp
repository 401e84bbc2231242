#include "simulator/control/verify_api.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/control/journal_api.hpp"
#include "simulator/control/notices_api.hpp"
#include "simulator/control/outbox_api.hpp"
#include "simulator/control/verify.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::control {

namespace {

using nlohmann::json;
using Kind = Expectation::Kind;
using Understood = tl::expected<void, std::string>;

constexpr auto longest = std::chrono::minutes(1);

tl::unexpected<std::string> no(std::string why) {
  return tl::unexpected<std::string>(std::move(why));
}

// What the engine brings, and what the stubs do.
std::vector<const Verifiable*> all_of(const World& world) {
  static const Verifiable own[] = {verifiable_journal(), verifiable_outbox(), verifiable_notices()};
  std::vector<const Verifiable*> out;
  for (const Verifiable& one : own) out.push_back(&one);
  for (const Verifiable& one : world.house().verifiables) out.push_back(&one);
  return out;
}

std::string names_of(const std::vector<Field>& all) {
  std::string out;
  for (const Field& one : all) out += (out.empty() ? "" : ", ") + std::string(one.name);
  return out;
}

Understood read_what(const json& body, const World& world, Expectation& out) {
  const auto wanted = body.find("wat");
  std::string names;
  for (const Verifiable* one : all_of(world)) {
    if (wanted != body.end() && *wanted == one->name) out.what = one;
    names += (names.empty() ? "" : ", ") + one->name;
  }
  if (!out.what) return no("wat is one of " + names);
  return {};
}

Understood read_number(const json& body, Expectation& out) {
  int given = 0;
  for (const Kind kind : {Kind::exactly, Kind::at_least, Kind::at_most}) {
    const auto number = body.find(std::string(name(kind)));
    if (number == body.end()) continue;
    if (!number->is_number_unsigned() || *number > 1'000'000'000)
      return no(fmt::format("{} is a whole number", name(kind)));
    out.kind = kind;
    out.number = number->get<std::int64_t>();
    ++given;
  }
  if (given != 1) return no("give one of precies, minstens, hoogstens");
  return {};
}

Understood read_condition(const std::string& field_name, const json& value, Expectation& out) {
  const auto field = std::ranges::find_if(
      out.what->fields, [&](const Field& one) { return is_named(one, field_name); });
  if (field == out.what->fields.end())
    return no(fmt::format("filter has no '{}'; there are: {}", text::one_line(field_name, 80),
                          names_of(out.what->fields)));
  if (value.is_structured() || value.is_null())
    return no(fmt::format("{} is one value", field_name));
  const std::string asked = value.is_string() ? value.get<std::string>() : value.dump();
  if (!is_text(field->match) && !number_asked(field->match, asked))
    return no(fmt::format("{} is {}", field_name, expected(field->match)));
  out.asked[std::string(field->name)] = asked;
  return {};
}

Understood read_filter(const json& body, Expectation& out) {
  const auto filter = body.find("filter");
  if (filter == body.end()) return {};
  if (!filter->is_object()) return no("filter is an object");
  for (const auto& [field_name, value] : filter->items())
    if (const auto good = read_condition(field_name, value, out); !good) return good;
  return {};
}

Understood read_wait(const json& body, Expectation& out) {
  const auto wait = body.find("wacht");
  if (wait == body.end()) return {};
  const auto duration =
      wait->is_string() ? time::parse_duration(wait->get<std::string>()) : std::nullopt;
  if (!duration || *duration < Duration::zero()) return no("wacht is an xs:duration such as PT5S");
  out.wait = std::min<Duration>(*duration, longest);
  return {};
}

Understood read_members(const json& body) {
  constexpr std::string_view known[] = {"wat",       "precies", "minstens",
                                        "hoogstens", "filter",  "wacht"};
  for (const auto& [member, value] : body.items())
    if (std::ranges::find(known, member) == std::end(known))
      return no(fmt::format("there is no '{}'", text::one_line(member, 80)));
  return {};
}

http::Response ask(const http::Request& r, Exchange& ex) {
  ex.keep = false;  // a question, though it has a body
  const auto body = api::body_object(r);
  Expectation expectation;
  const auto understood =
      !body ? Understood(
                  no(R"(send {"wat": "journal", "precies": 1, "filter": {...}, "wacht": "PT5S"})"))
            : read_members(*body)
                  .and_then([&] { return read_what(*body, ex.world, expectation); })
                  .and_then([&] { return read_number(*body, expectation); })
                  .and_then([&] { return read_filter(*body, expectation); })
                  .and_then([&] { return read_wait(*body, expectation); });
  if (!understood) return api::problem(422, "not understood", understood.error());
  return api::reply(verify(ex.world, expectation));
}

}  // namespace

void install_verify(Routes& beheer) { beheer.add("POST", "/api/v1/verify", ask); }

}  // namespace mosim::control
