#include "simulator/notify/notify.hpp"

#include "simulator/store/selection.hpp"

#include <algorithm>
#include <utility>

namespace mosim::notify {

namespace {

Kind kind_named(std::string_view text) { return text == "sms" ? Kind::sms : Kind::email; }

}  // namespace

std::string_view name(Kind kind) { return kind == Kind::sms ? "sms" : "email"; }

bool is_address(std::string_view text) {
  const auto at = text.find('@');
  if (at == 0 || at == text.npos || at != text.rfind('@') || text.size() > 254) return false;
  const auto domain = text.substr(at + 1);
  const auto plain = [](unsigned char c) {
    return c > ' ' && c < 0x7F &&
           std::string_view("<>()[]\\,;:\"").find(static_cast<char>(c)) == std::string_view::npos;
  };
  return domain.find('.', 1) != domain.npos && !domain.starts_with('.') && !domain.ends_with('.') &&
         domain.find("..") == domain.npos && std::all_of(text.begin(), text.end(), plain);
}

// E-mail waits when there is a server to bring it to.
std::int64_t add(store::Connection& c, const Notice& n) {
  c.run(
      "insert into notice (kind, at, bsn, receiver, reason, subject, text, state, note, next_at) "
      "values (?1,?2,?3,?4,?5,?6,?7, case when ?8 <> '' then ?8 when ?1 = 'email' and exists "
      "(select 1 from mail_server) then 'wachtend' else 'vastgelegd' end, ?9, ?2)",
      name(n.kind), time::to_millis(n.at), n.bsn, n.to, n.reason, n.subject, n.text, n.state,
      n.note);
  return c.last_id();
}

// Only what is asked for stands in the statement, so that an index can serve it.
std::vector<Notice> list(store::Connection& c, const Filter& f) {
  const std::string kind(f.kind ? name(*f.kind) : "");
  store::Selection wanted;
  wanted.equal("bsn", f.bsn).equal("reason", f.reason).equal("receiver", f.to);
  wanted.equal("kind", kind).equal("state", f.state);
  store::Selection::Page page{"notice", "id", "id", f.newest_first, {}, f.limit};
  if (f.after > 0) page.after = f.after;
  auto rows = wanted.page(page).query(
      c, "select id, kind, at, bsn, receiver, reason, subject, text, state, note from notice");
  std::vector<Notice> out;
  while (rows.next())
    out.push_back({rows.integer(0), kind_named(rows.view(1)), time::from_millis(rows.integer(2)),
                   rows.text(3), rows.text(4), rows.text(5), rows.text(6), rows.text(7),
                   rows.text(8), rows.text(9)});
  return out;
}

}  // namespace mosim::notify
