// A burger, or who acts for one, in the Berichtenbox: pages asked and forms sent as the site does
// it.
#pragma once

#include "simulator/domain/burgers.hpp"
#include "simulator/notify/notify.hpp"
#include "stubs/berichtenbox/mappen.hpp"
#include "tests/stubs/berichtenbox/support.hpp"

#include <regex>

namespace mosim::berichtenbox::test {

inline const std::string henk = "999990068";  // gets e-mail

class Lezer : public Box {
 public:
  explicit Lezer(const std::string& bsn = anna) { kijkt(bsn, bsn); }

  void kijkt(const std::string& wie, const std::string& naar,
             std::vector<std::string> organisaties = {}) {
    world().database().read([&](store::Connection& c) {
      visitor_.self = domain::burgers::find(c, wie).value();
      visitor_.subject = domain::burgers::find(c, naar).value();
    });
    visitor_.organisaties = std::move(organisaties);
  }
  const portal::Visitor& visitor() const { return visitor_; }
  const portal::Section& section() const { return house().sections.at(0); }
  std::string said;  // the notice that the next page shows

  // `path` is that of the address bar.
  http::Response raw(const std::string& path, const std::string& method = "GET",
                     http::Fields form = {}) {
    http::Request r = request(method, path, "");
    REQUIRE(r.path.starts_with("/mijn/berichten"));
    r.path = "/" + r.path.substr(std::string("/mijn/berichten").size());
    const std::string csrf = "csrf-token";
    journal::Entry entry;
    portal::Call call{world(), entry, visitor_, csrf, form, said, house().sections, "berichten"};
    return section().routes.handle(r, call);
  }
  std::string page(const std::string& path) {
    const auto response = raw(path);
    INFO(path);
    REQUIRE(response.status == 200);
    return std::string(response.body.view());
  }
  // A form; returns where it leads.
  std::string post(const std::string& path, http::Fields form) {
    const auto response = raw(path, "POST", std::move(form));
    INFO(path << ": " << response.body.view());
    REQUIRE(response.status == 303);
    return std::string(response.headers.get("Location"));
  }
  std::string doe(const std::string& actie, const std::vector<std::int64_t>& ids,
                  http::Fields more = {}) {
    more.emplace_back("actie", actie);
    for (const auto id : ids) more.emplace_back("bericht", std::to_string(id));
    return post("/mijn/berichten/acties", std::move(more));
  }

  // Puts a message in a box as a delivery does; later columns by statement.
  std::int64_t bericht(const std::string& onderwerp, const std::string& tekst = "Beste lezer,",
                       const std::string& bsn = anna, const std::string& oin = gemeente) {
    const auto at = time::to_millis(world().clock().now());
    return world().database().write([&](store::Connection& c) {
      const std::string id = guid(++made_);
      c.run(
          "insert into bericht (leverancier, bericht_id, batch, berichttype, bsn, onderwerp, "
          "tekst, referentie, zichtbaar_at, geplaatst_at) values (?,?,0,'PARKVERG',?,?,?,'',?,?)",
          oin, id, bsn, onderwerp, tekst, at, at);
      return c.last_id();
    });
  }
  void bijlage_bij(std::int64_t bericht, const std::string& omschrijving,
                   const std::string& inhoud = "%PDF-1.7 inhoud") {
    world().database().write([&](store::Connection& c) {
      c.run("insert into bijlage values (?, 1, ?, ?)", bericht, omschrijving, store::Bytes{inhoud});
    });
  }
  std::int64_t map(const std::string& naam) {
    post("/mijn/berichten/mappen", {{"naam", naam}});
    const auto found = world().database().read(
        [&](store::Connection& c) { return mappen::van(c, visitor_.subject.bsn); });
    for (const auto& one : found)
      if (one.naam == naam) return one.id;
    FAIL("there is no folder " << naam << ": " << said);
    return 0;
  }
  // The subjects that a page lists, in its order.
  std::vector<std::string> onderwerpen(const std::string& path) {
    const std::string html = page(path);
    static const std::regex link(R"re(class="onderwerp"[^>]*>([^<]*)<)re");
    std::vector<std::string> out;
    for (std::sregex_iterator at(html.begin(), html.end(), link), end; at != end; ++at)
      out.push_back((*at)[1]);
    return out;
  }
  std::int64_t ongelezen() { return section().tile(world(), visitor_).count; }
  std::vector<notify::Notice> mail(const std::string& reason = "") {
    notify::Filter filter;
    filter.kind = notify::Kind::email;
    filter.reason = reason;
    filter.limit = 1'000'000;
    return world().database().read([&](store::Connection& c) { return notify::list(c, filter); });
  }
  void wil_mail(const std::string& bsn, bool mail, bool herinnering) {
    world().database().write([&](store::Connection& c) {
      c.run(
          "update burger set email = 'iemand@post.example', email_bericht = ?, "
          "email_herinnering = ? where bsn = cast(? as integer)",
          mail, herinnering, bsn);
    });
  }
  // What falls due is done, as the timers of a running world do it.
  void later(Duration d) {
    world().clock().advance(d);
    for (const auto& timer : house().timers) timer.run(world());
  }

 private:
  portal::Visitor visitor_;
  int made_ = 5000;
};

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

}  // namespace mosim::berichtenbox::test
