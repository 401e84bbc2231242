// How a command reaches a server: by its data dir, or by the URL of its beheer door alone.
#pragma once

#include "simulator/app/cli.hpp"
#include "simulator/http/client.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace mosim::app {

struct Reach {
  std::filesystem::path data_dir = "sim-data";
  std::string beheer;  // URL; empty: as DATA_DIR/doors.json says
  std::string token;   // of the beheer door; empty: as DATA_DIR says, when its doors.json is used
};
void reach_options(CLI::App* command, Reach& reach);

// The control API. Every call throws std::runtime_error with one line for a person when it is
// refused or nobody answers.
class Beheer {
 public:
  explicit Beheer(const Reach& reach);

  const std::string& url() const { return url_; }
  std::string call(const std::string& method, const std::string& path,
                   const std::string& body = "");
  nlohmann::json get(const std::string& path) { return nlohmann::json::parse(call("GET", path)); }
  // The answer as it is, also when it is a refusal.
  http::Response send(const std::string& method, const std::string& path,
                      const std::string& body = "");
  // Hands over what a stream brings, until either side ends it.
  void follow(const std::string& path, const std::function<bool(std::string_view piece)>& take);

 private:
  std::string url_;
  http::Headers headers_;
  http::Client client_;
};

// What an organisation has in hands before it can send.
struct Access {
  std::string koppelvlak;  // https://host:port
  std::string cpa;         // XML
  http::TlsIdentity identity;
};
// From the data dir, or from the control API when only that is known.
Access access_of(const Reach& reach, const std::string& oin);

}  // namespace mosim::app
