// Accepting, and stopping in order.
#include "simulator/http/listener.hpp"

#include "simulator/base/log.hpp"
#include "simulator/http/session.hpp"
#include "simulator/http/tls_names.hpp"

#include <fmt/format.h>

namespace mosim::http {

using tcp = net::ip::tcp;

struct Listener::Impl {
  std::shared_ptr<Shared> shared;
  net::io_context io{2};
  // While a request is with a worker nothing waits on the io threads; without this they would go
  // home.
  net::executor_work_guard<net::io_context::executor_type> work{io.get_executor()};
  tcp::acceptor acceptor{net::make_strand(io)};
  net::steady_timer pause{acceptor.get_executor()};
  bool short_of_room = false;  // the last attempt to accept failed
  std::uint16_t port = 0;
  std::unique_ptr<TlsNames> names;  // null when this door speaks no TLS
  std::vector<std::thread> threads;
  bool started = false;

  void bind();
  void accept();
  void accept_later(const error_code& ec);
  void accepted(tcp::socket socket);
};

void Listener::Impl::bind() {
  const ListenerOptions& options = shared->options;
  error_code ec;
  const auto address = net::ip::make_address(options.address, ec);
  if (ec)
    throw std::runtime_error(
        fmt::format("'{}' is not an address to listen on; use e.g. 127.0.0.1", options.address));
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(net::socket_base::reuse_address(true));
  acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(1024, ec);
  if (ec == boost::system::errc::address_in_use)
    throw std::runtime_error(fmt::format(
        "port {} on {} is taken (door {}); stop the other program or choose another port",
        options.port, options.address, options.name));
  if (ec)
    throw std::runtime_error(fmt::format("cannot listen on {} port {} (door {}): {}",
                                         options.address, options.port, options.name,
                                         ec.message()));
  port = acceptor.local_endpoint().port();
}

void Listener::Impl::accept() {
  acceptor.async_accept(net::make_strand(io), [this](error_code ec, tcp::socket socket) {
    if (!acceptor.is_open()) return;
    if (ec && ec != net::error::operation_aborted) return accept_later(ec);
    short_of_room = false;
    if (!ec) accepted(std::move(socket));
    accept();
  });
}

// Most likely there are too many open files; trying at once again would fail at once again.
void Listener::Impl::accept_later(const error_code& ec) {
  if (!std::exchange(short_of_room, true))
    log::warn("{}: cannot accept for now: {}", shared->options.name, ec.message());
  pause.expires_after(std::chrono::milliseconds(50));
  pause.async_wait([this](error_code) {
    if (acceptor.is_open()) accept();
  });
}

void Listener::Impl::accepted(tcp::socket socket) {
  {
    const std::lock_guard lock(shared->mutex);
    if (shared->connections.size() >= shared->options.limits.connections) return;
  }
  const auto connection = names ? make_secure(std::move(socket), names->standard(), shared)
                                : make_plain(std::move(socket), shared);
  enlist(*shared, connection);
  connection->run();
}

Listener::Listener(ListenerOptions options, Handler handler) : impl_(std::make_unique<Impl>()) {
  impl_->shared = std::make_shared<Shared>(std::move(options), std::move(handler));
  if (impl_->shared->options.tls) impl_->names = std::make_unique<TlsNames>(impl_->shared->options);
  impl_->bind();
}

Listener::~Listener() { stop(); }

void Listener::on_handshake_failure(std::function<void(const HandshakeFailure&)> callback) {
  impl_->shared->handshake_failed = std::move(callback);
}

void Listener::start() {
  impl_->started = true;
  impl_->accept();
  for (int i = 0; i < 2; ++i) impl_->threads.emplace_back([this] { impl_->io.run(); });
}

std::uint16_t Listener::port() const { return impl_->port; }

void Listener::replace_identity(const TlsIdentity& identity) { impl_->names->replace(identity); }

void Listener::stop(std::chrono::milliseconds grace) {
  if (!impl_->started) return;
  impl_->started = false;
  Shared& shared = *impl_->shared;
  shared.stopping = true;
  net::post(impl_->acceptor.get_executor(), [this] {
    error_code ignored;
    impl_->acceptor.close(ignored);
  });
  for (const auto& connection : listed(shared)) connection->finish();
  const auto all_gone = [&](std::chrono::milliseconds most) {
    std::unique_lock lock(shared.mutex);
    return shared.gone.wait_for(lock, most, [&] { return shared.connections.empty(); });
  };
  if (!all_gone(grace)) {
    for (const auto& connection : listed(shared)) connection->abort();
    all_gone(std::chrono::seconds(1));
  }
  impl_->io.stop();
  for (auto& thread : impl_->threads) thread.join();
  shared.workers.stop();
}

}  // namespace mosim::http
