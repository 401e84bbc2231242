// The rules of `check` itself (CHK-R-nnn): of a file with a message, before the message is looked
// at.
#pragma once

#include "simulator/rules/rule.hpp"

#include <span>
#include <string_view>

namespace mosim::check {

namespace rule {
inline constexpr std::string_view content_length = "CHK-R-001";
}  // namespace rule

std::span<const rules::Rule> rules();

}  // namespace mosim::check
