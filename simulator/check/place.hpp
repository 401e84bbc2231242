// From the place of a hit, as the rules write it, to octets of the document.
#pragma once

#include "simulator/check/outline.hpp"

#include <string_view>

namespace mosim::check {

// "/a/b (line 3)", "line 3, column 7", "/a/b[2]/@c". The root's start tag when a place says nothing
// that can be found.
Range locate(const Outline& outline, std::string_view place);

}  // namespace mosim::check
