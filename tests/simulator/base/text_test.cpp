// The small text helpers, as the protocols rely on them.
#include "simulator/base/text.hpp"

#include "simulator/base/result.hpp"
#include "tests/support/catch.hpp"

using namespace mosim;

TEST_CASE("base64 of any bytes is read back, also in lines and with white space") {
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    INFO(bytes.size());
    CHECK(text::base64_decode(text::base64_encode(bytes)) == bytes);
    bytes += static_cast<char>(i);
  }
  std::string lines = text::base64_encode(bytes);
  for (std::size_t at = 76; at < lines.size(); at += 78) lines.insert(at, "\r\n");
  CHECK(text::base64_decode(" \t" + lines + "\n") == bytes);
  CHECK(text::base64_encode("Hallo") == "SGFsbG8=");
}

TEST_CASE("what is not base64 is not decoded to something else") {
  for (const char* bad : {"A", "AA", "AAA", "AA=", "AAA==", "=", "====", "AA==AA==", "AA=A",
                          "AAAA=", "AA-_", "AA\xC3\xA9=", "A===", "AAAAA"}) {
    INFO(bad);
    CHECK_FALSE(text::base64_decode(bad));
  }
  CHECK(text::base64_decode("") == "");
  CHECK(text::is_base64_text("SGFs\r\n bG8="));
  CHECK_FALSE(text::is_base64_text("SGFs*bG8="));
}

TEST_CASE("percent-decoding leaves alone what is no escape") {
  CHECK(text::percent_decode("a%20b%2fc%C3%A9") == "a b/c\xC3\xA9");
  CHECK(text::percent_decode("100%") == "100%");
  CHECK(text::percent_decode("%4") == "%4");
  CHECK(text::percent_decode("%zz%+1%%41") == "%zz%+1%A");
  CHECK(text::percent_decode("a+b") == "a+b");
  CHECK(text::percent_decode("a+b%2B", true) == "a b+");
  const std::string hostile("a b/?&=%+\xC3\xA9\0~", 13);
  CHECK(text::percent_decode(text::percent_encode(hostile)) == hostile);
  CHECK(text::percent_encode("A z~/") == "A%20z~%2F");
}

TEST_CASE("UTF-8 is told from what only looks like it") {
  for (const char* good : {"", "plain", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                           "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"})
    CHECK(text::is_utf8(good));
  for (const char* bad :
       {"\xC3", "\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xE2\x82", "a\xFF"}) {
    INFO(text::to_hex(bad));
    CHECK_FALSE(text::is_utf8(bad));
  }
  CHECK(text::utf8_length("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80x") == 4);
}

TEST_CASE("one line for a log or a header stays one line, and is cut between characters") {
  CHECK(text::one_line("a\r\nSet-Cookie: x\x7F\x1B[2J") == "a  Set-Cookie: x  [2J");
  CHECK(text::one_line("abcdef", 3) == "abc...");
  CHECK(text::one_line("abc", 3) == "abc");
  CHECK(text::one_line("ab\xE2\x82\xAC"
                       "cd",
                       4) == "ab...");
  CHECK(text::is_utf8(text::one_line("\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 7)));
  CHECK(text::one_line(std::string(10, '\x80'), 5).size() >= 5);
}

TEST_CASE("whole numbers are read whole or not at all") {
  CHECK(text::to_int("0042") == 42);
  CHECK(text::to_int("-9223372036854775808") == INT64_MIN);
  for (const char* bad : {"", " 1", "1 ", "+1", "1.0", "0x1", "9223372036854775808", "-"})
    CHECK_FALSE(text::to_int(bad));
  CHECK(text::is_digits("0123"));
  CHECK_FALSE(text::is_digits(""));
  CHECK_FALSE(text::is_digits("\xD9\xA1"));  // a digit in another script is no digit of a BSN
}

TEST_CASE("tokens compare without case, in ASCII only") {
  CHECK(text::iequals("Content-ID", "content-id"));
  CHECK_FALSE(text::iequals("Content-ID", "Content-I"));
  CHECK(text::istarts_with("CID:part", "cid:"));
  CHECK(text::lower("\xC3\x89"
                    "A") ==
        "\xC3\x89"
        "a");
  CHECK(text::trim(" \t\r\n a b \n") == "a b");
  CHECK(text::trim(" \n").empty());
  CHECK(text::split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
}

TEST_CASE("a fault tells in one line what, by which rule, where, and what to do") {
  CHECK(describe({"Client", "EB-R-010", "/Envelope", "the CPA is not known", "import it", {}}) ==
        "the CPA is not known (EB-R-010, at /Envelope): import it");
  CHECK(describe({"Client", "", "", "nothing came", "", {}}) == "nothing came");
  CHECK(describe({"Client", "", "line 3", "no XML", "", {}}) == "no XML (at line 3)");
}
