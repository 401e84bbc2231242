#include "simulator/http/session.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/log.hpp"
#include "simulator/base/text.hpp"
#include "simulator/http/head.hpp"
#include "simulator/http/tls_context.hpp"
#include "simulator/http/wire.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::http {

namespace {

using tcp = net::ip::tcp;
using Secure = beast::ssl_stream<beast::tcp_stream>;

template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
  static constexpr bool secure = std::is_same_v<Stream, Secure>;
  using Parser = beast::http::request_parser<SpoolBody>;

 public:
  Session(std::shared_ptr<Shared> shared, tcp::socket socket)
      : Connection(std::move(shared)), stream_(std::move(socket)) {
    prepare();
  }
  Session(std::shared_ptr<Shared> shared, tcp::socket socket,
          std::shared_ptr<net::ssl::context> context)
      : Connection(std::move(shared)),
        context_(std::move(context)),
        stream_(std::move(socket), *context_) {
    prepare();
  }

  void run() override {
    net::dispatch(tcp_stream().get_executor(),
                  [self = this->shared_from_this()] { self->begin(); });
  }
  void finish() override {
    net::post(tcp_stream().get_executor(), [self = this->shared_from_this()] {
      if (self->idle_) self->tcp_stream().close();
      if (self->waiting_) self->go_on(self->wait_);
      self->pause_.cancel();  // what was to wait goes now
    });
  }
  void abort() override {
    net::post(tcp_stream().get_executor(),
              [self = this->shared_from_this()] { self->tcp_stream().close(); });
  }

 private:
  beast::tcp_stream& tcp_stream() { return beast::get_lowest_layer(stream_); }
  const Limits& limits() const { return shared_->options.limits; }

  void prepare() {
    error_code ignored;
    tcp_stream().socket().set_option(tcp::no_delay(true), ignored);
    remote_ = remote_of(tcp_stream());
  }

  void begin() {
    tcp_stream().expires_after(limits().header_time);
    if constexpr (secure) {
      error_code ignored;
      stream_.set_verify_callback(
          [this](bool good, net::ssl::verify_context& context) {
            return good || forgiven(context.native_handle(), failure_);
          },
          ignored);
      stream_.async_handshake(
          net::ssl::stream_base::server,
          [self = this->shared_from_this()](error_code ec) { self->shaken(ec); });
    } else {
      read_header();
    }
  }

