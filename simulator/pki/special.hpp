// Certificates that must be refused, each for one reason: what an adapter shows when something is
// wrong with it.
#pragma once

#include "simulator/pki/authority.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace mosim::pki {

enum class Special {
  expired,
  not_yet_valid,
  revoked,
  wrong_oin,
  unknown_prefix,
  no_oin,
  foreign_ca
};

struct SpecialKind {
  Special kind;
  std::string_view name;  // on the command line and in file names
  std::string_view rule;  // the one it breaks
  std::string_view text;
};
std::span<const SpecialKind> special_kinds();
std::optional<Special> special_named(std::string_view name);

// As ordered, except for what makes it special. `now` is the moment at which it must be refused.
Credential issue_special(Authority& authority, Special kind, Order order, Timestamp now);

}  // namespace mosim::pki
