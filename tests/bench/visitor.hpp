// A citizen with a browser on the MijnOverheid site: logged in by DigiD, which the shortcut for
// tests must allow. One connection, as a browser that waits for each page.
#pragma once

#include "simulator/http/client.hpp"

#include <map>
#include <string>
#include <vector>

namespace mosim::bench {

class Visitor {
 public:
  // `portaal`: the address of that door. Logs in, and arrives at /mijn.
  Visitor(std::string portaal, const std::string& bsn);

  // The page; throws unless it is one.
  std::string get(const std::string& path);
  // Where the links of every message in the inbox lead.
  std::vector<std::string> messages();

 private:
  http::Response send(const std::string& url);

  const std::string portaal_;
  http::Headers headers_;
  std::map<std::string, std::string> cookies_;
  http::Client client_{http::ClientOptions{}};
};

}  // namespace mosim::bench
