#include "simulator/check/rules.hpp"

namespace mosim::check {

namespace {
constexpr rules::Rule table[] = {
    {rule::content_length, rules::Severity::error, rules::Certainty::certain,
     "Content-Length is the number of octets of the body", "RFC 9110, 8.6",
     "count octets, not characters; was the file cut off, or saved with other line ends?"},
};
}  // namespace

std::span<const rules::Rule> rules() { return table; }

}  // namespace mosim::check
