#include "stubs/burgerportaal/emailcode.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/domain/burgers.hpp"
#include "simulator/world/notices.hpp"
#include "stubs/burgerportaal/rules.hpp"

#include <fmt/format.h>

namespace mosim::burgerportaal::emailcode {

namespace {

std::int64_t number(std::string_view bsn) { return domain::bsn_number(bsn).value_or(-1); }

struct Kept {
  std::string email, code;
  Timestamp sent{};
  std::int64_t failures = 0;
};

std::optional<Kept> kept(store::Connection& c, std::string_view bsn) {
  auto rows =
      c.query("select email, code, verzonden, pogingen from emailcode where bsn = ?", number(bsn));
  if (!rows.next()) return std::nullopt;
  return Kept{rows.text(0), rows.text(1), time::from_millis(rows.integer(2)), rows.integer(3)};
}

void forget(store::Connection& c, std::string_view bsn) {
  c.run("delete from emailcode where bsn = ?", number(bsn));
}

}  // namespace

void send(World& world, journal::Entry& entry, const std::string& bsn, const std::string& email) {
  const auto now = world.clock().now();
  const std::string code = ids::code(6);
  notify::Notice notice;
  notice.at = now;
  notice.bsn = bsn;
  notice.to = email;
  notice.reason = "emailcode";
  notice.subject = "Uw code voor MijnOverheid";
  notice.text = fmt::format(
      "Met deze code bevestigt u uw e-mailadres voor MijnOverheid: {}\n\nHeeft u hier niet om "
      "gevraagd? Dan hoeft u niets te doen.",
      code);
  world.database().write([&](store::Connection& c) {
    c.run(
        "insert into emailcode values (?, ?, ?, ?, 0) on conflict (bsn) do update set email = "
        "excluded.email, code = excluded.code, verzonden = excluded.verzonden, pogingen = 0",
        number(bsn), email, code, time::to_millis(now));
    notify_burger(world, c, notice, &entry);
  });
}

std::optional<std::string> awaiting(store::Connection& c, std::string_view bsn) {
  const auto found = kept(c, bsn);
  return found ? std::optional(found->email) : std::nullopt;
}

Verdict type(World& world, journal::Entry& entry, const std::string& bsn, std::string_view code) {
  std::string typed(code);
  std::erase_if(typed, [](char c) { return c == ' ' || c == '-'; });
  const auto now = world.clock().now();
  const auto life = world.switches().duration(sw::code_geldig);
  const auto most = world.switches().number(sw::code_pogingen);
  const auto verdict = world.database().write([&](store::Connection& c) {
    const auto found = kept(c, bsn);
    if (!found) return Verdict::used_up;
    if (now >= found->sent + life || now < found->sent) {
      forget(c, bsn);
      return Verdict::used_up;
    }
    if (crypto::equal_constant_time(typed, found->code)) {
      const auto burger = domain::burgers::find(c, bsn);
      domain::burgers::set_email(c, bsn, found->email,
                                 !burger || burger->email.empty() || burger->email_bericht);
      forget(c, bsn);
      return Verdict::right;
    }
    if (found->failures + 1 >= most) {
      forget(c, bsn);
      return Verdict::used_up;
    }
    c.run("update emailcode set pogingen = pogingen + 1 where bsn = ?", number(bsn));
    return Verdict::wrong;
  });
  if (verdict != Verdict::right)
    entry.hits.push_back(breach(
        rule::code, "code",
        verdict == Verdict::wrong ? "another code was mailed" : "too late, or too many attempts"));
  return verdict;
}

}  // namespace mosim::burgerportaal::emailcode
