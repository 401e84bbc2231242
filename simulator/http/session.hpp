// Private to http: one connection of a listener, from handshake to close, on Boost.Beast.
//
// Everything runs on the connection's strand, except the handler, which runs on a worker and posts
// its answer back.
#pragma once

#include "simulator/base/workers.hpp"
#include "simulator/http/listener.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <openssl/ssl.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <utility>  // Asio 1.74 needs it and does not include it
#include <vector>

namespace mosim::http {

namespace net = boost::asio;
namespace beast = boost::beast;
using error_code = boost::system::error_code;

// A body that goes to a Spool as it arrives; a full disk becomes an error of the parser.
struct SpoolBody {
  struct value_type {
    std::unique_ptr<Spool> spool;
  };
  class reader {
   public:
    template <bool IsRequest, class Fields>
    reader(beast::http::header<IsRequest, Fields>&, value_type& value) : value_(value) {}
    void init(const boost::optional<std::uint64_t>&, error_code& ec) { ec = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, error_code& ec) {
      ec = {};
      std::size_t n = 0;
      for (auto at = net::buffer_sequence_begin(buffers); at != net::buffer_sequence_end(buffers);
           ++at) {
        const net::const_buffer buffer = *at;
        try {
          value_.spool->append({static_cast<const char*>(buffer.data()), buffer.size()});
        } catch (const std::exception&) {
          ec = boost::system::errc::make_error_code(boost::system::errc::no_space_on_device);
          return n;
        }
        n += buffer.size();
      }
      return n;
    }
    void finish(error_code& ec) { ec = {}; }

   private:
    value_type& value_;
  };
};

// What all connections of a listener share. Outlives them.
struct Shared {
  ListenerOptions options;
  Listener::Handler handler;
  std::function<void(const HandshakeFailure&)> handshake_failed;
  Workers workers;
  std::atomic<bool> stopping{false};

  std::mutex mutex;
  std::condition_variable gone;
  std::map<const class Connection*, std::weak_ptr<Connection>> connections;

  Shared(ListenerOptions o, Listener::Handler h)
      : options(std::move(o)), handler(std::move(h)), workers(options.workers) {}
};

class Connection {
 public:
  explicit Connection(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  virtual ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  virtual void run() = 0;
  virtual void finish() = 0;  // from any thread: close when idle, else after the running request
  virtual void abort() = 0;   // from any thread: close now

 protected:
  std::shared_ptr<Shared> shared_;
};

void enlist(Shared& shared, const std::shared_ptr<Connection>& connection);
std::vector<std::shared_ptr<Connection>> listed(Shared& shared);

std::shared_ptr<Connection> make_plain(net::ip::tcp::socket socket, std::shared_ptr<Shared> shared);
std::shared_ptr<Connection> make_secure(net::ip::tcp::socket socket,
                                        std::shared_ptr<net::ssl::context> context,
                                        std::shared_ptr<Shared> shared);

}  // namespace mosim::http
