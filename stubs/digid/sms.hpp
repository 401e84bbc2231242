// The SMS code, and the page of who is blocked. Private to the screens.
#pragma once

#include "stubs/digid/login.hpp"

namespace mosim::digid {

// A code to the phone of login.wie, and the page to type it on; a message when it has no SMS.
http::Response send_sms(Scherm& scherm);
http::Response blocked_page(Scherm& scherm, Timestamp until);

}  // namespace mosim::digid
