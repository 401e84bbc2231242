#include "simulator/check/lines.hpp"

#include "simulator/base/text.hpp"

#include <algorithm>

namespace mosim::check {

Lines::Lines(std::string_view bytes) : bytes_(bytes), starts_{0} {
  for (std::size_t at = bytes.find('\n'); at != bytes.npos; at = bytes.find('\n', at + 1))
    starts_.push_back(at + 1);
}

Position Lines::at(std::size_t octet) const {
  octet = std::min(octet, bytes_.size());
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), octet);
  const std::size_t start = *(after - 1);
  return {static_cast<std::size_t>(after - starts_.begin()),
          1 + text::utf8_length(bytes_.substr(start, octet - start))};
}

std::size_t Lines::octet(Position position) const {
  if (position.line < 1 || position.line > starts_.size()) return bytes_.size();
  const std::string_view one = line(position.line);
  std::size_t i = 0;
  for (std::size_t n = 1; n < position.column && i < one.size(); ++n)
    i += std::max<std::size_t>(1, text::utf8_sequence(one, i));
  return starts_[position.line - 1] + std::min(i, one.size());
}

std::string_view Lines::line(std::size_t number) const {
  if (number < 1 || number > starts_.size()) return {};
  const std::size_t start = starts_[number - 1];
  const std::size_t end = number < starts_.size() ? starts_[number] - 1 : bytes_.size();
  std::string_view one = bytes_.substr(start, end - start);
  if (one.ends_with('\r')) one.remove_suffix(1);
  return one;
}

}  // namespace mosim::check
