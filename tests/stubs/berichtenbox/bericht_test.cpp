// One message on its page: text, links, terms, attachments; and nothing in it that runs.
#include "stubs/berichtenbox/tekst.hpp"
#include "tests/stubs/berichtenbox/pages_support.hpp"

using namespace mosim;
using namespace mosim::berichtenbox;
using namespace mosim::berichtenbox::test;

namespace {

// A text as lines; a link stands between square brackets.
std::string gezet(const std::string& tekst, bool ruim = false) {
  std::string out;
  for (const auto& line : tekstregels(tekst, ruim)) {
    out += out.empty() ? "" : "|";
    for (const auto& brok : line) out += brok.link ? "[" + brok.tekst + "]" : brok.tekst;
  }
  return out;
}

std::string pad(std::int64_t id) { return "/mijn/berichten/bericht/" + std::to_string(id); }

void einddatum(Lezer& lezer, std::int64_t id, Timestamp at) {
  lezer.world().database().write([&](store::Connection& c) {
    c.run("update bericht set einddatum_at = ? where id = ?", time::to_millis(at), id);
  });
}

}  // namespace

TEST_CASE("the four characters backslash r backslash n break a line; a real line break does not") {
  CHECK(gezet("een\\r\\ntwee\\r\\n\\r\\nvier") == "een|twee||vier");
  CHECK(gezet("een\r\ntwee\\ndrie\\r") == "een\r\ntwee\\ndrie\\r");
  CHECK(tekstregels("", false).size() == 1);
}

TEST_CASE("a URL is a link between spaces, and nowhere else") {
  CHECK(gezet("zie https://a.example/x?y=1&z voor") == "zie [https://a.example/x?y=1&z] voor");
  CHECK(gezet("zie HTTP://a.example en http://b.example nu") ==
        "zie [HTTP://a.example] en [http://b.example] nu");
  CHECK(gezet("zie https://a.example") == "zie https://a.example");
  CHECK(gezet("https://a.example is") == "https://a.example is");
  CHECK(gezet("zie\\r\\nhttps://a.example\\r\\nvoor") == "zie|https://a.example|voor");
  CHECK(gezet("zie (https://a.example) voor") == "zie (https://a.example) voor");
  CHECK(gezet("zie javascript:alert(1) en ftp://a of https:// voor") ==
        "zie javascript:alert(1) en ftp://a of https:// voor");
  CHECK(gezet("een  twee   drie ") == "een  twee   drie ");
}

TEST_CASE("by a switch the beginning and end of a line count as spaces too") {
  CHECK(gezet("https://a.example\\r\\nof https://b.example", true) ==
        "[https://a.example]|of [https://b.example]");
  Lezer lezer;
  const auto id = lezer.bericht("a", "https://a.example");
  CHECK_FALSE(holds(lezer.page(pad(id)), "rel=\"noopener noreferrer nofollow\""));
  lezer.set("url-grens", "ruim");
  CHECK(holds(lezer.page(pad(id)), "rel=\"noopener noreferrer nofollow\""));
}

TEST_CASE("whatever an organisation writes is shown as it is, and never run") {
  Lezer lezer;
  const std::string evil = "\"><script>alert(1)</script><img src=x onerror=y>{{csrf}}";
  const auto id = lezer.bericht(evil, evil + " https://a.example/\"onclick=\"x ");
  lezer.bijlage_bij(id, evil);
  lezer.world().database().write([&](store::Connection& c) {
    c.run("update bericht set referentie = ? where id = ?", evil, id);
    c.run("update organisatie set naam = ?, omschrijving = ? where oin = ?", evil, evil, gemeente);
  });
  for (const std::string& path : {pad(id), std::string("/mijn/berichten"),
                                  std::string("/mijn/berichten/zoeken?zoek=script")}) {
    const auto page = lezer.page(path);
    INFO(path);
    CHECK_FALSE(holds(page, "<script>alert"));
    CHECK_FALSE(holds(page, "<img"));
    CHECK_FALSE(holds(page, "\"onclick"));
    CHECK(holds(page, "&lt;script&gt;alert(1)"));
  }
}

