// A raw message on a page: marked where a rule points to, bounded, and never more than text.
#include "simulator/console/marking.hpp"

#include "tests/support/catch.hpp"

namespace mosim::console {

namespace {

std::string told(const std::vector<Piece>& pieces) {
  std::string out;
  for (const Piece& piece : pieces)
    if (piece.left_out > 0)
      out += "{" + std::to_string(piece.left_out) + "}";
    else if (piece.hit > 0)
      out += "[" + std::to_string(piece.hit) + piece.text + "]";
    else
      out += piece.text;
  return out;
}

}  // namespace

TEST_CASE("each broken rule has its mark, in the order of the message") {
  const std::vector<rules::Hit> hits = {{"R-2", "/a/c", ""}, {"R-1", "/a/b", ""}, {"R-3", "", ""}};
  CHECK(told(marked("<a><b/>-<c/></a>", hits)) == "<a>[2<b/>]-[1<c/>]</a>");
}

TEST_CASE("two rules at one place share its mark") {
  const std::vector<rules::Hit> hits = {{"R-1", "/a/b", ""}, {"R-2", "/a/b", ""}};
  CHECK(told(marked("<a><b/></a>", hits)) == "<a>[1<b/>]</a>");
}

TEST_CASE("of a big message the beginning is shown, and what is around a mark") {
  const std::string filler(100'000, 'x');
  const std::string raw = "<a>" + filler + "<b/>" + filler + "</a>";
  const auto plain = marked(raw, {});
  REQUIRE(plain.size() == 2);
  CHECK(plain[0].text.size() == kMostShown);
  CHECK(plain[1].left_out == raw.size() - kMostShown);

  const auto pieces = marked(raw, {{"R-1", "/a/b", ""}});
  REQUIRE(pieces.size() == 6);
  CHECK(pieces[1].left_out > 0);
  CHECK(pieces[2].text.size() == kAroundMark);
  CHECK(pieces[3].text == "<b/>");
  CHECK(pieces[4].text.size() == kAroundMark);
  std::size_t all = 0;
  for (const Piece& piece : pieces) all += piece.text.size() + piece.left_out;
  CHECK(all == raw.size());
}

TEST_CASE("a character is never cut in two") {
  std::string raw(kMostShown - 1, 'x');
  for (int i = 0; i < 2000; ++i) raw += "é";
  for (const Piece& piece : marked(raw, {})) CHECK(piece.text.find("\uFFFD") == std::string::npos);
}

TEST_CASE("what cannot be shown is shown by a sign") {
  CHECK(visible("a\r\nb\tc") == "a\nb\tc");
  CHECK(visible(std::string("\0\x1b\x7f", 3)) == "␀␛␡");
  CHECK(visible("\xff\xfe é") == "\uFFFD\uFFFD é");
  CHECK(visible("\r") == "␍");
}

}  // namespace mosim::console
