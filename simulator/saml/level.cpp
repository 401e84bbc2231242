#include "simulator/saml/level.hpp"

#include "simulator/base/text.hpp"

#include <array>

namespace mosim::saml {

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

}  // namespace mosim::saml
