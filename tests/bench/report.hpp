// What the bench prints: one line per figure, beside its aim where there is one.
#pragma once

#include <string>

namespace mosim::bench {

class Report {
 public:
  void heading(const std::string& text);
  void figure(const std::string& name, double value, const std::string& unit,
              const std::string& remark = "");
  void at_most(const std::string& name, double value, const std::string& unit, double aim,
               const std::string& remark = "");
  void at_least(const std::string& name, double value, const std::string& unit, double aim);
  void finish() const;

 private:
  void judged(const std::string& name, double value, const std::string& unit, double aim, bool met,
              const char* sign, const std::string& remark = "");
  int met_ = 0;
  int missed_ = 0;
};

}  // namespace mosim::bench
