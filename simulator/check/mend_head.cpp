// The HTTP head of a message.
#include "simulator/check/capture.hpp"
#include "simulator/check/mend.hpp"

namespace mosim::check {

Edits set_header(const Capture& capture, std::string_view name, const std::string& value) {
  if (!capture.has_head()) return {};
  const Range at = capture.header(name);
  const std::string line = std::string(name) + ": " + value;
  if (capture.headers().find(name)) return {{at, line, std::string(name) + " became " + value}};
  if (capture.start_line().empty()) return {};
  return {{{at.end, at.end},
           capture.line_end() + line,
           std::string(name) + " " + value + " was added"}};
}

}  // namespace mosim::check
