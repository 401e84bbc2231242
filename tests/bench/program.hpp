// The real program as a child process: timed until its first answer, weighed, and at last stopped
// as a person would.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace mosim::bench {

struct Memory {
  double now = 0;   // MB resident
  double most = 0;  // MB resident, the most since its start
};

class Program {
 public:
  // `data_dir`: empty is --ephemeral. Returns when the beheer door has answered /api/v1/ready.
  Program(const std::filesystem::path& program, const std::filesystem::path& data_dir,
          std::vector<std::string> more = {});

  double start_ms() const { return start_ms_; }  // from its exec to its first answer
  const nlohmann::json& doors() const { return doors_; }
  Memory memory() const;
  double cpu_seconds() const;  // that it used since its start, on all cores together

 private:
  struct Child {
    pid_t pid = -1;
    int out = -1;  // its standard output
    ~Child();
    std::string first_line() const;
  };
  Child child_;
  double start_ms_ = 0;
  nlohmann::json doors_;
};

// Runs a command of the program to its end; throws when it does not succeed.
void run(const std::filesystem::path& program, std::vector<std::string> arguments);

}  // namespace mosim::bench
