// A conversation is drawn as it went: who spoke to whom, in the order of time, and what got lost.
#include "simulator/console/diagram.hpp"

#include "simulator/console/svg.hpp"
#include "tests/support/catch.hpp"

namespace mosim::console {

namespace {

const std::vector<House::Lane> digid = {{"DigiD", {"/saml/idp"}, "saml"}};
const Lanes lanes(digid, {"https://mijn.example", "https://localhost"});
constexpr int org = Lanes::organisation, house = Lanes::house;

journal::Entry entry(journal::Direction direction, std::string door, std::string line,
                     int status = 204) {
  static std::int64_t id = 0;
  journal::Entry e;
  e.id = ++id;
  e.at = time::from_millis(1'000'000 + 1000 * id);
  e.direction = direction;
  e.door = std::move(door);
  e.line = std::move(line);
  e.status = status;
  e.protocol = e.line.find("saml") == std::string::npos ? "ebms" : "saml";
  e.outcome = "accepted";
  return e;
}

// "0>1" for each arrow, "0..1" for an answer, "0x1" for one that is lost.
std::string told(const std::vector<Arrow>& all) {
  std::string out;
  for (const Arrow& a : all)
    out += (out.empty() ? "" : " ") + std::to_string(a.from) +
           (a.lost     ? "x"
            : a.answer ? ".."
                       : ">") +
           std::to_string(a.to);
  return out;
}

using enum journal::Direction;

}  // namespace

TEST_CASE("a message, the work on it and the result go between organisation and MijnOverheid") {
  const std::vector<journal::Entry> entries = {
      entry(in, "koppelvlak", "POST /ebms"), entry(work, "", "", 0),
      entry(out, "", "POST https://gemeente.example/ebms")};
  CHECK(told(arrows(entries, lanes)) == "0>1 1>1 1>0");
}

TEST_CASE("the order is that in which things began, not that in which they were written down") {
  auto result = entry(out, "", "POST https://gemeente.example/ebms");
  auto ack = entry(in, "koppelvlak", "POST /ebms");
  ack.at = result.at;
  result.at += Duration(10);
  result.duration = std::chrono::milliseconds(50);
  CHECK(told(arrows({ack, result}, lanes)) == "1>0 0>1");
}

TEST_CASE("an answer that says something is drawn, and one that never came is lost") {
  CHECK(told(arrows({entry(in, "koppelvlak", "POST /wus", 200)}, lanes)) == "0>1 1..0");
  CHECK(told(arrows({entry(in, "koppelvlak", "POST /ebms", 0)}, lanes)) == "0>1 1x0");
  CHECK(told(arrows({entry(out, "", "POST https://gemeente.example/ebms", 0)}, lanes)) == "1x0");
}

TEST_CASE("what is asked while somebody waits comes before the answer to them") {
  auto inner = entry(in, "koppelvlak", "POST /saml/idp/resolve_artifact", 200);
  inner.sender = "https://mijn.example/metadata";
  auto outer = entry(in, "portaal", "GET /mijn/digid/acs", 303);
  outer.at = inner.at - Duration(5);
  outer.duration = std::chrono::milliseconds(5);
  CHECK(told(arrows({outer, inner}, lanes)) == "3>1 1>2 2..1 1..3");
}

TEST_CASE("what was refused or failed is told from what went well") {
  auto refused = entry(in, "koppelvlak", "POST /ebms");
  refused.outcome = "refused";
  CHECK(arrows({refused}, lanes)[0].bad);
  CHECK(arrows({entry(in, "koppelvlak", "POST /ebms", 500)}, lanes)[0].bad);
  CHECK_FALSE(arrows({entry(in, "koppelvlak", "POST /ebms")}, lanes)[0].bad);
}

TEST_CASE("a login goes from citizen to DigiD, and MijnOverheid asks DigiD who it is") {
  const auto begin = entry(in, "portaal", "GET /mijn/digid/inloggen");
  const auto asked = entry(in, "portaal", "GET /saml/idp/request_authentication?SAMLRequest=x");
  auto resolve_in = entry(in, "koppelvlak", "POST /saml/idp/resolve_artifact", 200);
  auto resolve_out = entry(out, "", "POST https://localhost/saml/idp/resolve_artifact", 200);
  resolve_out.action = resolve_in.action = "ArtifactResolve";
  resolve_in.sender = "https://mijn.example/metadata";
  CHECK(told(arrows({begin, asked, resolve_in, resolve_out}, lanes)) == "3>1 3>2 1>2 2..1");
}

TEST_CASE("DigiD tells a service that somebody logged out") {
  auto logout = entry(out, "", "POST https://dienst.example/saml/idp/slo");
  logout.protocol = "saml";
  logout.receiver = "https://dienst.example/metadata";
  CHECK(told(arrows({logout}, lanes)) == "2>0");
}

TEST_CASE("the drawing has only lanes that take part, and holds text as text") {
  const std::vector<journal::Entry> entries = {entry(in, "koppelvlak", "POST /ebms")};
  const auto drawing =
      svg(arrows(entries, lanes), {"titel\" onload=\"x",
                                   [](int lane) {
                                     return lane == org ? "<org>" : lane == house ? "huis" : "weg";
                                   },
                                   [](const Arrow&) { return "<script>alert(1)</script>\x01"; },
                                   [](const Arrow&) { return "\"&'"; }});
  CHECK(drawing.find("<script") == std::string::npos);
  CHECK(drawing.find(" onload=\"") == std::string::npos);
  CHECK(drawing.find('\x01') == std::string::npos);
  CHECK(drawing.find("&lt;org&gt;") != std::string::npos);
  CHECK(drawing.find("huis") != std::string::npos);
  CHECK(drawing.find("weg") == std::string::npos);
}

TEST_CASE("lost, failed and answered arrows look different") {
  auto failed = entry(in, "koppelvlak", "POST /ebms", 500);
  auto lost = entry(out, "", "POST https://gemeente.example/ebms", 0);
  const auto words = [](const auto&) { return std::string("x"); };
  const auto drawing = svg(arrows({failed, lost}, lanes), {"t", words, words, words});
  CHECK(drawing.find("class=\"mis\"") != std::string::npos);
  CHECK(drawing.find("class=\"kwijt\"") != std::string::npos);
  CHECK(drawing.find("class=\"kruis\"") != std::string::npos);
}

}  // namespace mosim::console
