// What an organisation has in hands before it can send, from the data dir or from the control API.
#pragma once

#include "simulator/app/beheer.hpp"

#include <string>

namespace mosim::app {

struct Access {
  std::string koppelvlak;  // https://host:port
  std::string cpa;         // XML
  http::TlsIdentity identity;
};
// From the control API when the data dir is not known, or when it is about another world.
Access access_of(const Reach& reach, const std::string& oin);

}  // namespace mosim::app
