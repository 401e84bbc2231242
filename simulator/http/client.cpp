// On cpp-httplib's client: one connection is used by one call at a time and then kept for the next.
#include "simulator/http/client.hpp"

#include "simulator/base/text.hpp"
#include "simulator/http/tls_context.hpp"

#include <fmt/format.h>
#include <httplib.h>

#include <map>
#include <mutex>

namespace mosim::http {

std::string Url::origin() const {
  const std::string shown = host.find(':') == host.npos ? host : "[" + host + "]";
  return fmt::format("{}://{}:{}", scheme, shown, port);
}

std::optional<Url> parse_url(std::string_view url) {
  Url out;
  const auto scheme_end = url.find("://");
  if (scheme_end == url.npos) return std::nullopt;
  out.scheme = text::lower(url.substr(0, scheme_end));
  if (out.scheme != "http" && out.scheme != "https") return std::nullopt;
  url.remove_prefix(scheme_end + 3);
  const auto path = url.find_first_of("/?#");
  std::string_view authority = url.substr(0, path);
  out.target = path == url.npos ? "/" : std::string(url.substr(path, url.find('#', path) - path));
  if (!out.target.starts_with('/')) out.target.insert(0, "/");
  if (authority.find('@') != authority.npos) return std::nullopt;
  std::string_view port;
  if (authority.starts_with('[')) {
    const auto end = authority.find(']');
    if (end == authority.npos) return std::nullopt;
    out.host = authority.substr(1, end - 1);
    port = authority.substr(end + 1);
    if (!port.empty() && port.front() != ':') return std::nullopt;
  } else {
    const auto colon = authority.find(':');
    out.host = authority.substr(0, colon);
    port = colon == authority.npos ? "" : authority.substr(colon);
  }
  const auto number = port.size() > 1         ? text::to_int(port.substr(1))
                      : out.scheme == "https" ? 443
                                              : 80;
  if (out.host.empty() || !number || *number < 1 || *number > 65535) return std::nullopt;
  for (const char c : out.host + out.target)
    if (static_cast<unsigned char>(c) <= ' ') return std::nullopt;
  out.port = static_cast<std::uint16_t>(*number);
  return out;
}

bool is_loopback_name(const std::string& host) {
  return host == "localhost" || host.ends_with(".localhost");
}

struct Client::Impl {
  using Connection = std::unique_ptr<httplib::ClientImpl>;
  using Take = std::function<bool(std::string_view piece)>;

  ClientOptions options;
  std::mutex mutex;
  std::map<std::string, std::vector<Connection>> idle;

