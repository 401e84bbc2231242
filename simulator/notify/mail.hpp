// A notice as a mail on the wire: RFC 5322 headers, MIME, UTF-8 in base64. Private to notify.
#pragma once

#include "simulator/notify/notify.hpp"

#include <string>

namespace mosim::notify {

inline constexpr std::string_view sender = "simulatie@mijnoverheid.example";

// The same notice is the same mail, Message-ID included, so that who gets it twice can tell.
std::string as_mail(const Notice& notice);

}  // namespace mosim::notify
