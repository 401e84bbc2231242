#include "simulator/notify/mail.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mosim::notify {

namespace {

// RFC 2047: at most 76 characters a line; a character is not divided.
std::string encoded_words(std::string_view value) {
  constexpr std::size_t most =
      39;  // bytes, 52 characters of base64; "Subject: " stands before them
  std::string out;
  while (!value.empty()) {
    std::size_t n = 0;
    while (n < value.size()) {
      const std::size_t next = std::max<std::size_t>(1, text::utf8_sequence(value, n));
      if (n + next > most) break;
      n += next;
    }
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
           text::base64_encode(value.substr(0, n)) + "?=";
    value.remove_prefix(n);
  }
  return out;
}

std::string header_text(std::string_view value) {
  const std::string line = text::one_line(value);
  const bool plain = line.size() <= 60 && line.find("=?") == line.npos &&
                     std::ranges::all_of(line, [](char c) { return c >= ' ' && c <= '~'; });
  return plain ? line : encoded_words(line);
}

// RFC 5322, in UTC.
std::string date(Timestamp t) {
  namespace chrono = std::chrono;
  static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed",
                                                        "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = chrono::floor<chrono::days>(t);
  const chrono::year_month_day d{day};
  const chrono::hh_mm_ss clock{chrono::floor<chrono::seconds>(t - day)};
  return fmt::format("{}, {} {} {:04} {:02}:{:02}:{:02} +0000",
                     days[chrono::weekday(day).c_encoding()], static_cast<unsigned>(d.day()),
                     months[static_cast<unsigned>(d.month()) - 1], static_cast<int>(d.year()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

// Lines end in CRLF, also those of the text before it is encoded.
std::string body(std::string_view value) {
  std::string canonical;
  for (const char c : value)
    if (c == '\n')
      canonical += "\r\n";
    else if (c != '\r')
      canonical += c;
  const std::string encoded = text::base64_encode(canonical);
  std::string out;
  for (std::size_t at = 0; at < encoded.size(); at += 76) out += encoded.substr(at, 76) + "\r\n";
  return out;
}

}  // namespace

std::string as_mail(const Notice& n) {
  return fmt::format(
      "Date: {}\r\nFrom: Mijn Overheid simulatie <{}>\r\nTo: <{}>\r\nSubject: {}\r\n"
      "Message-ID: <{}.{}@mijnoverheid.example>\r\nAuto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n{}",
      date(n.at), sender, text::one_line(n.to), header_text(n.subject), n.id, time::to_millis(n.at),
      body(n.text));
}

}  // namespace mosim::notify
