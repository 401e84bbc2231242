// What a form of a page sends, with or without a file.
#pragma once

#include "simulator/http/message.hpp"

namespace mosim::console {

// application/x-www-form-urlencoded or multipart/form-data; nothing when it is neither, or broken.
http::Fields form_of(const http::Request& request);

}  // namespace mosim::console
