// A door: a TCP port with its own trust, answering each request with one handler call on a worker
// thread.
//
// The facade holds what every door needs against bad clients: limits on the request line and
// headers (431), on bodies whether announced or chunked (413), on the time a client may take for
// headers, body and between requests; bodies over a threshold go to disk while they arrive; an
// exception in a handler becomes a 500 without its text.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/http/message.hpp"
#include "simulator/http/tls.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace mosim::http {

struct Limits {
  std::size_t header_bytes = 32 * 1024;
  std::uint64_t body_bytes = 128ULL * 1024 * 1024;  // beyond: 413 and the connection closes
  std::size_t memory_bytes = 1024 * 1024;           // larger bodies are spooled to `spool_dir`
  std::chrono::milliseconds header_time{
      10'000};  // to receive the headers of a request once it began; TLS handshake too
  std::chrono::milliseconds stall_time{20'000};    // without one byte of the body
  std::chrono::milliseconds idle_time{30'000};     // between requests on a kept connection
  std::chrono::milliseconds sign_of_life{15'000};  // of a stream that has nothing to send
  std::size_t connections = 4096;                  // beyond: closed at once
};

struct ListenerOptions {
  std::string name;  // "koppelvlak", for the log
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: a free one
  std::optional<TlsIdentity> tls;
  ClientCertificate client_certificate = ClientCertificate::none;
  Limits limits;
  std::filesystem::path spool_dir = "/tmp";
  std::size_t workers = 64;  // handlers that may run at once
  // Both are asked with the name of the SNI, "" without one, before the client's certificate is
  // looked at. What is shown under this name, nullopt for `tls`; and the moment on which the
  // certificate is judged. Empty: always `tls`, and the machine's.
  std::function<std::optional<TlsIdentity>(const std::string& server_name)> identity;
  std::function<Timestamp(const std::string& server_name)> now;
  // What is shown in this one handshake in place of that, nullopt for nothing else; one without
  // chain shows no certificate at all, so that the handshake fails. It must be quick.
  std::function<std::optional<TlsIdentity>(const std::string& server_name)> instead;
};

// A TLS handshake that failed, told to whoever keeps the journal.
struct HandshakeFailure {
  std::string remote;
  std::string server_name;                          // of the SNI; may be empty
  std::string reason;                               // OpenSSL's words
  bool no_certificate = false;                      // one was demanded, none was shown
  bool no_common_tls = false;                       // no TLS, or no version or cipher of ours
  int verdict = 0;                                  // X509_V_ERR_... when a certificate was refused
  std::shared_ptr<const crypto::Certificate> peer;  // what was refused
  std::shared_ptr<const crypto::Certificate> culprit;  // itself, or the one above it that is wrong
};

class Listener {
 public:
  using Handler = std::function<Response(Request&)>;

  // Binds at once; throws std::runtime_error with one clear line ("port 8443 is taken: ...") when
  // it cannot.
  Listener(ListenerOptions options, Handler handler);
  ~Listener();  // stop()
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  void on_handshake_failure(
      std::function<void(const HandshakeFailure&)> callback);  // before start()
  void start();
  std::uint16_t port() const;
  // New connections get the new identity and trust; running ones go on.
  void replace_identity(const TlsIdentity& identity);
  // Accepts nothing more, lets running requests finish (up to `grace`), closes idle connections at
  // once.
  void stop(std::chrono::milliseconds grace = std::chrono::seconds(10));

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mosim::http
