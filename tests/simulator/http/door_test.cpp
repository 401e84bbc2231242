// What a door promises to good and bad clients, over real sockets and real TLS.
#include "simulator/http/client.hpp"
#include "simulator/http/listener.hpp"
#include "simulator/pki/authority.hpp"
#include "tests/support/catch.hpp"

#include <arpa/inet.h>
#include <atomic>
#include <future>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace mosim;
using http::Listener;
using http::Request;
using http::Response;

namespace {

Response echo(Request& request) {
  if (request.path == "/boom") throw std::runtime_error("secret reason");
  Response response = Response::text(
      200, request.method + " " + request.target + " " + std::to_string(request.body.size()));
  if (request.peer) response.headers.add("X-Oin", request.peer->subject_serial_number());
  if (request.path == "/split") response.headers.add("X-Echo", "a\r\nX-Evil: 1");
  return response;
}

// A client without manners: sends bytes, reads until the other side closes or nothing more is
// expected.
std::string raw(std::uint16_t port, const std::string& bytes) {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    const auto n = ::send(fd, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) break;
    sent += static_cast<std::size_t>(n);
  }
  ::shutdown(fd, SHUT_WR);
  std::string out;
  char buffer[4096];
  for (ssize_t n; (n = ::recv(fd, buffer, sizeof buffer, 0)) > 0;)
    out.append(buffer, static_cast<std::size_t>(n));
  ::close(fd);
  return out;
}

struct Door {
  explicit Door(http::ListenerOptions options = {}) : listener(std::move(options), echo) {
    listener.start();
  }
  std::uint16_t port() const { return listener.port(); }
  std::string url(const std::string& path, const std::string& scheme = "http") const {
    return scheme + "://localhost:" + std::to_string(port()) + path;
  }
  Listener listener;
};

http::ListenerOptions small() {
  http::ListenerOptions options;
  options.name = "test";
  options.limits.body_bytes = 100'000;
  options.limits.memory_bytes = 10'000;
  return options;
}

}  // namespace

TEST_CASE("a request is answered, and the connection is kept for the next") {
  Door door;
  http::Client client({});
  for (int i = 0; i < 3; ++i) {
    const auto answer = client.send("POST", door.url("/a?b=c"), {}, Blob::of("12345"));
    REQUIRE(answer);
    CHECK(answer->status == 200);
    CHECK(answer->body.view() == "POST /a?b=c 5");
  }
}

