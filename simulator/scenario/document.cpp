#include "simulator/scenario/document.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>
#include <yaml.h>

namespace mosim::scenario {

namespace {

using nlohmann::json;

tl::unexpected<Mistake> wrong(std::string text, std::string hint, std::int64_t line) {
  return tl::unexpected<Mistake>({"", std::move(text), std::move(hint), line});
}

// What JSON takes for a number: 7, -12, 0.5, 1e3; not 007.
std::optional<json> number(std::string_view s) {
  if (s.size() > 40 || s.find_first_not_of("0123456789+-.eE") != s.npos) return std::nullopt;
  json value = json::parse(s, nullptr, false);
  return value.is_number() ? std::optional(std::move(value)) : std::nullopt;
}

json plain_scalar(std::string_view s) {
  if (s.empty() || s == "~" || s == "null" || s == "Null" || s == "NULL") return nullptr;
  if (s == "true" || s == "True" || s == "TRUE") return true;
  if (s == "false" || s == "False" || s == "FALSE") return false;
  if (auto value = number(s)) return *value;
  return std::string(s);
}

struct Event : yaml_event_t {
  Event() : yaml_event_t{} {}
  ~Event() { yaml_event_delete(this); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  std::int64_t line() const { return static_cast<std::int64_t>(start_mark.line) + 1; }
};

// Turns the events of the parser into a value, with a stack of its own.
class Builder {
 public:
  std::optional<Mistake> take(const Event& event) {
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        if (documents_++ > 0) return say("there is a second document", "write one", event);
        return std::nullopt;
      case YAML_ALIAS_EVENT:
        return say("aliases are not taken here", "write it out in full", event);
      case YAML_SCALAR_EVENT:
        return scalar(event);
      case YAML_SEQUENCE_START_EVENT:
        return open(event, json::array(), event.data.sequence_start.anchor,
                    event.data.sequence_start.tag);
      case YAML_MAPPING_START_EVENT:
        return open(event, json::object(), event.data.mapping_start.anchor,
                    event.data.mapping_start.tag);
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: {
        json value = std::move(stack_.back().value);
        stack_.pop_back();
        put(std::move(value));
        return std::nullopt;
      }
      default:
        return std::nullopt;
    }
  }
  Document finish() { return std::move(document_); }

 private:
  struct Open {
    json value;
    std::string path;
    std::optional<std::string> key;  // of a mapping: its value is to come
  };

  static Mistake say(std::string text, std::string hint, const Event& event) {
    return {"", std::move(text), std::move(hint), event.line()};
  }

  std::optional<Mistake> admit(const Event& event, const yaml_char_t* anchor,
                               const yaml_char_t* tag) {
    if (anchor) return say("anchors are not taken here", "write it out in full", event);
    if (tag) return say("tags are not taken here", "leave out what begins with !", event);
    if (++nodes_ > most_nodes)
      return say(fmt::format("there are more than {} values", most_nodes), "divide it", event);
    return std::nullopt;
  }

  std::optional<Mistake> open(const Event& event, json value, const yaml_char_t* anchor,
                              const yaml_char_t* tag) {
    if (auto mistake = admit(event, anchor, tag)) return mistake;
    if (stack_.size() >= most_depth)
      return say(fmt::format("it is more than {} levels deep", most_depth), "write it flatter",
                 event);
    if (wants_key())
      return say("a name is a list or an object itself", "a name is a plain text", event);
    std::string path = next_path();
    remember(path, event);
    stack_.push_back({std::move(value), std::move(path), std::nullopt});
    return std::nullopt;
  }

  std::optional<Mistake> scalar(const Event& event) {
    const auto& s = event.data.scalar;
    if (auto mistake = admit(event, s.anchor, s.tag)) return mistake;
    const std::string_view text(reinterpret_cast<const char*>(s.value), s.length);
    if (wants_key()) {
      Open& top = stack_.back();
      if (top.value.contains(text))
        return say(fmt::format("'{}' occurs twice", text::one_line(text, 40)), "keep one", event);
      top.key = std::string(text);
      document_.lines.emplace(child(top.path, text), event.line());
      return std::nullopt;
    }
    remember(next_path(), event);
    put(s.style == YAML_PLAIN_SCALAR_STYLE ? plain_scalar(text) : json(std::string(text)));
    return std::nullopt;
  }

  bool wants_key() const {
    return !stack_.empty() && stack_.back().value.is_object() && !stack_.back().key;
  }
  std::string next_path() const {
    if (stack_.empty()) return "";
    const Open& top = stack_.back();
    return top.key ? child(top.path, *top.key) : child(top.path, top.value.size());
  }
  void remember(std::string path, const Event& event) {
    document_.lines.emplace(std::move(path), event.line());
  }
  void put(json value) {
    if (stack_.empty()) {
      document_.value = std::move(value);
      return;
    }
    Open& top = stack_.back();
    if (top.key)
      top.value[*std::exchange(top.key, std::nullopt)] = std::move(value);
    else
      top.value.push_back(std::move(value));
  }

  Document document_;
  std::vector<Open> stack_;
  int documents_ = 0;
  std::size_t nodes_ = 0;
};

tl::expected<Document, Mistake> read_yaml(std::string_view text) {
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
  const std::unique_ptr<yaml_parser_t, void (*)(yaml_parser_t*)> owner(&parser, yaml_parser_delete);
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
  Builder builder;
  for (;;) {
    Event event;
    if (yaml_parser_parse(&parser, &event) == 0)
      return wrong(fmt::format("this is no YAML: {}", parser.problem ? parser.problem : "?"),
                   "look at the indentation, and put texts with : or # in quotes",
                   static_cast<std::int64_t>(parser.problem_mark.line) + 1);
    if (event.type == YAML_STREAM_END_EVENT) return builder.finish();
    if (auto mistake = builder.take(event)) return tl::unexpected(std::move(*mistake));
  }
}

// As JSON, when it is that. YAML reads most of JSON too, but not every escape of it.
std::optional<json> read_json(std::string_view text) {
  if (!text::trim(text).starts_with('{')) return std::nullopt;
  std::size_t nodes = 0;
  bool fits = true;
  json value = json::parse(
      text,
      [&](int depth, json::parse_event_t, json&) {
        return fits = fits && static_cast<std::size_t>(depth) <= most_depth &&
                      ++nodes <= 2 * most_nodes;
      },
      false);
  return fits && value.is_object() ? std::optional(std::move(value)) : std::nullopt;
}

}  // namespace

std::int64_t Document::line_of(std::string path) const {
  for (;;) {
    if (const auto at = lines.find(path); at != lines.end()) return at->second;
    const auto slash = path.rfind('/');
    if (slash == path.npos) return 0;
    path.resize(slash);
  }
}

tl::expected<Document, Mistake> read(std::string_view text) {
  if (text.size() > most_bytes)
    return wrong(fmt::format("it is larger than {} bytes", most_bytes), "divide it", 0);
  if (!text::is_utf8(text)) return wrong("it is not UTF-8", "save it as UTF-8", 0);
  auto yaml = read_yaml(text);
  if (yaml && yaml->value.is_object()) return yaml;
  if (auto value = read_json(text)) return Document{std::move(*value), {}};
  if (!yaml) return yaml;
  return wrong("it is no object", "begin with naam: ...", 1);
}

}  // namespace mosim::scenario
