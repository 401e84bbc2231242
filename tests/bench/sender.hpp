// Posts batches of one message over mutual TLS and takes the acknowledgment from the HTTP answer,
// as a CPA with synchronous signals has it. Safe for threads: each gets a connection of its own.
#pragma once

#include "simulator/app/access.hpp"
#include "simulator/ebms/cpa.hpp"
#include "simulator/http/client.hpp"
#include "simulator/mime/multipart.hpp"

#include <string>

namespace mosim::bench {

class Sender {
 public:
  Sender(const http::TlsIdentity& identity, const std::string& cpa);

  mime::Related message() const;  // with ids of its own
  // Posts a new message; throws unless the answer is 200 with an Acknowledgment.
  http::Response post(const std::string& url);

 private:
  ebms::Cpa cpa_;
  http::Client client_;
};

}  // namespace mosim::bench
