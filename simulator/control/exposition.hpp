// Writes metrics in the text format of Prometheus 0.0.4: a family with its samples, and then the
// next.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace mosim::control {

class Exposition {
 public:
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  // `type`: counter (its name ends in _total), gauge or histogram. Names end in their base unit.
  void family(std::string_view name, std::string_view type, std::string_view help);
  // Of the last family. `suffix`: _bucket, _sum or _count of a histogram.
  void sample(Labels labels, double value, std::string_view suffix = "");

  const std::string& text() const { return text_; }

 private:
  std::string name_, text_;
};

}  // namespace mosim::control
