// `mijnoverheid-sim serve`: the doors around a world, until a signal.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace mosim::app {

struct ServeOptions {
  std::filesystem::path data_dir = "sim-data";
  bool ephemeral = false;
  std::uint64_t seed = 1;
  std::int64_t citizens = 1000;
  std::string bind = "127.0.0.1";
  std::uint16_t koppelvlak_port = 8443;
  std::uint16_t portaal_port = 8080;
  std::uint16_t beheer_port = 8090;
  std::uint16_t endpoint_port = 8445;  // where the example organisation listens, in its CPA
};

int serve(const ServeOptions& options);

}  // namespace mosim::app