TEST_CASE("a term is shown while it runs; afterwards the page says what that means") {
  Lezer lezer;
  const auto id = lezer.bericht("a");
  CHECK_FALSE(holds(lezer.page(pad(id)), "termijn"));
  einddatum(lezer, id, lezer.world().clock().now() + day);
  CHECK(holds(lezer.page(pad(id)), "<dd data-testid=\"termijn\">25 november 2026, 09:30</dd>"));
  CHECK_FALSE(holds(lezer.page(pad(id)), "is voorbij"));
  lezer.world().clock().advance(day);
  CHECK_FALSE(holds(lezer.page(pad(id)), "data-testid=\"termijn\""));
  CHECK(holds(lezer.page(pad(id)), "liep tot 25 november 2026, 09:30 en is voorbij"));
  CHECK(holds(lezer.page(pad(id)), "geldt als ontvangen zodra het in uw Berichtenbox staat"));
}

TEST_CASE("an attachment is shown or downloaded with its own bytes, and may do nothing here") {
  Lezer lezer;
  const auto id = lezer.bericht("a");
  const std::string pdf = std::string("%PDF-1.7\0\xff\r\n", 12);
  lezer.bijlage_bij(id, "Beschikking één", pdf);
  const auto shown = lezer.raw(pad(id) + "/bijlage/1");
  CHECK(shown.status == 200);
  CHECK(shown.body.view() == pdf);
  CHECK(shown.headers.get("Content-Type") == "application/pdf");
  CHECK(
      shown.headers.get("Content-Disposition") ==
      "inline; filename=\"Beschikking __n.pdf\"; filename*=UTF-8''Beschikking%20%C3%A9%C3%A9n.pdf");
  CHECK(shown.headers.get("X-Content-Type-Options") == "nosniff");
  CHECK(holds(std::string(shown.headers.get("Content-Security-Policy")), "default-src 'none'"));
  CHECK(holds(std::string(shown.headers.get("Content-Security-Policy")), "sandbox"));
  CHECK(shown.headers.get("Cache-Control") == "no-store");
  CHECK(lezer.raw(pad(id) + "/bijlage/1?download=ja")
            .headers.get("Content-Disposition")
            .starts_with("attachment; "));
  for (const char* none :
       {"/bijlage/2", "/bijlage/x", "/bijlage/-1", "/bijlage/99999999999999999999"})
    CHECK(lezer.raw(pad(id) + none).status == 404);
  lezer.kijkt(henk, henk);
  CHECK(lezer.raw(pad(id) + "/bijlage/1").status == 404);
}

TEST_CASE("what is no PDF is never shown by the browser") {
  Lezer lezer;
  const auto id = lezer.bericht("a");
  lezer.bijlage_bij(id, "pagina.html", "<script>alert(1)</script>");
  const auto shown = lezer.raw(pad(id) + "/bijlage/1");
  CHECK(shown.headers.get("Content-Type") == "application/octet-stream");
  CHECK(shown.headers.get("Content-Disposition").starts_with("attachment; "));
}

TEST_CASE("the name of an attachment cannot break out of its header or its folder") {
  for (const char* name :
       {"a\"; filename=\"b.exe", "a\r\nSet-Cookie: x=y", "../../etc/passwd", "a\\b", "..", "",
        "brief.PDF", "\xff\xfe", "é", "a%0d%0ab", "C:\\x", "a;b=c"}) {
    const auto header = disposition(name, true);
    INFO(header);
    CHECK(header.find_first_of("\r\n\\/") == header.npos);
    CHECK(std::count(header.begin(), header.end(), '"') == 2);
    CHECK(std::count(header.begin(), header.end(), ';') == 2);
    CHECK(text::lower(header).find(".pdf\"") != header.npos);
    CHECK(std::all_of(header.begin(), header.end(), [](char c) { return c >= ' ' && c <= '~'; }));
  }
  CHECK(disposition("brief.pdf", false) ==
        "inline; filename=\"brief.pdf\"; filename*=UTF-8''brief.pdf");
}
