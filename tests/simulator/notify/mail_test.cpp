// A notice as a mail: what any mail program may expect of it.
#include "simulator/notify/mail.hpp"

#include "simulator/base/text.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;

namespace {

notify::Notice notice() {
  notify::Notice n;
  n.id = 7;
  n.at = *time::parse("2026-11-24T08:05:09Z");
  n.to = "anna@post.example";
  n.subject = "Nieuw bericht";
  n.text = "Regel een\nRegel twee\n";
  return n;
}

std::string header(const std::string& mail, const std::string& name) {
  const auto at = mail.find("\r\n" + name + ": ") + 2;
  REQUIRE(at >= 2);
  auto end = mail.find("\r\n", at);
  while (mail[end + 2] == ' ') end = mail.find("\r\n", end + 2);  // folded
  return mail.substr(at + name.size() + 2, end - at - name.size() - 2);
}

std::string text_of(const std::string& mail) {
  return text::base64_decode(mail.substr(mail.find("\r\n\r\n") + 4)).value();
}

// A header of encoded words, decoded.
std::string decoded(std::string value) {
  std::string out;
  for (std::size_t at = 0; (at = value.find("=?UTF-8?B?", at)) != value.npos;) {
    const auto end = value.find("?=", at + 10);
    CHECK(end + 2 - at <= 75);
    const auto word = text::base64_decode(value.substr(at + 10, end - at - 10)).value();
    CHECK(text::is_utf8(word));  // no character is divided
    out += word;
    at = end;
  }
  return out;
}

}  // namespace

TEST_CASE("a mail has the headers of one, and the time of the virtual clock") {
  const auto mail = notify::as_mail(notice());
  CHECK(mail.starts_with("Date: Tue, 24 Nov 2026 08:05:09 +0000\r\n"));
  CHECK(header(mail, "To") == "<anna@post.example>");
  CHECK(header(mail, "Subject") == "Nieuw bericht");
  CHECK(header(mail, "Content-Type") == "text/plain; charset=utf-8");
  CHECK(header(mail, "MIME-Version") == "1.0");
  CHECK(header(mail, "Auto-Submitted") == "auto-generated");
  CHECK(text_of(mail) == "Regel een\r\nRegel twee\r\n");
}

TEST_CASE("the same notice is the same mail, another is another") {
  auto other = notice();
  other.id = 8;
  CHECK(notify::as_mail(notice()) == notify::as_mail(notice()));
  CHECK(header(notify::as_mail(notice()), "Message-ID") !=
        header(notify::as_mail(other), "Message-ID"));
}

TEST_CASE("a subject of any language and length is read as it was written") {
  for (const auto& subject :
       {std::string("Één bericht van Zoë Čapek"), std::string("€ 5"),
        "Een lang onderwerp " + std::string(120, 'x'), std::string("=?UTF-8?B?bmVw?="),
        std::string("één twee drie vier vijf zes zeven acht negen tien elf €€€€€€€€€€€€")}) {
    auto n = notice();
    n.subject = subject;
    const auto mail = notify::as_mail(n);
    CHECK(decoded(header(mail, "Subject")) == subject);
    for (const auto line : text::split(mail, '\n')) CHECK(line.size() <= 79);
  }
}

TEST_CASE("a subject or text cannot add a header or end the mail") {
  auto n = notice();
  n.subject = "a\r\nBcc: b@c.example";
  n.text = "a\r\n.\r\nQUIT\r\n";
  const auto mail = notify::as_mail(n);
  CHECK(mail.find("\r\nBcc:") == mail.npos);
  CHECK(mail.find("\r\n.\r\n") == mail.npos);
  CHECK(text_of(mail) == n.text);
}
