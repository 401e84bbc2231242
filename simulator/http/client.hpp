// Outgoing requests, with kept-alive connections per origin. Thread-safe: each call takes a
// connection of its own.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/http/message.hpp"
#include "simulator/http/tls.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mosim::http {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // without brackets for IPv6
  std::uint16_t port;
  std::string target;          // path and query, at least "/"
  std::string origin() const;  // scheme://host:port
};
std::optional<Url> parse_url(std::string_view url);

// localhost and what ends in it are this machine, whatever a resolver says or does not say (RFC
// 6761, 6.3); anna.localhost is in few hosts files.
bool is_loopback_name(const std::string& host);

struct ClientOptions {
  std::optional<TlsIdentity> tls;  // needed for https; host names are always verified
  std::chrono::milliseconds connect_time{5'000};
  std::chrono::milliseconds answer_time{30'000};
  std::uint64_t body_bytes = 128ULL * 1024 * 1024;
};

class Client {
 public:
  explicit Client(ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // A Fault (code "connect", "tls", "timeout" or "broken") when no answer came; any HTTP status is
  // an answer.
  Result<Response> send(const std::string& method, const std::string& url, const Headers& headers,
                        const Blob& body);

  // A GET whose body is handed over as it comes, for event streams; the Response has none. Ends
  // when the other side does, or when `take` returns false (Fault code "broken").
  Result<Response> follow(const std::string& url, const Headers& headers,
                          const std::function<bool(std::string_view piece)>& take);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mosim::http
