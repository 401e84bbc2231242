#include "stubs/digid/level.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <array>

namespace mosim::digid {

namespace {

struct Row {
  Level level;
  std::string_view name, context_class;
};
constexpr std::array<Row, 4> levels{{
    {Level::basis, "Basis", "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"},
    {Level::midden, "Midden", "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract"},
    {Level::substantieel, "Substantieel", "urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard"},
    {Level::hoog, "Hoog", "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI"},
}};

const Row& row(Level level) {
  for (const Row& one : levels)
    if (one.level == level) return one;
  return levels.front();
}

}  // namespace

std::string_view name(Level level) { return row(level).name; }
std::string_view context_class(Level level) { return row(level).context_class; }

std::optional<Level> level_named(std::string_view name) {
  for (const Row& one : levels)
    if (text::iequals(one.name, name)) return one.level;
  return std::nullopt;
}

std::optional<Level> level_of_class(std::string_view context_class) {
  for (const Row& one : levels)
    if (one.context_class == context_class) return one.level;
  return std::nullopt;
}

bool satisfies(Level reached, Level asked, std::string_view comparison) {
  if (comparison == "exact") return reached == asked;
  if (comparison == "better") return reached > asked;
  if (comparison == "minimum" || comparison == "maximum") return reached >= asked;
  return false;
}

std::string name_id(int sector, std::string_view number) {
  return fmt::format("s{:08}:{}", sector, number);
}

}  // namespace mosim::digid
