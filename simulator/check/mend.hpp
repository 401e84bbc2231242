// Repairs that documents of several kinds have in common. Each gives the edits, or none when it
// does not apply. Values are given as XML writes them, with its references.
#pragma once

#include "simulator/check/capture.hpp"
#include "simulator/check/checker.hpp"

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mosim::check {

// A document that is no XML: its encoding, what stands before it, a DOCTYPE, characters that may
// not stand in it, an ampersand that means itself.
Edits mend_text(std::string_view bytes);

// The value of an element that holds nothing else, or of an attribute.
Edits new_value(const Outline& outline, int node, std::string_view value);
Edits new_value(const Outline& outline, const Attribute& attribute, std::string_view value);
Edits add_attribute(const Outline& outline, int node, std::string_view name,
                    std::string_view value);
Edits remove(const Outline& outline, int node);  // with the white space before it
// An element as a child: after the last of the children that come before it by `order`, with the
// prefix of the parent.
Edits add_child(const Outline& outline, int parent, std::string_view local, std::string_view value,
                std::span<const std::string_view> order);
// The children in this order; nothing when one of them is not in it.
Edits in_order(const Outline& outline, int parent, std::span<const std::string_view> order);
// Attributes without a prefix get that of their element, when they have one of these names.
Edits qualify(const Outline& outline, int node, std::span<const std::string_view> names,
              std::string_view prefix);

// A header of a message gets another value, or is added below the first line.
Edits set_header(const Capture& capture, std::string_view name, const std::string& value);

// What was written by hand for a moment: "24-11-2026", "2026-11-24 09:30", "20261124"; nullopt when
// it is a moment already, or cannot be told.
std::optional<std::string> as_moment(std::string_view written);
// One of these words, written with other capitals or with white space about it.
std::optional<std::string> as_word(std::string_view written,
                                   std::initializer_list<std::string_view> words);
std::string without(std::string_view text, std::string_view characters);

}  // namespace mosim::check
