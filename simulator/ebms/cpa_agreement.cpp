// Checks of the agreement as a whole and of who its parties are.
#include "simulator/base/text.hpp"
#include "simulator/ebms/cpa_checks.hpp"
#include "simulator/pki/authority.hpp"

#include <algorithm>
#include <set>

namespace mosim::ebms {

using namespace cpa_xml;

namespace {

constexpr std::string_view oin_scheme = "urn:osb:oin";
constexpr std::string_view service_scheme = "urn:osb:services";
constexpr std::size_t longest_id = 200;  // with its extension it is a file name anywhere
constexpr auto ten_years = std::chrono::days(3653);

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool has_space(std::string_view s) { return s.find_first_of(" \t\r\n") != std::string_view::npos; }

void check_id(const xml::Element& root, Findings& findings) {
  const std::string id = attribute(root, "cpaid");
  const auto breaks_file_name = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f || c == '/' || c == '\\';
  };
  if (id.size() > longest_id || id == "." || id == ".." ||
      std::any_of(id.begin(), id.end(), breaks_file_name)) {
    findings.add(cpa_rule::id_as_file, place(root, "cpaid"),
                 std::to_string(id.size()) + " bytes: " + text::one_line(id, 60));
    return;
  }
  const auto odd = std::find_if_not(id.begin(), id.end(), [](char c) {
    return is_letter_or_digit(c) || c == '-' || c == '_' || c == '$';
  });
  if (odd != id.end())
    findings.add(cpa_rule::id_characters, place(root, "cpaid"), text::one_line(id, 210));
}

void check_dates(const xml::Element& root, Timestamp at, Findings& findings) {
  const std::string start_text = child(root, "Start").text(), end_text = child(root, "End").text();
  const auto start = time::parse(start_text), end = time::parse(end_text);
  if (!start || !end || *start >= *end) {
    findings.add(cpa_rule::start_end, place(child(root, "Start")),
                 "from " + start_text + " to " + end_text);
    return;
  }
  const std::string where = place(child(root, "End"));
  if (*end < at) findings.add(cpa_rule::end_passed, where, end_text + ", now " + time::format(at));
  if (*end - *start > ten_years)
    findings.add(cpa_rule::ten_years, where, "from " + start_text + " to " + end_text);
}

void check_party_id(const xml::Element& id, Findings& findings) {
  const std::string type = attribute(id, "type"), value = id.raw_text();
  const std::string detail = text::one_line(value, 60);
  if (type.empty())
    findings.add(cpa_rule::party_id_untyped, place(id), detail);
  else if (type != oin_scheme)
    findings.add(cpa_rule::party_id_scheme, place(id, "type"), type);
  if (text::istarts_with(value, oin_scheme))
    findings.add(cpa_rule::party_id_glued, place(id), detail);
  else if (type == oin_scheme)
    if (const auto verdict = pki::check_oin(without_suffix(value)); !verdict)
      findings.add(cpa_rule::oin_shape, place(id), "'" + detail + "': " + verdict.error().text);
}

void check_service(const xml::Element& service, Findings& findings) {
  const std::string type = attribute(service, "type"), value = service.raw_text();
  const std::string detail = text::quoted(value);
  if (type != service_scheme)
    findings.add(cpa_rule::service_type, place(service),
                 type.empty() ? detail + " has no type" : "the type is '" + type + "'");
  if (text::istarts_with(value, service_scheme))
    findings.add(cpa_rule::service_glued, place(service), detail);
  if (has_space(value)) findings.add(cpa_rule::white_space, place(service), detail);
}

void check_roles(const xml::Element& party, Findings& findings) {
  std::set<std::string> roles;
  for (const xml::Element& role : children(party, "CollaborationRole")) {
    roles.insert(attribute(child(role, "Role"), "name"));
    check_service(child(child(role, "ServiceBinding"), "Service"), findings);
  }
  if (roles.size() < 2) return;
  std::string names;
  for (const std::string& name : roles) names += (names.empty() ? "" : ", ") + name;
  findings.add(cpa_rule::one_role, place(party), names);
}

void check_actions(const xml::Element& party, Findings& findings) {
  walk(party, [&](const xml::Element& element) {
    if (!is(element, "ThisPartyActionBinding")) return;
    const std::string action = attribute(element, "action");
    if (has_space(action))
      findings.add(cpa_rule::white_space, place(element, "action"), text::quoted(action));
  });
}

}  // namespace

std::string without_suffix(std::string_view oin) {
  const std::size_t at = oin.find('_');
  if (at == std::string_view::npos) return std::string(oin);
  const std::string_view suffix = oin.substr(at + 1);
  const bool known = suffix == "O" || suffix == "T" || suffix == "A" || suffix == "OTA";
  return std::string(known ? oin.substr(0, at) : oin);
}

void check_agreement(const xml::Element& root, Timestamp at, Findings& findings) {
  check_id(root, findings);
  if (const std::string version = attribute(root, "version"); version != "2_0b")
    findings.add(cpa_rule::version, place(root, "version"), text::quoted(version));
  const xml::Element status = child(root, "Status");
  if (const std::string value = attribute(status, "value"); text::trim(value) != "agreed")
    findings.add(cpa_rule::status, place(status, "value"), value);
  check_dates(root, at, findings);
}

void check_parties(const xml::Element& root, Findings& findings) {
  std::set<std::pair<std::string, std::string>> first;
  const auto parties = children(root, "PartyInfo");
  for (const xml::Element& party : parties) {
    for (const xml::Element& id : children(party, "PartyId")) {
      check_party_id(id, findings);
      const std::pair typed(attribute(id, "type"), id.raw_text());
      if (party.node() == parties.front().node())
        first.insert(typed);
      else if (first.contains(typed))
        findings.add(cpa_rule::same_party, place(id), text::one_line(typed.second, 60));
    }
    check_roles(party, findings);
    check_actions(party, findings);
  }
}

}  // namespace mosim::ebms
