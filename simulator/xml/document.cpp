#include "simulator/xml/document.hpp"

#include "simulator/base/text.hpp"
#include "simulator/xml/guard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace mosim::xml {

namespace {

std::string_view local_of(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? name : name.substr(colon + 1);
}
std::string_view prefix_of(std::string_view name) {
  const auto colon = name.find(':');
  return colon == name.npos ? std::string_view() : name.substr(0, colon);
}

std::string_view resolve(pugi::xml_node node, std::string_view prefix) {
  if (prefix == "xml") return "http://www.w3.org/XML/1998/namespace";
  const std::string wanted = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
  for (; node.type() == pugi::node_element; node = node.parent())
    if (const auto found = node.attribute(wanted.c_str())) return found.value();
  return {};
}

void collect_text(pugi::xml_node node, std::string& out) {
  // Iterative: the gate bounds the depth, but a view may be made of any tree.
  for (pugi::xml_node n = node.first_child(); n;) {
    if (n.type() == pugi::node_pcdata || n.type() == pugi::node_cdata) out += n.value();
    if (n.first_child()) {
      n = n.first_child();
      continue;
    }
    while (n && n != node && !n.next_sibling()) n = n.parent();
    if (!n || n == node) return;
    n = n.next_sibling();
  }
}

}  // namespace

std::string_view Element::local() const { return local_of(node_.name()); }
std::string_view Element::ns() const { return resolve(node_, prefix_of(node_.name())); }
bool Element::is(std::string_view wanted_ns, std::string_view wanted) const {
  return !node_.empty() && local() == wanted && ns() == wanted_ns;
}

std::string Element::raw_text() const {
  std::string out;
  collect_text(node_, out);
  return out;
}
std::string Element::text() const { return std::string(text::trim(raw_text())); }

Element Element::child(std::string_view wanted_ns, std::string_view wanted) const {
  for (const auto n : node_.children())
    if (n.type() == pugi::node_element && Element(n).is(wanted_ns, wanted)) return Element(n);
  return {};
}
Element Element::child(std::string_view wanted) const {
  for (const auto n : node_.children())
    if (n.type() == pugi::node_element && local_of(n.name()) == wanted) return Element(n);
  return {};
}
std::vector<Element> Element::children() const {
  std::vector<Element> out;
  for (const auto n : node_.children())
    if (n.type() == pugi::node_element) out.emplace_back(n);
  return out;
}
std::vector<Element> Element::children(std::string_view wanted_ns, std::string_view wanted) const {
  std::vector<Element> out;
  for (const Element e : children())
    if (e.is(wanted_ns, wanted)) out.push_back(e);
  return out;
}

std::optional<std::string> Element::attribute(std::string_view wanted_ns,
                                              std::string_view wanted) const {
  for (const auto a : node_.attributes()) {
    const std::string_view prefix = prefix_of(a.name());
    if (local_of(a.name()) != wanted || prefix == "xmlns") continue;
    if (wanted_ns.empty() ? prefix.empty() : !prefix.empty() && resolve(node_, prefix) == wanted_ns)
      return a.value();
  }
  return std::nullopt;
}

std::string Element::path() const {
  std::string out;
  for (pugi::xml_node n = node_; n.type() == pugi::node_element; n = n.parent()) {
    int index = 1;
    for (auto s = n.previous_sibling(); s; s = s.previous_sibling())
      if (s.type() == pugi::node_element && local_of(s.name()) == local_of(n.name())) ++index;
    std::string step = "/" + std::string(local_of(n.name()));
    if (index > 1) step += fmt::format("[{}]", index);
    out.insert(0, step);
  }
  return out;
}

Fault as_fault(const Verdict& verdict) {
  const Problem& first = verdict.problems.front();
  Fault fault{verdict.well_formed ? "schema" : "xml",
              "",
              first.path.empty() ? fmt::format("line {}", first.line) : first.path,
              first.text,
              "",
              {}};
  for (const Problem& p : verdict.problems)
    fault.causes.push_back({fault.code, "", place(p), p.text, "", {}});
  return fault;
}

Result<Document> Document::parse(std::string_view bytes, const Schema* schema) {
  const Verdict verdict = check(bytes, schema);
  if (!verdict.ok()) return refuse(as_fault(verdict));
  Document document;
  document.tree_ = std::make_shared<pugi::xml_document>();
  const auto parsed = document.tree_->load_buffer(
      bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata_single,
      pugi::encoding_utf8);
  if (!parsed)
    return refuse({"xml", "", fmt::format("byte {}", parsed.offset), parsed.description(), "", {}});
  return document;
}

bool valid_characters(std::string_view text) { return allowed_prefix(text) == text.size(); }

std::string escape(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 16);
  while (!text.empty()) {
    const std::size_t allowed = allowed_prefix(text);
    for (const char c : text.substr(0, allowed)) {
      switch (c) {
        case '&':
          out += "&amp;";
          break;
        case '<':
          out += "&lt;";
          break;
        case '>':
          out += "&gt;";
          break;
        case '"':
          out += "&quot;";
          break;
        case '\r':
          out += "&#13;";
          break;
        default:
          out += c;
      }
    }
    text.remove_prefix(allowed);
    if (text.empty()) break;
    out += "\xEF\xBF\xBD";  // for what may not stand in XML at all
    text.remove_prefix(std::max<std::size_t>(1, text::utf8_sequence(text, 0)));
  }
  return out;
}

Writer::Writer(bool declaration) {
  if (declaration) out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
}
void Writer::seal() {
  if (in_tag_) out_ += '>';
  in_tag_ = false;
}
Writer& Writer::open(std::string_view name) {
  seal();
  out_ += '<';
  out_ += name;
  open_.emplace_back(name);
  in_tag_ = true;
  return *this;
}
Writer& Writer::attribute(std::string_view name, std::string_view value) {
  if (!in_tag_) throw std::logic_error("an attribute after content");
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  for (const char c : escape(value)) {  // a line end as it is would be read back as a space
    if (c == '\n' || c == '\t')
      out_ += c == '\n' ? "&#10;" : "&#9;";
    else
      out_ += c;
  }
  out_ += '"';
  return *this;
}
Writer& Writer::text(std::string_view value) {
  seal();
  out_ += escape(value);
  return *this;
}
Writer& Writer::raw(std::string_view xml) {
  seal();
  out_ += xml;
  return *this;
}
Writer& Writer::close() {
  if (open_.empty()) throw std::logic_error("nothing is open");
  if (in_tag_) {
    out_ += "/>";
    in_tag_ = false;
  } else {
    out_ += "</";
    out_ += open_.back();
    out_ += '>';
  }
  open_.pop_back();
  return *this;
}
Writer& Writer::element(std::string_view name, std::string_view value) {
  open(name);
  if (!value.empty()) text(value);
  return close();
}
std::string Writer::take() {
  while (!open_.empty()) close();
  return std::move(out_);
}

}  // namespace mosim::xml
