#include "simulator/control/faults_json.hpp"

#include "simulator/base/text.hpp"
#include "simulator/base/time.hpp"

#include <algorithm>
#include <limits>

namespace mosim::control {

namespace {

using faults::Mistake;
using faults::Value;
using nlohmann::json;

json as_json(const Value& v) {
  json out = {
      {"naam", v.name}, {"type", name(v.type)}, {"standaard", v.standard}, {"tekst", v.text}};
  if (!v.choices.empty()) out["keuzes"] = v.choices;
  const bool bounded = v.most != std::numeric_limits<std::int64_t>::max();
  if (v.type == Value::Type::number) out["minimaal"] = v.least;
  if (v.type == Value::Type::number && bounded) out["maximaal"] = v.most;
  if (v.type == Value::Type::duration && bounded)
    out["maximaal"] = time::format_duration(Duration(v.most));
  return out;
}

// Reads the members of a document and notes what is of another type, or not known.
class Reader {
 public:
  Reader(const json& document, const faults::Kinds& kinds) : document_(document), kinds_(kinds) {}

  tl::expected<faults::Order, std::vector<Mistake>> read() {
    for (const auto& [name, value] : document_.items()) member(name, value);
    for (Mistake& mistake : complete(order_, kinds_)) {
      const bool told = std::ranges::any_of(
          mistakes_, [&](const Mistake& m) { return m.field == mistake.field; });
      if (!told) mistakes_.push_back(std::move(mistake));
    }
    if (!mistakes_.empty()) return tl::unexpected(std::move(mistakes_));
    return std::move(order_);
  }

 private:
  void wrong(std::string field, std::string text) {
    mistakes_.push_back({std::move(field), std::move(text)});
  }

  void member(const std::string& name, const json& value) {
    if (name == "id" || name == "soort")
      string(name, value, name == "id" ? order_.id : order_.kind);
    else if (name == "aantal")
      count(value);
    else if (name == "kans")
      value.is_number() ? void(order_.chance = value.get<double>())
                        : wrong(name, "a number from 0 to 1");
    else if (name == "seed")
      value.is_number_unsigned() ? void(order_.seed = value.get<std::uint64_t>())
                                 : wrong(name, "a whole number, not negative");
    else if (name == "bereik")
      scope(value);
    else if (name == "waarden")
      values(value);
    else if (name != "afgegaan" && name != "gezien" && name != "op")  // what we tell, told back
      wrong(text::one_line(name, 60),
            "unknown; there are id, soort, aantal, kans, seed, bereik and waarden");
  }

  void string(const std::string& field, const json& value, std::string& into) {
    if (value.is_string())
      into = value.get<std::string>();
    else
      wrong(field, "a string");
  }

  void count(const json& value) {
    if (value.is_null()) return;
    if (value.is_number_integer() && value.get<std::int64_t>() >= 1)
      order_.count = value.get<std::int64_t>();
    else
      wrong("aantal", "a whole number, at least 1; left out it fires until it is removed");
  }

  void scope(const json& value) {
    if (!value.is_object()) return wrong("bereik", "an object");
    for (const auto& [name, one] : value.items()) {
      const std::string field = "bereik." + text::one_line(name, 60);
      if (const auto member = faults::member_named(name))
        string(field, one, order_.scope.of(*member));
      else
        wrong(field, "unknown; there are door, oin, service, action, bsn and messageId");
    }
  }

  void values(const json& value) {
    if (!value.is_object()) return wrong("waarden", "an object");
    for (const auto& [name, one] : value.items()) {
      if (one.is_string())
        order_.values[name] = one.get<std::string>();
      else if (one.is_boolean())
        order_.values[name] = one.get<bool>() ? "ja" : "nee";
      else if (one.is_number_integer())
        order_.values[name] = one.dump();
      else
        wrong("waarden." + text::one_line(name, 60), "a string, a whole number or a boolean");
    }
  }

  const json& document_;
  const faults::Kinds& kinds_;
  faults::Order order_;
  std::vector<Mistake> mistakes_;
};

}  // namespace

json as_json(const faults::Kind& kind) {
  json scope = json::array(), values = json::array();
  for (const auto member : kind.scope) scope.push_back(name(member));
  for (const auto& value : kind.values) values.push_back(as_json(value));
  return {{"soort", kind.id},
          {"tekst", kind.text},
          {"protocol", kind.wire},
          {"bereik", std::move(scope)},
          {"waarden", std::move(values)}};
}

json as_json(const faults::Standing& standing) {
  const faults::Order& o = standing.order;
  json scope = json::object();
  for (const auto member : faults::kMembers)
    if (!o.scope.of(member).empty()) scope[std::string(name(member))] = o.scope.of(member);
  json out = {{"id", o.id},
              {"soort", o.kind},
              {"aantal", nullptr},
              {"kans", o.chance},
              {"seed", o.seed},
              {"bereik", std::move(scope)},
              {"waarden", o.values},
              {"gezien", standing.seen},
              {"afgegaan", standing.fired},
              {"op", standing.spent()}};
  if (o.count) out["aantal"] = *o.count;
  return out;
}

tl::expected<faults::Order, std::vector<Mistake>> order_in(const json& document,
                                                           const faults::Kinds& kinds) {
  if (!document.is_object())
    return tl::unexpected(std::vector<Mistake>{{"", "send a JSON object"}});
  return Reader(document, kinds).read();
}

}  // namespace mosim::control
