// Notices to citizens that preproduction would not send: e-mail and SMS. Each is recorded, can be
// read on the beheer door and on the page beside the login, and goes out over SMTP when a server is
// configured. SMS is never sent.
#pragma once

#include "simulator/base/clock.hpp"
#include "simulator/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::notify {

enum class Kind { email, sms };
std::string_view name(Kind kind);  // "email", "sms"

struct Notice {
  std::int64_t id = 0;
  Kind kind = Kind::email;
  Timestamp at{};       // virtual, when it was made
  std::string bsn;      // whom it is for
  std::string to;       // address or phone number
  std::string reason;   // "nieuw-bericht", "herinnering", "emailcode", "smscode", ...
  std::string subject;  // of an e-mail
  std::string text;
  std::string state;  // vastgelegd (recorded only), wachtend, verzonden, mislukt
  std::string note;   // why it failed
};

struct Filter {
  std::string bsn, reason, to, state;
  std::optional<Kind> kind;
  std::int64_t after = 0;  // ids greater than this
  bool newest_first = false;
  int limit = 100;
};

// Whether it looks like an e-mail address; one that may stand in a mail as it is.
bool is_address(std::string_view text);

// Within the transaction that made the reason for it. Returns its id.
std::int64_t add(store::Connection& connection, const Notice& notice);
std::vector<Notice> list(store::Connection& connection, const Filter& filter);

}  // namespace mosim::notify
