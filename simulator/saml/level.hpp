// The four levels of certainty of DigiD, as both sides of the wire write them. Spec: digid 8.1.
#pragma once

#include <optional>
#include <string_view>

namespace mosim::saml {

// Their numbers put them in order; the gaps are DigiD's own.
enum class Level { basis = 10, midden = 20, substantieel = 25, hoog = 30 };

std::string_view name(Level level);                       // "Basis", ...
std::string_view context_class(Level level);              // AuthnContextClassRef
std::optional<Level> level_named(std::string_view name);  // by name, without regard to case
std::optional<Level> level_of_class(std::string_view context_class);

}  // namespace mosim::saml