TEST_CASE(
    "a body over the limit gets 413, announced or chunked; one over the threshold goes through a "
    "file") {
  Door door(small());
  http::Client client({});
  CHECK(client.send("POST", door.url("/"), {}, Blob::of(std::string(50'000, 'x')))->body.view() ==
        "POST / 50000");
  CHECK_THAT(raw(door.port(), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n"),
             Catch::StartsWith("HTTP/1.1 413"));
  std::string chunked = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 30; ++i) chunked += "1000\r\n" + std::string(4096, 'x') + "\r\n";
  CHECK_THAT(raw(door.port(), chunked + "0\r\n\r\n"), Catch::StartsWith("HTTP/1.1 413"));
}

TEST_CASE("headers without end get 431, nonsense gets 400, and the door goes on") {
  Door door(small());
  CHECK_THAT(raw(door.port(), "GET / HTTP/1.1\r\nX: " + std::string(200'000, 'a')),
             Catch::StartsWith("HTTP/1.1 431"));
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 20'000; ++i) many += "X-" + std::to_string(i) + ": a\r\n";
  CHECK_THAT(raw(door.port(), many), Catch::StartsWith("HTTP/1.1 431"));
  CHECK_THAT(raw(door.port(), "hello there\r\n\r\n"), Catch::StartsWith("HTTP/1.1 400"));
  CHECK_THAT(
      raw(door.port(),
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
      Catch::StartsWith("HTTP/1.1 400"));
  CHECK_THAT(raw(door.port(),
                 "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
                 "chunked\r\n\r\n0\r\n\r\n"),
             Catch::StartsWith("HTTP/1.1 400"));
  CHECK_THAT(raw(door.port(), "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
             Catch::StartsWith("HTTP/1.1 200"));
}

TEST_CASE("pipelined requests are answered in order, HEAD without a body") {
  Door door;
  const std::string answer =
      raw(door.port(),
          "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /3 "
          "HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  CHECK(answer.find("GET /1 0") < answer.find("GET /2 0"));
  CHECK(answer.find("HEAD /3 0") == std::string::npos);
  CHECK_THAT(answer, Catch::EndsWith("\r\n\r\n"));
}

TEST_CASE("a handler that fails gives 500 without its reason, and no value can make a header") {
  Door door;
  http::Client client({});
  const auto answer = client.send("GET", door.url("/boom"), {}, {});
  CHECK(answer->status == 500);
  CHECK(answer->body.view().find("secret") == std::string_view::npos);
  CHECK_FALSE(client.send("GET", door.url("/split"), {}, {})->headers.find("X-Evil"));
}

TEST_CASE("a client that stalls is let go, and others are served meanwhile") {
  auto options = small();
  options.limits.header_time = std::chrono::milliseconds(200);
  options.limits.stall_time = std::chrono::milliseconds(200);
  Door door(options);
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(door.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  const std::string half = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc";
  REQUIRE(::send(fd, half.data(), half.size(), MSG_NOSIGNAL) > 0);
  http::Client client({});
  CHECK(client.send("GET", door.url("/"), {}, {})->status == 200);
  char byte;
  CHECK(::recv(fd, &byte, 1, 0) <= 0);  // closed by the door
  ::close(fd);
}

TEST_CASE("two hundred connections at once are all served") {
  Door door;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 200; ++i)
    threads.emplace_back([&] {
      http::Client client({});
      const auto answer = client.send("GET", door.url("/"), {}, {});
      if (answer && answer->status == 200) ++good;
    });
  for (auto& t : threads) t.join();
  CHECK(good == 200);
}

TEST_CASE("a taken port is refused with a line that says what to do") {
  Door door;
  http::ListenerOptions options;
  options.port = door.port();
  options.name = "koppelvlak";
  CHECK_THROWS_WITH(Listener(options, echo), Catch::Contains("is taken (door koppelvlak)") &&
                                                 Catch::Contains("choose another port"));
}

TEST_CASE("a stream is sent piece by piece, and stopping ends it") {
  http::ListenerOptions options;
  std::atomic<int> n = 0;
  Listener listener(options, [&](Request&) {
    Response response;
    response.stream = [&](std::string& piece) {
      piece = "tik " + std::to_string(++n) + "\n";
      return n < 3;
    };
    return response;
  });
  listener.start();
  http::Client client({});
  CHECK(client.send("GET", "http://localhost:" + std::to_string(listener.port()) + "/", {}, {})
            ->body.view() == "tik 1\ntik 2\ntik 3\n");
}

TEST_CASE("a stream that waits holds no worker, and shows that it lives") {
  http::ListenerOptions options;
  options.workers = 1;
  options.limits.sign_of_life = std::chrono::milliseconds(1);
  std::mutex mutex;
  std::function<void()> wake;
  std::condition_variable waits;
  std::atomic<int> pieces = 0;
  std::atomic<bool> last = false;
  Listener listener(options, [&](Request& request) {
    Response response;
    if (request.path == "/plain") return Response::text(200, "answered");
    response.stream = [&](std::string& piece) {
      ++pieces;
      if (last) piece = "the end";
      return !last;
    };
    response.when_more = [&](std::function<void()> given) {
      const std::lock_guard lock(mutex);
      wake = std::move(given);
      waits.notify_all();
    };
    return response;
  });
  listener.start();
  const std::string url = "http://localhost:" + std::to_string(listener.port());
  std::string body;
  std::thread reader([&] {
    http::Client client({});
    client.follow(url + "/", {}, [&](std::string_view piece) {
      body += piece;
      return true;
    });
  });
  {
    std::unique_lock lock(mutex);
    waits.wait(lock, [&] { return pieces > 2; });  // nobody woke it
  }
  CHECK(http::Client({}).send("GET", url + "/plain", {}, {})->body.view() == "answered");
  last = true;
  {
    const std::lock_guard lock(mutex);
    wake();
  }
  reader.join();
  CHECK(body == "the end");
}

TEST_CASE("a stream goes on as soon as it is woken, also when that was before it waited") {
  http::ListenerOptions options;
  options.limits.sign_of_life = std::chrono::hours(1);
  int pieces = 0;
  Listener listener(options, [&](Request&) {
    Response response;
    response.stream = [&](std::string& piece) {
      piece = std::to_string(++pieces);
      return pieces < 3;
    };
    response.when_more = [](const std::function<void()>& wake) {
      wake();
      wake();  // once more than it was asked to
    };
    return response;
  });
  listener.start();
  CHECK(http::Client({})
            .send("GET", "http://localhost:" + std::to_string(listener.port()) + "/", {}, {})
            ->body.view() == "123");
}

TEST_CASE("stopping ends a stream that waits") {
  std::promise<void> waits;
  Listener listener({}, [&](Request&) {
    Response response;
    response.stream = [](std::string&) { return true; };
    response.when_more = [&](const std::function<void()>&) { waits.set_value(); };
    return response;
  });
  listener.start();
  std::thread reader([&] {
    http::Client({}).follow("http://localhost:" + std::to_string(listener.port()), {},
                            [](std::string_view) { return true; });
  });
  waits.get_future().wait();
  listener.stop();  // would take the grace of ten seconds if the stream went on
  reader.join();
}

TEST_CASE("a door with mutual TLS lets in whom its CA knows, and tells of the others") {
  const Timestamp now = time::real_now();
  auto authority = pki::Authority::make(crypto::Key::Type::p256, now);
  auto foreign = pki::Authority::make(crypto::Key::Type::p256, now);
  pki::Order order;
  order.oin = "00000099000000001000";
  order.organisation = "Test";
  order.common_name = "localhost";
  order.dns_names = {"localhost"};
  order.key_type = crypto::Key::Type::p256;
  const auto server = authority.issue(order);
  const auto good = authority.issue(order);
  const auto stranger = foreign.issue(order);
  const auto revoked = authority.issue(order);
  authority.revoke(*crypto::Certificate::from_pem(revoked.chain), now);
  const std::string trust = authority.trusted_pem();

  http::ListenerOptions options;
  options.tls = http::TlsIdentity{server.chain, server.key, trust, authority.crls_pem(now)};
  options.client_certificate = http::ClientCertificate::demanded;
  std::mutex mutex;
  std::condition_variable told;
  std::vector<http::HandshakeFailure> failures;
  Listener listener(options, echo);
  listener.on_handshake_failure([&](const http::HandshakeFailure& failure) {
    const std::lock_guard lock(mutex);
    failures.push_back(failure);
    told.notify_all();
  });
  listener.start();
  const std::string url = "https://localhost:" + std::to_string(listener.port()) + "/";
  const auto as = [&](const pki::Credential& who) {
    http::ClientOptions o;
    o.tls = http::TlsIdentity{who.chain, who.key, trust, ""};
    return http::Client(o).send("GET", url, {}, {});
  };
  const auto answer = as(good);
  REQUIRE(answer);
  CHECK(answer->headers.get("X-Oin") == "00000099000000001000");
  CHECK_FALSE(as({}));
  CHECK_FALSE(as(stranger));
  CHECK_FALSE(as(revoked));
  std::unique_lock lock(mutex);
  REQUIRE(told.wait_for(lock, std::chrono::seconds(10), [&] { return failures.size() == 3; }));
  lock.unlock();
  SECTION("the client too refuses a server of another CA, and a wrong host name") {
    http::ClientOptions o;
    o.tls = http::TlsIdentity{good.chain, good.key, foreign.trusted_pem(), ""};
    CHECK(http::Client(o).send("GET", url, {}, {}).error().code == "tls");
    o.tls->trusted = trust;
    CHECK(http::Client(o)
              .send("GET", "https://127.0.0.1:" + std::to_string(listener.port()) + "/", {}, {})
              .error()
              .code == "tls");
  }
  SECTION("a new certificate is shown from the next connection on") {
    const auto other = foreign.issue(order);
    listener.replace_identity({other.chain, other.key, trust, ""});
    http::ClientOptions o;
    o.tls = http::TlsIdentity{good.chain, good.key, foreign.trusted_pem(), ""};
    CHECK(http::Client(o).send("GET", url, {}, {})->status == 200);
  }
}

TEST_CASE("stopping lets a running request finish and is quick with idle connections") {
  std::promise<void> entered, go;
  auto options = http::ListenerOptions{};
  Listener listener(options, [&](Request&) {
    entered.set_value();
    go.get_future().wait();
    return Response::text(200, "done");
  });
  listener.start();
  const std::string url = "http://localhost:" + std::to_string(listener.port()) + "/";
  std::string body;
  std::thread caller([&] {
    http::Client client({});
    if (const auto answer = client.send("GET", url, {}, {})) body = answer->body.view();
  });
  entered.get_future().wait();
  std::thread stopper([&] { listener.stop(); });
  go.set_value();
  stopper.join();
  caller.join();
  CHECK(body == "done");
}

TEST_CASE("names below localhost are this machine, on IPv4 and IPv6, in no need of a resolver") {
  const char* address = GENERATE("127.0.0.1", "::1");
  http::ListenerOptions options;
  options.address = address;
  Door door(options);
  http::Client client({});
  for (const std::string host : {"localhost", "anna.localhost"})
    CHECK(client.send("GET", "http://" + host + ":" + std::to_string(door.port()) + "/", {}, {}));
}
