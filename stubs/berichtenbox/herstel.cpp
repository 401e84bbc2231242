#include "stubs/berichtenbox/herstel.hpp"

#include "simulator/base/text.hpp"
#include "simulator/check/mend.hpp"
#include "simulator/domain/burger.hpp"
#include "stubs/berichtenbox/result.hpp"
#include "stubs/berichtenbox/rules.hpp"

#include <array>
#include <optional>

namespace mosim::berichtenbox {

namespace {

using check::Edits;
using check::Outline;

constexpr std::string_view oin_prefix = "urn:osb:oin:";

// The children of each element of the schemas that has several, in their order; and what a missing
// one is bound to be.
struct Form {
  std::string_view element;
  std::vector<std::string_view> order;
  std::vector<std::pair<std::string_view, std::string_view>> standard;
};
const Form forms[] = {
    {"BatchInformatie", {"BatchID", "AanmaakDatum", "BerichtLeverancierID"}, {}},
    {"Bericht", {"BerichtInformatie", "Bijlagen"}, {}},
    {"BerichtInformatie",
     {"BatchID", "BerichtID", "BerichtType", "PublicatieDatum", "EindDatumHandelingsTermijn",
      "Onderwerp", "BerichtTekst", "Referentie", "GebruikerID", "SoortGebruiker"},
     {{"SoortGebruiker", "Burger"}}},
    {"Bijlage", {"Inhoud", "BijlageType", "Omschrijving", "Volgorde"}, {{"BijlageType", "Pdf"}}},
    {"AbonnementAanvraag", {"BerichtLeverancier", "VerzoekId", "MutatieDatum", "BSNLijst"}, {}},
};

constexpr std::array official = {
    std::string_view("http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01"),
    std::string_view("http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01"),
    std::string_view("http://schemas.overheid.nl/GEB/AbonnementServiceProcessor/2014/02")};

// What people make of a namespace: https, a slash at the end, other capitals, "Processor" spelled
// as the dictionary has it.
std::string bare(std::string_view ns) {
  std::string out = text::lower(text::trim(ns));
  if (out.starts_with("https:")) out.erase(4, 1);
  while (out.ends_with('/')) out.pop_back();
  if (const auto at = out.find("prosessor"); at != out.npos) out.replace(at, 9, "processor");
  return out;
}

Edits mend_namespaces(const Outline& outline) {
  Edits edits;
  for (int node = 0; node < static_cast<int>(outline.nodes().size()) && node < 100; ++node)
    for (const auto& one : outline.attributes(node)) {
      if (!one.name.starts_with("xmlns")) continue;
      for (const std::string_view ns : official)
        if (outline.text(one.value) != ns && bare(outline.text(one.value)) == bare(ns))
          for (auto& edit : check::new_value(outline, one, ns)) edits.push_back(std::move(edit));
    }
  return edits;
}

std::optional<std::string> as_guid(std::string_view written) {
  std::string out = check::without(text::trim(written), "{}()");
  if (text::istarts_with(out, "urn:uuid:")) out.erase(0, 9);
  if (out.size() == 32)
    for (const std::size_t at : {8U, 13U, 18U, 23U}) out.insert(at, "-");
  return is_guid(out) && out != written ? std::optional(out) : std::nullopt;
}

std::optional<std::string> as_oin(std::string_view written) {
  std::string out = check::without(written, " .\t\r\n");
  if (text::istarts_with(out, oin_prefix)) out.erase(0, oin_prefix.size());
  return text::is_digits(out) && out.size() == 20 && out != written ? std::optional(out)
                                                                    : std::nullopt;
}

std::optional<std::string> as_bsn(std::string_view written) {
  std::string out = check::without(written, " .-\t\r\n");
  if (out.size() == 8) out.insert(0, "0");
  return domain::bsn_valid(out) && out != written ? std::optional(out) : std::nullopt;
}

// A data URI, or the alphabet for addresses.
std::optional<std::string> as_base64(std::string_view written) {
  std::string_view content = text::trim(written);
  if (content.starts_with("data:"))
    if (const auto comma = content.find(','); comma != content.npos)
      content.remove_prefix(comma + 1);
  std::string out(content);
  for (char& c : out) c = c == '-' ? '+' : c == '_' ? '/' : c;
  return text::base64_decode(out) && out != written ? std::optional(out) : std::nullopt;
}

std::optional<std::string> trimmed(std::string_view written) {
  const std::string_view out = text::trim(written);
  return out != written && !out.empty() ? std::optional(std::string(out)) : std::nullopt;
}

std::optional<std::string> as_value_of(std::string_view element, std::string_view written) {
  for (const std::string_view date :
       {"AanmaakDatum", "PublicatieDatum", "EindDatumHandelingsTermijn", "MutatieDatum"})
    if (element == date) return check::as_moment(written);
  if (element == "BatchID" || element == "BerichtID") return as_guid(written);
  if (element == "BerichtLeverancierID" || element == "OIN") return as_oin(written);
  if (element == "BSN" || element == "GebruikerID") return as_bsn(written);
  if (element == "SoortGebruiker") return check::as_word(written, {"Burger"});
  if (element == "BijlageType") {
    if (text::iequals(text::trim(written), "application/pdf")) return "Pdf";
    return check::as_word(check::without(written, "."), {"Pdf"});
  }
  if (element == "Inhoud") return as_base64(written);
  return trimmed(written);
}

const Form* form_of(std::string_view element) {
  for (const Form& form : forms)
    if (form.element == element) return &form;
  return nullptr;
}

// The number of a Bijlage, which is its place.
std::string number_of(const Outline& outline, int bijlage) {
  return std::to_string(outline[bijlage].index);
}

std::string batch_id(const Outline& outline) {
  const int info = outline.child(outline.root(), "BatchInformatie");
  const int id = outline.child(info, "BatchID");
  return id < 0 ? "" : std::string(text::trim(outline.content(id)));
}

Edits mend_form(const Outline& outline, int node) {
  const Form* form = node < 0 ? nullptr : form_of(check::local_of(outline[node].name));
  if (!form) return {};
  if (Edits edits = check::in_order(outline, node, form->order); !edits.empty()) return edits;
  for (const auto& [child, value] : form->standard)
    if (outline.child(node, child) < 0)
      return check::add_child(outline, node, child, value, form->order);
  if (form->element == "Bijlage" && outline.child(node, "Volgorde") < 0)
    return check::add_child(outline, node, "Volgorde", number_of(outline, node), form->order);
  if (form->element == "BerichtInformatie" && outline.child(node, "BatchID") < 0 &&
      !batch_id(outline).empty())
    return check::add_child(outline, node, "BatchID", batch_id(outline), form->order);
  return {};
}

// An attribute that the schema does not know; its element knows none.
Edits drop_attribute(const Outline& outline, int node, std::string_view detail) {
  if (detail.find("attribute") == detail.npos || detail.find("not allowed") == detail.npos)
    return {};
  for (const auto& one : outline.attributes(node))
    if (!one.name.starts_with("xml") &&
        detail.find("'" + std::string(one.name) + "'") != detail.npos)
      return {{{one.whole.begin - 1, one.whole.end},
               "",
               "the attribute " + std::string(one.name) + " was removed"}};
  return {};
}

// The children of the aanvraag have no namespace: those with a prefix lose it.
Edits drop_prefix(const Outline& outline, int node) {
  const auto& found = outline[node];
  const std::string_view prefix = check::prefix_of(found.name);
  if (prefix.empty() || node == outline.root() || found.tag.end == found.end) return {};
  const std::size_t colon = prefix.size() + 1;
  return {{{found.tag.begin + 1, found.tag.begin + 1 + colon},
           "",
           std::string(found.name) + " became " + std::string(check::local_of(found.name))},
          {{found.content.end + 2, found.content.end + 2 + colon}, "", ""}};
}

Edits mend_schema(const Outline& outline, const check::Finding& finding) {
  if (Edits edits = mend_namespaces(outline); !edits.empty()) return edits;
  const int node = outline.find(finding.hit.place.substr(0, finding.hit.place.find(" ("))).node;
  if (node < 0) return {};
  if (Edits edits = drop_attribute(outline, node, finding.hit.detail); !edits.empty()) return edits;
  const std::string_view element = check::local_of(outline[node].name);
  if (outline.is_leaf(node)) {
    if (element == "Volgorde" && !text::to_int(text::trim(outline.content(node))))
      return check::new_value(outline, node, number_of(outline, outline[node].parent));
    if (const auto value = as_value_of(element, outline.content(node)))
      if (Edits edits = check::new_value(outline, node, *value); !edits.empty()) return edits;
  }
  if (Edits edits = mend_form(outline, node); !edits.empty()) return edits;
  return mend_form(outline, outline[node].parent);
}

Edits value_at(const Outline& outline, const check::Finding& finding, const auto& change) {
  const auto found = outline.find(finding.hit.place);
  if (!found.whole) return {};
  const std::optional<std::string> value = change(found.node);
  return value ? check::new_value(outline, found.node, *value) : Edits{};
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

// A real line break is written as four characters.
std::string with_written_breaks(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && text.substr(i).starts_with("\r\n")) continue;
    out += text[i] == '\r' || text[i] == '\n' ? "\\r\\n" : std::string(1, text[i]);
  }
  return out;
}

}  // namespace