  Connection take(const Url& url, bool& reused);
  void give_back(const Url& url, Connection connection);
  Connection connect(const Url& url, const char* loopback = "127.0.0.1") const;
  httplib::Result call(httplib::ClientImpl& connection, const std::string& method, const Url& url,
                       const Headers& headers, const Blob& body, const Take& take) const;
};

Client::Impl::Connection Client::Impl::connect(const Url& url, const char* loopback) const {
  Connection connection;
  if (url.scheme == "https") {
    auto secure = std::make_unique<httplib::SSLClient>(url.host, url.port);
    const TlsIdentity identity = options.tls.value_or(TlsIdentity{});
    set_identity(secure->ssl_context(), identity);
    secure->set_ca_cert_store(make_trust(identity));
    secure->enable_server_certificate_verification(true);
    connection = std::move(secure);
  } else {
    connection = std::make_unique<httplib::ClientImpl>(url.host, url.port);
  }
  if (is_loopback_name(url.host)) connection->set_hostname_addr_map({{url.host, loopback}});
  connection->set_keep_alive(true);
  connection->set_tcp_nodelay(true);
  connection->set_decompress(false);
  connection->set_follow_location(false);
  connection->set_connection_timeout(options.connect_time);
  connection->set_read_timeout(options.answer_time);
  connection->set_write_timeout(options.answer_time);
  return connection;
}

Client::Impl::Connection Client::Impl::take(const Url& url, bool& reused) {
  {
    const std::lock_guard lock(mutex);
    auto& connections = idle[url.origin()];
    reused = !connections.empty();
    if (reused) {
      Connection connection = std::move(connections.back());
      connections.pop_back();
      return connection;
    }
  }
  return connect(url);
}

void Client::Impl::give_back(const Url& url, Connection connection) {
  const std::lock_guard lock(mutex);
  auto& connections = idle[url.origin()];
  if (connections.size() < 16) connections.push_back(std::move(connection));
}

httplib::Result Client::Impl::call(httplib::ClientImpl& connection, const std::string& method,
                                   const Url& url, const Headers& headers, const Blob& body,
                                   const Take& take) const {
  httplib::Request request;
  request.method = method;
  request.path = url.target;
  for (const auto& [name, value] : headers) request.headers.emplace(name, value);
  if (!body.empty() || method == "POST" || method == "PUT") request.body = body.view();
  request.content_receiver = [&take](const char* data, std::size_t size, std::uint64_t,
                                     std::uint64_t) {
    return take({data, size});
  };
  return connection.send(request);
}

Client::Client(ClientOptions options) : impl_(std::make_unique<Impl>()) {
  impl_->options = std::move(options);
}
Client::~Client() = default;

namespace {

Response head_of(const httplib::Response& answer) {
  Response response;
  response.status = answer.status;
  for (const auto& [name, value] : answer.headers) response.headers.add(name, value);
  return response;
}

Fault no_url(const std::string& url) {
  return {"connect", "",
          url,       fmt::format("'{}' is not an http or https URL", text::one_line(url, 200)),
          "",        {}};
}

Fault fault_of(httplib::Error error, long verify_result, const std::string& url,
               std::chrono::milliseconds took, std::chrono::milliseconds most) {
  switch (error) {
    case httplib::Error::Connection:
      return {"connect",
              "",
              url,
              fmt::format("nobody answers at {}", url),
              "is the other side up, on this host and port?",
              {}};
    case httplib::Error::SSLConnection:
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification: {
      const char* why =
          verify_result != X509_V_OK ? X509_verify_cert_error_string(verify_result) : nullptr;
      return {"tls",
              "",
              url,
              fmt::format("no TLS connection with {}: {}", url,
                          why ? why
                          : error == httplib::Error::SSLServerVerification
                              ? "the host name is not in its certificate"
                              : "the handshake failed"),
              "does each side trust the other's CA, and show a certificate?",
              {}};
    }
    default:
      if (took >= most)
        return {"timeout", "",
                url,       fmt::format("no answer from {} within {} ms", url, most.count()),
                "",        {}};
      return {
          "broken", "",
          url,      fmt::format("the connection with {} broke: {}", url, httplib::to_string(error)),
          "",       {}};
  }
}

}  // namespace

Result<Response> Client::send(const std::string& method, const std::string& url,
                              const Headers& headers, const Blob& body) {
  const auto parsed = parse_url(url);
  if (!parsed) return refuse(no_url(url));
  const char* loopback = "127.0.0.1";
  for (int attempt = 0;; ++attempt) {
    bool reused = false;
    auto connection =
        attempt == 0 ? impl_->take(*parsed, reused) : impl_->connect(*parsed, loopback);
    std::string received;
    const auto started = std::chrono::steady_clock::now();
    const auto result =
        impl_->call(*connection, method, *parsed, headers, body, [&](std::string_view piece) {
          if (received.size() + piece.size() > impl_->options.body_bytes) return false;
          received.append(piece);
          return true;
        });
    if (result) {
      Response response = head_of(*result);
      response.body = Blob::of(std::move(received));
      impl_->give_back(*parsed, std::move(connection));
      return response;
    }
    // A kept connection may have been closed by the other side meanwhile. What we send may safely
    // arrive twice: messages carry an id, questions change nothing.
    if (reused && attempt == 0 &&
        (result.error() == httplib::Error::Read || result.error() == httplib::Error::Write))
      continue;
    if (result.error() == httplib::Error::Connection && attempt == 0 &&
        is_loopback_name(parsed->host)) {
      loopback = "::1";
      continue;
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - started);
    const auto* secure = dynamic_cast<httplib::SSLClient*>(connection.get());
    return refuse(fault_of(result.error(), secure ? secure->get_openssl_verify_result() : X509_V_OK,
                           parsed->origin(), took, impl_->options.answer_time));
  }
}

Result<Response> Client::follow(const std::string& url, const Headers& headers,
                                const std::function<bool(std::string_view piece)>& take) {
  const auto parsed = parse_url(url);
  if (!parsed) return refuse(no_url(url));
  const auto connection = impl_->connect(*parsed);
  const auto result = impl_->call(*connection, "GET", *parsed, headers, {}, take);
  if (result) return head_of(*result);
  return refuse(
      fault_of(result.error(), X509_V_OK, parsed->origin(), {}, impl_->options.answer_time));
}

}  // namespace mosim::http
