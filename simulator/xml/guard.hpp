// Private to xml: what must be refused before libxml2 sees it.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/xml/gate.hpp"

#include <optional>
#include <string_view>

namespace mosim::xml {

// After a mistake libxml2 reads on to the end without a word, so a limit that is told in its
// callbacks does not hold there. This scan sees the same tags, mistakes or not, and refuses what
// could exhaust: deep nesting, and a tag with so many attributes that libxml2 2.9 would compare
// them for hours. Also any other encoding than UTF-8, and characters that XML does not allow.
std::optional<Problem> refused_at_sight(std::string_view bytes);

// How many bytes from the front may stand in an XML document: UTF-8, no control characters.
std::size_t allowed_prefix(std::string_view text);

// What check() found, as it is refused: code "xml" or "schema", every problem as a cause.
Fault as_fault(const Verdict& verdict);

}  // namespace mosim::xml
