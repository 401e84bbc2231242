// Finds what a rule's place points to in a raw message: an element by its path, a header by its
// name, a parameter of the address. Made for messages that are broken: nothing needs to be
// well-formed, or whole.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace mosim::console {

struct Span {
  std::size_t begin = 0, end = 0;
  bool exact = true;  // false: what should hold it was found, e.g. for an element that is missing
  bool operator==(const Span&) const = default;
};

// `place` is a path of local names, e.g. "/Envelope/Body/Manifest/Reference[2]/@href", which may
// begin at any element of any MIME part; or a name or text that stands in the message as it is.
// What is said behind it in brackets, as in "/Berichten (line 3)", does not count.
std::optional<Span> locate(std::string_view raw, std::string_view place);

}  // namespace mosim::console
