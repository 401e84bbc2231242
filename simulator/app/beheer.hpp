// How a command reaches a running server: the control API, by the data dir or by the URL of the
// beheer door alone, and in which of its worlds.
#pragma once

#include "simulator/app/cli.hpp"
#include "simulator/http/client.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace mosim::app {

struct Reach {
  std::filesystem::path data_dir = "sim-data";
  std::string beheer;  // URL; empty: as DATA_DIR/doors.json says
  std::string token;   // empty: the one in the data dir
  std::string wereld;  // empty: the default one

  // What stands before a path on any door.
  std::string prefix() const;
};
void reach_options(CLI::App* command, Reach& reach);
// The same, with --json.
void reach_options(CLI::App* command, Reach& reach, bool& json);

// Every call throws std::runtime_error with one line for a person when it is refused or nobody
// answers. Paths are those of the control API, e.g. /api/v1/clock, without the world.
class Beheer {
 public:
  explicit Beheer(const Reach& reach);

  const std::string& url() const { return url_; }
  std::string call(const std::string& method, const std::string& path,
                   const std::string& body = "");
  nlohmann::json ask(const std::string& method, const std::string& path,
                     const std::string& body = "");
  nlohmann::json get(const std::string& path) { return ask("GET", path); }
  // The answer as it is, also when it is a refusal.
  http::Response send(const std::string& method, const std::string& path,
                      const std::string& body = "");
  // Hands over a stream as it comes, until it ends or `take` returns false.
  void follow(const std::string& path, const std::function<bool(std::string_view piece)>& take);

 private:
  std::string url_;
  std::string prefix_;
  http::Headers headers_;
  http::Client client_;
};

// The doors as the data dir of a server says.
nlohmann::json doors_of(const std::filesystem::path& dir);

}  // namespace mosim::app
