#include "simulator/notify/notify.hpp"

namespace mosim::notify {

namespace {

Kind kind_named(std::string_view text) { return text == "sms" ? Kind::sms : Kind::email; }

}  // namespace

std::string_view name(Kind kind) { return kind == Kind::sms ? "sms" : "email"; }

std::int64_t add(store::Connection& c, const Notice& n) {
  c.run(
      "insert into notice (kind, at, bsn, receiver, reason, subject, text, state, note) values "
      "(?,?,?,?,?,?,?,?,?)",
      name(n.kind), time::to_millis(n.at), n.bsn, n.to, n.reason, n.subject, n.text,
      n.state.empty() ? "vastgelegd" : n.state, n.note);
  return c.last_id();
}

std::vector<Notice> list(store::Connection& c, const Filter& f) {
  const std::string kind(f.kind ? name(*f.kind) : "");
  auto rows = c.query(
      f.newest_first
          ? "select id, kind, at, bsn, receiver, reason, subject, text, state, note from notice "
            "where id > ? and (? = '' or bsn = ?) and (? = '' or reason = ?) and (? = '' or "
            "receiver = ?) and (? = '' or kind = ?) order by id desc limit ?"
          : "select id, kind, at, bsn, receiver, reason, subject, text, state, note from notice "
            "where id > ? and (? = '' or bsn = ?) and (? = '' or reason = ?) and (? = '' or "
            "receiver = ?) and (? = '' or kind = ?) order by id limit ?",
      f.after, f.bsn, f.bsn, f.reason, f.reason, f.to, f.to, kind, kind, f.limit);
  std::vector<Notice> out;
  while (rows.next())
    out.push_back({rows.integer(0), kind_named(rows.view(1)), time::from_millis(rows.integer(2)),
                   rows.text(3), rows.text(4), rows.text(5), rows.text(6), rows.text(7),
                   rows.text(8), rows.text(9)});
  return out;
}

}  // namespace mosim::notify
