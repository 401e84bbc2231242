// Whether a server can be reached, told step by step: its name, its port, TLS, its certificate,
// HTTP. Made to find what is wrong with an endpoint, not to send: a connection of its own, and
// every step with what it took.
#pragma once

#include "simulator/http/message.hpp"
#include "simulator/http/tls.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace mosim::http {

enum class Step { dns, tcp, tls, certificate, http };

struct Finding {
  Step step = Step::dns;
  bool ok = false;
  std::string text;  // what was seen
  std::string hint;  // what to do, when it is not ok
  std::chrono::microseconds took{};
};

struct Probe {
  std::string url;
  std::string soap_action, content_type, body;  // of the POST
  std::chrono::milliseconds connect_time{5'000};
  std::chrono::milliseconds answer_time{10'000};
  std::size_t body_bytes = 64 * 1024;  // of the answer; what is more counts as an answer too
};

struct Probed {
  std::vector<Finding> findings;  // up to and with the first that is not ok
  std::optional<Response> answer;
  bool ok() const { return !findings.empty() && findings.back().ok && answer.has_value(); }
};

// Any HTTP status below 300 is ok for the step http. Throws nothing about the other side;
// std::runtime_error when our own certificate cannot be used.
Probed probe(const Probe& asked, const TlsIdentity& identity);

}  // namespace mosim::http
