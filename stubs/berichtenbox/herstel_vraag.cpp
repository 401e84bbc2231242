#include "simulator/base/text.hpp"
#include "simulator/check/mend.hpp"
#include "simulator/check/rules.hpp"
#include "simulator/soap/rules.hpp"
#include "stubs/berichtenbox/herstel.hpp"
#include "stubs/berichtenbox/rules.hpp"
#include "stubs/berichtenbox/vraag.hpp"

#include <array>

namespace mosim::berichtenbox {

namespace {

using check::Edits;
using check::Outline;

Edits mend_schema(const Outline& outline, const check::Finding& finding) {
  constexpr std::array order = {std::string_view("berichtleverancierCode"),
                                std::string_view("berichtTypeCode"), std::string_view("klanten")};
  const std::string_view path = finding.hit.place;
  const int node = outline.find(path.substr(0, path.find(" (line "))).node;
  if (node < 0) return {};
  for (const int one : {node, outline[node].parent})
    if (one >= 0 && check::local_of(outline[one].name) == "validateAbonnementenAanvraag")
      if (Edits edits = check::in_order(outline, one, order); !edits.empty()) return edits;
  if (check::local_of(outline[node].name) == "Rol")
    if (const auto word = check::as_word(outline.content(node), {"Burger"}))
      return check::new_value(outline, node, *word);
  return {};
}

}  // namespace

check::Edits herstel_vraag(const check::Document& document, const check::Finding& finding,
                           const check::Context&) {
  const std::string_view broken = finding.hit.rule;
  const check::Capture capture(document.bytes());
  if (broken == check::rule::content_length)
    return check::set_header(capture, "Content-Length", std::to_string(capture.raw_size()));
  if (broken == soap::rule::content_type)
    return check::set_header(capture, "Content-Type", "text/xml; charset=utf-8");
  if (broken == soap::rule::soap_action)
    return check::set_header(capture, "SOAPAction", "\"" + std::string(validatie_action) + "\"");
  if (!capture.in_place()) return {};
  Edits edits = broken == soap::rule::not_xml      ? check::mend_text(capture.body())
                : broken == rule::validatie_schema ? mend_schema(Outline(capture.body()), finding)
                                                   : Edits{};
  const std::size_t base = capture.range_of(capture.body()).begin;
  for (auto& edit : edits) edit.at = {edit.at.begin + base, edit.at.end + base};
  return edits;
}

}  // namespace mosim::berichtenbox
