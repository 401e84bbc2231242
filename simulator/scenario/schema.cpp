#include "simulator/scenario/schema.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>
#include <stdexcept>

namespace mosim::scenario {

namespace {

using nlohmann::json;

constexpr std::size_t most_mistakes = 100;
constexpr std::size_t longest_matched = 1000;  // std::regex needs stack for each character

constexpr std::array<std::string_view, 24> known{"$schema",       "$id",
                                                 "$ref",          "$defs",
                                                 "title",         "description",
                                                 "examples",      "default",
                                                 "type",          "enum",
                                                 "const",         "properties",
                                                 "required",      "additionalProperties",
                                                 "items",         "pattern",
                                                 "minLength",     "maxLength",
                                                 "minimum",       "maximum",
                                                 "minItems",      "maxItems",
                                                 "minProperties", "maxProperties"};

bool is_whole(const json& value) {
  return value.is_number_integer() ||
         (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>());
}

bool has_type(const json& value, std::string_view type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  return type == "integer" && is_whole(value);
}

std::string dutchless(const json& type) {  // "string or integer"
  if (type.is_string()) return type.get<std::string>();
  std::string out;
  for (const auto& one : type) out += (out.empty() ? "" : " or ") + one.get<std::string>();
  return out;
}

std::string listed(const json& values) {
  std::string out;
  for (const auto& value : values)
    out +=
        (out.empty() ? "" : ", ") + (value.is_string() ? value.get<std::string>() : value.dump());
  return out;
}

std::string names_of(const json& object) {
  std::string out;
  for (const auto& [name, ignored] : object.items()) out += (out.empty() ? "" : ", ") + name;
  return out;
}

std::string shown(const json& value) {
  return text::one_line(value.dump(-1, ' ', false, json::error_handler_t::replace), 60);
}

}  // namespace

// One walk over a value beside its schema.
class Schema::Check {
 public:
  explicit Check(const Schema& schema) : schema_(schema) {}

  void value(const json& value, const json& unresolved, const std::string& path) {
    const json& schema = schema_.resolved(unresolved);
    if (mistakes.size() >= most_mistakes) return;
    if (!type(value, schema, path) || !choice(value, schema, path)) return;
    if (value.is_string()) string(value.get_ref<const std::string&>(), schema, path);
    if (value.is_number()) number(value, schema, path);
    if (value.is_array()) array(value, schema, path);
    if (value.is_object()) object(value, schema, path);
  }

  std::vector<Mistake> mistakes;

 private:
  void say(const std::string& path, std::string text, std::string hint) {
    if (mistakes.size() < most_mistakes)
      mistakes.push_back({path, std::move(text), std::move(hint)});
  }
  static std::string explained(const json& schema) { return schema.value("description", ""); }

  bool type(const json& value, const json& schema, const std::string& path) {
    const auto wanted = schema.find("type");
    if (wanted == schema.end()) return true;
    const bool fits = wanted->is_string()
                          ? has_type(value, wanted->get_ref<const std::string&>())
                          : std::ranges::any_of(*wanted, [&](const json& one) {
                              return has_type(value, one.get_ref<const std::string&>());
                            });
    if (!fits)
      say(path, fmt::format("{} is no {}", shown(value), dutchless(*wanted)), explained(schema));
    return fits;
  }

  bool choice(const json& value, const json& schema, const std::string& path) {
    if (const auto at = schema.find("enum"); at != schema.end())
      if (std::ranges::find(*at, value) == at->end()) {
        say(path, fmt::format("{} is not one of {}", shown(value), listed(*at)), explained(schema));
        return false;
      }
    if (const auto at = schema.find("const"); at != schema.end() && *at != value) {
      say(path, fmt::format("{} is not {}", shown(value), shown(*at)), explained(schema));
      return false;
    }
    return true;
  }

  // The bounds that a number (a length, a count) may have.
  void bounds(const json& given, double size, const json& schema, const char* least,
              const char* most, const std::string& path, std::string_view what) {
    if (const auto at = schema.find(least); at != schema.end() && size < at->get<double>())
      say(path, fmt::format("{} has {} under {}", shown(given), what, at->dump()),
          explained(schema));
    if (const auto at = schema.find(most); at != schema.end() && size > at->get<double>())
      say(path, fmt::format("{} has {} above {}", shown(given), what, at->dump()),
          explained(schema));
  }

  void number(const json& value, const json& schema, const std::string& path) {
    bounds(value, value.get<double>(), schema, "minimum", "maximum", path, "a value");
  }

  void string(const std::string& value, const json& schema, const std::string& path) {
    bounds(value, static_cast<double>(text::utf8_length(value)), schema, "minLength", "maxLength",
           path, "a length");
    const auto pattern = schema.find("pattern");
    if (pattern == schema.end()) return;
    if (value.size() > longest_matched ||
        !std::regex_search(value, std::regex(pattern->get<std::string>())))
      say(path, fmt::format("{} has another form", shown(value)), explained(schema));
  }

  void array(const json& value, const json& schema, const std::string& path) {
    bounds(value, static_cast<double>(value.size()), schema, "minItems", "maxItems", path,
           "a number of items");
    if (const auto items = schema.find("items"); items != schema.end())
      for (std::size_t i = 0; i < value.size(); ++i) this->value(value[i], *items, child(path, i));
  }

  void object(const json& value, const json& schema, const std::string& path) {
    bounds(value, static_cast<double>(value.size()), schema, "minProperties", "maxProperties", path,
           "a number of members");
    const json none = json::object();
    const json& properties = schema.contains("properties") ? schema["properties"] : none;
    if (const auto required = schema.find("required"); required != schema.end())
      for (const auto& name : *required)
        if (!value.contains(name.get_ref<const std::string&>()))
          say(path, fmt::format("'{}' is missing", name.get_ref<const std::string&>()),
              explained(schema));
    const auto others = schema.find("additionalProperties");
    for (const auto& [name, member] : value.items()) {
      const std::string at = child(path, name);
      if (const auto property = properties.find(name); property != properties.end())
        this->value(member, *property, at);
      else if (others != schema.end() && others->is_object())
        this->value(member, *others, at);
      else if (others != schema.end() && *others == false)
        say(at, fmt::format("'{}' is not known here", text::one_line(name, 40)),
            "known are: " + names_of(properties));
    }
  }

  const Schema& schema_;
};

Schema::Schema(json schema) : schema_(std::move(schema)) { inspect(schema_); }

void Schema::inspect(const json& schema) const {
  if (schema.is_boolean()) return;
  for (const auto& [keyword, value] : schema.items()) {
    if (std::ranges::find(known, keyword) == known.end())
      throw std::logic_error("a schema uses " + keyword + ", which is not known here");
    if (keyword == "properties" || keyword == "$defs")
      for (const auto& [name, one] : value.items()) inspect(one);
    if (keyword == "items" || keyword == "additionalProperties") inspect(value);
    if (keyword == "pattern") std::regex(value.get<std::string>());
    if (keyword == "$ref") resolved(schema);
  }
}

const json& Schema::resolved(const json& schema) const {
  const auto ref = schema.find("$ref");
  if (ref == schema.end()) return schema;
  const auto& name = ref->get_ref<const std::string&>();
  if (!name.starts_with("#")) throw std::logic_error("a schema refers to " + name);
  return schema_.at(json::json_pointer(name.substr(1)));
}

std::vector<Mistake> Schema::check(const json& value) const {
  Check check(*this);
  check.value(value, schema_, "");
  return std::move(check.mistakes);
}

}  // namespace mosim::scenario