check::Edits herstel_batch(const check::Document& document, const check::Finding& finding,
                           const check::Context&) {
  const std::string_view rule = finding.hit.rule;
  if (rule == rule::not_xml) return check::mend_text(document.bytes());
  const Outline& outline = document.outline();
  if (rule == rule::schema) return mend_schema(outline, finding);
  return value_at(outline, finding, [&](int node) -> std::optional<std::string> {
    const std::string_view written = outline.content(node);
    if (rule == rule::inner_batch_id) return batch_id(outline);
    if (rule == rule::bsn) return as_bsn(written);
    if (rule == rule::oin) return as_oin(written);
    if (rule == rule::volgorde) return number_of(outline, outline[node].parent);
    if (rule == rule::regeleinde) return with_written_breaks(written);
    if (rule == rule::berichttype) return upper(text::trim(written));
    return std::nullopt;
  });
}

check::Edits herstel_aanvraag(const check::Document& document, const check::Finding& finding,
                              const check::Context&) {
  if (finding.hit.rule != rule::aanvraag) return {};
  if (Edits edits = check::mend_text(document.bytes()); !edits.empty()) return edits;
  const Outline& outline = document.outline();
  if (Edits edits = mend_schema(outline, finding); !edits.empty()) return edits;
  const auto found = outline.find(finding.hit.place.substr(0, finding.hit.place.find(" (")));
  return found.whole ? drop_prefix(outline, found.node) : Edits{};
}

}  // namespace mosim::berichtenbox
