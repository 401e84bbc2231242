// `mijnoverheid-sim send`: the example organisation's side, over the real wire.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mosim::app {

struct SendOptions {
  std::filesystem::path data_dir = "sim-data";
  std::string bsn = "999990019";
  std::string onderwerp = "Testbericht";
  std::string tekst;
  std::string berichttype = "PARKVERG";
  std::vector<std::filesystem::path> bijlagen;
  std::filesystem::path batch;  // a ready batch instead of the fields above
  int aantal = 1;
  int seconds = 30;  // to wait for the result
};

int send(const SendOptions& options);

}  // namespace mosim::app
