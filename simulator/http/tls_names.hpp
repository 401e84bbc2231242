// Private to http: what a listener shows under each name that a client may ask for in the SNI.
#pragma once

#include "simulator/http/listener.hpp"

#include <boost/asio/ssl.hpp>
#include <openssl/ssl.h>

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace mosim::http {

class TlsNames {
 public:
  // `options.tls` is set. The options outlive this.
  explicit TlsNames(const ListenerOptions& options);

  std::shared_ptr<boost::asio::ssl::context> standard() const;  // to begin a handshake with
  void replace(const TlsIdentity& identity);                    // and all others are made anew

 private:
  using Context = std::shared_ptr<boost::asio::ssl::context>;

  static int named(SSL* ssl, int* alert, void* self);
  Context make(const TlsIdentity& identity);
  Context of(const std::string& name);
  void choose(SSL* ssl);

  const ListenerOptions& options_;
  mutable std::mutex mutex_;
  Context standard_;
  std::map<std::string, Context> by_name_;
};

}  // namespace mosim::http
