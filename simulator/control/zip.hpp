// Makes a ZIP in memory, with libzip.
#pragma once

#include "simulator/base/time.hpp"

#include <memory>
#include <string>

namespace mosim::control {

class Zip {
 public:
  Zip();
  ~Zip();
  // `name` is ours, never one from outside: it becomes a path where it is unpacked.
  void add(const std::string& name, std::string bytes, Timestamp at);
  std::string finish();  // once

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mosim::control
