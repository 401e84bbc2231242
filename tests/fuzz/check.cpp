// Finding places in a document, taking a message apart, and mending what is no XML.
#include "simulator/check/mend.hpp"
#include "simulator/check/place.hpp"
#include "simulator/check/report.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

namespace {

void outline_holds(const check::Outline& outline) {
  const std::size_t size = outline.bytes().size();
  for (int i = 0; i < static_cast<int>(outline.nodes().size()); ++i) {
    const auto& node = outline[i];
    fuzz::promise(node.tag.begin < node.tag.end && node.tag.end <= node.content.end &&
                      node.content.end <= node.end && node.end <= size,
                  "a node lies within the document");
    fuzz::promise(node.parent < i, "a parent comes first");
    for (const auto& one : outline.attributes(i))
      fuzz::promise(one.value.begin <= one.value.end && one.whole.end <= node.tag.end,
                    "an attribute lies within its tag");
    outline.ns(i);
  }
}

}  // namespace

// The first line is a place, the rest a document.
MOSIM_FUZZ_TARGET {
  if (input.size() > 64 * 1024) return;
  const std::string_view place = fuzz::take_line(input);
  const check::Document document(input);
  outline_holds(document.outline());
  const check::Range at = check::locate(document.outline(), place);
  fuzz::promise(at.begin <= at.end && at.end <= input.size(), "a place lies within the document");

  const check::Capture capture(input);
  const check::Range body = capture.range_of(capture.body());
  fuzz::promise(body.end <= input.size(), "a body lies within the message");
  if (const auto hit = capture.wrong_length()) {
    const auto edits =
        check::set_header(capture, "Content-Length", std::to_string(capture.raw_size()));
    for (const auto& edit : edits)
      fuzz::promise(edit.at.end <= input.size(), "an edit lies within the message");
  }
  for (const auto& edit : check::mend_text(input))
    fuzz::promise(edit.at.begin <= edit.at.end && edit.at.end <= input.size(),
                  "an edit lies within the document");

  check::Report report;
  report.name = std::string(place);
  report.bytes = std::string(input);
  report.soort = "naam";
  const check::Checker checker{"naam", "", {}, {}};
  report.judgement.findings.push_back(
      {{"XX-R-001", std::string(place), std::string(place)}, at, &checker, {}});
  const rules::Book book;
  check::as_text({report}, book, true);
  check::as_json({report}, book);
  check::as_sarif({report}, book, "1");
  check::as_junit({report}, book);
}