  void shaken(const error_code& ec) {
    if constexpr (secure) {
      SSL* ssl = stream_.native_handle();
      if (X509* peer = SSL_get1_peer_certificate(ssl))
        peer_ = std::make_shared<const crypto::Certificate>(crypto::Certificate::adopt(peer));
      if (const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name))
        server_name_ = name;
      if (ec) {
        handshake_failed(ec);
        return;
      }
    }
    read_header();
  }

  void handshake_failed(const error_code& ec) {
    if (!shared_->handshake_failed || shared_->stopping || ec == net::error::operation_aborted)
      return;
    failure_.remote = remote_;
    failure_.server_name = server_name_;
    failure_.reason = failure_.verdict != X509_V_OK
                          ? X509_verify_cert_error_string(failure_.verdict)
                          : ec.message();
    if (ec.category() == net::error::get_ssl_category())
      explain(failure_, ERR_GET_REASON(static_cast<unsigned long>(ec.value())));
    shared_->workers.post(
        [shared = shared_, failure = std::move(failure_)] { shared->handshake_failed(failure); });
  }

  void read_header() {
    if (shared_->stopping) return close();
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(limits().header_bytes));
    parser_->body_limit(limits().body_bytes);
    parser_->get().body().spool =
        std::make_unique<Spool>(shared_->options.spool_dir, limits().memory_bytes);
    idle_ = true;
    if (served_ > 0) tcp_stream().expires_after(limits().idle_time);
    beast::http::async_read_header(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](error_code ec, std::size_t) { self->header_read(ec); });
  }

  void header_read(const error_code& ec) {
    idle_ = false;
    if (ec) return fail(ec);
    if (unclear_length()) return fail(beast::http::error::bad_transfer_encoding);
    const auto expect = parser_->get()[beast::http::field::expect];
    if (text::iequals({expect.data(), expect.size()}, "100-continue") && !parser_->is_done()) {
      static const std::string go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      net::async_write(stream_, net::buffer(go_on),
                       [self = this->shared_from_this()](error_code e, std::size_t) {
                         if (e) return self->close();
                         self->read_body();
                       });
      return;
    }
    read_body();
  }

  // Whoever stands before us could see another end of this request than we do. Beast refuses a
  // Content-Length beside chunked, not a coding that is unknown or unknown to HTTP/1.0.
  bool unclear_length() const {
    const auto& message = parser_->get();
    const auto coding = message[beast::http::field::transfer_encoding];
    if (message.count(beast::http::field::transfer_encoding) == 0) return false;
    return message.count(beast::http::field::transfer_encoding) > 1 || message.version() < 11 ||
           !text::iequals({coding.data(), coding.size()}, "chunked");
  }

  void read_body() {
    if (parser_->is_done()) return handle();
    tcp_stream().expires_after(limits().stall_time);
    beast::http::async_read_some(stream_, buffer_, *parser_,
                                 [self = this->shared_from_this()](error_code ec, std::size_t) {
                                   if (ec) return self->fail(ec);
                                   self->read_body();
                                 });
  }

  void fail(const error_code& ec) {
    const int status = status_of(ec);
    if (status == 0 || (status == 408 && served_ > 0 && idle_)) return close();
    if (status == 408) return close();  // beast has closed the socket already
    Response response = Response::text(status, fmt::format("{}\n", reason(status)));
    response.connection = Response::Connection::close;
    answer(std::make_shared<Response>(std::move(response)));
  }

  std::shared_ptr<Request> make_request() {
    auto request = std::make_shared<Request>();
    auto& message = parser_->get();
    const auto copy = [](beast::string_view s) { return std::string(s.data(), s.size()); };
    request->method = copy(message.method_string());
    request->target = copy(message.target());
    const auto question = request->target.find('?');
    request->path = decode_path(std::string_view(request->target).substr(0, question));
    if (question != std::string::npos)
      request->query = parse_form(std::string_view(request->target).substr(question + 1));
    for (const auto& field : message)
      request->headers.add(copy(field.name_string()), copy(field.value()));
    request->body = message.body().spool->finish();
    request->remote = remote_;
    request->peer = peer_;
    request->secure = secure;
    request->server_name = server_name_;
    if (request->server_name.empty()) {
      const std::string_view host = request->headers.get("Host");
      request->server_name = host.starts_with('[') ? host.substr(0, host.find(']') + 1)
                                                   : host.substr(0, host.find(':'));
    }
    return request;
  }

  void handle() {
    tcp_stream().expires_never();
    ++served_;
    std::shared_ptr<Request> request;
    keep_ = parser_->get().keep_alive();
    head_only_ = parser_->get().method() == beast::http::verb::head;
    try {
      request = make_request();
    } catch (const std::exception& e) {
      log::error("{}: cannot take a request: {}", shared_->options.name, e.what());
      return answer(std::make_shared<Response>(Response::text(503, "service unavailable\n")));
    }
    parser_.reset();
    shared_->workers.post([self = this->shared_from_this(), request] {
      auto response = std::make_shared<Response>();
      try {
        *response = self->shared_->handler(*request);
      } catch (const std::exception& e) {
        const std::string id = ids::uuid();
        log::error("{}: {} {}: {} (request {})", self->shared_->options.name, request->method,
                   text::one_line(request->target), e.what(), id);
        *response = Response::text(
            500, fmt::format("the simulator failed; its log has the reason under {}\n", id));
      }
      net::post(self->tcp_stream().get_executor(), [self, response] { self->answer(response); });
    });
  }

  void answer(std::shared_ptr<Response> response) {
    if (response->delay.count() > 0 && !shared_->stopping) return answer_later(std::move(response));
    if (response->connection == Response::Connection::drop) return tcp_stream().close();
    keep_ = keep_ && response->connection == Response::Connection::keep && !shared_->stopping;
    head_ = head_of(*response, keep_);
    response_ = std::move(response);
    const std::string_view body =
        head_only_ || response_->stream ? std::string_view() : response_->body.view();
    // One buffer: of two, a TLS stream of this Beast drops the second when it is over 16 kB.
    sent_ = std::min<std::size_t>(body.size(), 256 * 1024);
    head_.append(body.substr(0, sent_));
    if (response_->connection == Response::Connection::cut)
      head_.resize(head_.size() - (body.empty() ? head_.size() : sent_) / 2);
    tcp_stream().expires_after(limits().stall_time);
    net::async_write(
        stream_, net::buffer(head_),
        [self = this->shared_from_this()](error_code ec, std::size_t) { self->written(ec); });
  }

  void answer_later(std::shared_ptr<Response> response) {
    pause_.expires_after(std::exchange(response->delay, {}));
    pause_.async_wait(
        [self = this->shared_from_this(), response](error_code) { self->answer(response); });
  }

  void written(const error_code& ec) {
    if (ec) return close();
    if (response_->connection == Response::Connection::cut) return tcp_stream().close();
    if (response_->stream && !head_only_) return next_piece();
    const std::string_view body = head_only_ ? std::string_view() : response_->body.view();
    if (sent_ >= body.size()) return done();
    const std::string_view piece = body.substr(sent_, 1024 * 1024);
    sent_ += piece.size();
    tcp_stream().expires_after(limits().stall_time);
    net::async_write(
        stream_, net::buffer(piece.data(), piece.size()),
        [self = this->shared_from_this()](error_code e, std::size_t) { self->written(e); });
  }

  // The next piece is asked for when the former is on its way: a slow reader slows the writer.
  void next_piece() {
    tcp_stream().expires_never();
    shared_->workers.post([self = this->shared_from_this()] {
      std::string piece;
      bool more = false;
      try {
        more = !self->shared_->stopping && self->response_->stream(piece);
      } catch (const std::exception& e) {
        log::error("{}: a stream failed: {}", self->shared_->options.name, e.what());
      }
      std::string chunk = piece.empty() ? "" : fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
      if (!more) chunk += "0\r\n\r\n";
      net::post(self->tcp_stream().get_executor(),
                [self, more, chunk = std::move(chunk)]() mutable {
                  self->send_chunk(std::move(chunk), more);
                });
    });
  }

  void send_chunk(std::string chunk, bool more) {
    head_ = std::move(chunk);
    tcp_stream().expires_after(limits().stall_time);
    net::async_write(stream_, net::buffer(head_),
                     [self = this->shared_from_this(), more](error_code ec, std::size_t) {
                       if (ec) return self->close();
                       more ? self->wait_for_more() : self->done();
                     });
  }

  void wait_for_more() {
    if (!response_->when_more) return next_piece();
    waiting_ = true;
    tcp_stream().expires_never();
    const auto wait = ++wait_;
    sign_of_life_.expires_after(limits().sign_of_life);
    sign_of_life_.async_wait(
        [self = this->shared_from_this(), wait](error_code) { self->go_on(wait); });
    response_->when_more([weak = this->weak_from_this(), wait] {
      if (const auto self = weak.lock())
        net::post(self->tcp_stream().get_executor(), [self, wait] { self->go_on(wait); });
    });
  }
  void go_on(std::uint64_t wait) {
    if (!waiting_ || wait != wait_) return;
    waiting_ = false;
    sign_of_life_.cancel();
    next_piece();
  }

  void done() {
    response_.reset();
    if (!keep_) return close();
    read_header();
  }

  void close() {
    if constexpr (secure) {
      if (SSL_is_init_finished(stream_.native_handle()) && tcp_stream().socket().is_open()) {
        tcp_stream().expires_after(std::chrono::seconds(2));
        stream_.async_shutdown([self = this->shared_from_this()](error_code) { self->linger(); });
        return;
      }
    }
    linger();
  }
  // Half-close and read what the peer still sends: a reset would take our last answer with it.
  void linger() {
    error_code ignored;
    if (!tcp_stream().socket().is_open()) return;
    tcp_stream().socket().shutdown(tcp::socket::shutdown_send, ignored);
    tcp_stream().expires_after(std::chrono::seconds(1));
    drain();
  }
  void drain() {
    tcp_stream().async_read_some(net::buffer(waste_),
                                 [self = this->shared_from_this()](error_code ec, std::size_t) {
                                   if (ec || self->shared_->stopping)
                                     return self->tcp_stream().close();
                                   self->drain();
                                 });
  }

  std::shared_ptr<net::ssl::context> context_;
  Stream stream_;
  net::steady_timer pause_{tcp_stream().get_executor()};
  beast::flat_buffer buffer_;
  boost::optional<Parser> parser_;
  std::shared_ptr<const crypto::Certificate> peer_;
  std::string remote_;
  std::string server_name_;
  HandshakeFailure failure_;  // filled when the handshake fails
  std::shared_ptr<Response> response_;
  std::string head_;
  std::array<char, 4096> waste_{};
  std::size_t sent_ = 0;
  net::steady_timer sign_of_life_{tcp_stream().get_executor()};
  std::uint64_t wait_ = 0;  // number of the last time that a stream waited for more
  bool waiting_ = false;
  int served_ = 0;
  bool keep_ = false;
  bool head_only_ = false;
  bool idle_ = true;  // nothing of a request was read yet; a handshake counts too
};

}  // namespace

Connection::~Connection() {
  const std::lock_guard lock(shared_->mutex);
  shared_->connections.erase(this);
  shared_->gone.notify_all();
}

void enlist(Shared& shared, const std::shared_ptr<Connection>& connection) {
  const std::lock_guard lock(shared.mutex);
  shared.connections.emplace(connection.get(), connection);
}

// Owners, so that none is destroyed under the lock or while it is being spoken to.
std::vector<std::shared_ptr<Connection>> listed(Shared& shared) {
  std::vector<std::shared_ptr<Connection>> out;
  const std::lock_guard lock(shared.mutex);
  for (const auto& [address, connection] : shared.connections)
    if (auto alive = connection.lock()) out.push_back(std::move(alive));
  return out;
}

std::shared_ptr<Connection> make_plain(tcp::socket socket, std::shared_ptr<Shared> shared) {
  return std::make_shared<Session<beast::tcp_stream>>(std::move(shared), std::move(socket));
}
std::shared_ptr<Connection> make_secure(tcp::socket socket,
                                        std::shared_ptr<net::ssl::context> context,
                                        std::shared_ptr<Shared> shared) {
  return std::make_shared<Session<Secure>>(std::move(shared), std::move(socket),
                                           std::move(context));
}

}  // namespace mosim::http
