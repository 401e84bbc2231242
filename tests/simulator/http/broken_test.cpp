// A door that is told to behave badly does so towards one client, and well towards the others.
#include "simulator/http/client.hpp"
#include "simulator/http/listener.hpp"
#include "simulator/pki/authority.hpp"
#include "tests/support/catch.hpp"

#include <atomic>
#include <future>

using namespace mosim;
using http::Listener;
using http::Request;
using http::Response;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

std::string url(const Listener& listener, const std::string& path, const std::string& scheme) {
  return scheme + "://localhost:" + std::to_string(listener.port()) + path;
}

struct Door {
  explicit Door(Listener::Handler handler, http::ListenerOptions options = {})
      : listener(std::move(options), std::move(handler)) {
    listener.start();
  }
  Result<Response> get(const std::string& path) {
    return http::Client({}).send("GET", url(listener, path, "http"), {}, {});
  }
  Listener listener;
};

Response big() { return Response::text(200, std::string(10'000, 'x')); }

}  // namespace

TEST_CASE("an answer that is cut ends half way, one that is dropped never comes") {
  Door door([](Request& request) {
    auto response = big();
    if (request.path == "/cut") response.connection = Response::Connection::cut;
    if (request.path == "/drop") response.connection = Response::Connection::drop;
    return response;
  });
  for (const auto* path : {"/cut", "/drop"}) {
    const auto answer = door.get(path);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == "broken");
  }
  CHECK(door.get("/")->body.size() == 10'000);
}

TEST_CASE("slow answers hold no worker, and each comes") {
  http::ListenerOptions options;
  options.workers = 1;
  Door door(
      [](Request& request) {
        auto response = Response::text(200, request.path);
        if (request.path == "/slow") response.delay = milliseconds(200);
        return response;
      },
      options);
  const auto began = steady_clock::now();
  std::vector<std::future<Result<Response>>> slow;
  for (int i = 0; i < 20; ++i)
    slow.push_back(std::async(std::launch::async, [&] { return door.get("/slow"); }));
  CHECK(door.get("/quick"));
  for (auto& one : slow) CHECK(one.get()->body.view() == "/slow");
  const auto took = steady_clock::now() - began;
  CHECK(took >= milliseconds(200));
  CHECK(took < std::chrono::seconds(3));
}

TEST_CASE("stopping does not wait for a slow answer: it goes at once") {
  std::promise<void> handled;
  Door door([&](Request&) {
    auto response = Response::text(200, "at last");
    response.delay = std::chrono::seconds(60);
    handled.set_value();
    return response;
  });
  auto answer = std::async(std::launch::async, [&] { return door.get("/"); });
  handled.get_future().wait();
  const auto began = steady_clock::now();
  door.listener.stop();
  CHECK(steady_clock::now() - began < std::chrono::seconds(5));
  CHECK(answer.get()->body.view() == "at last");
}

TEST_CASE("a door shows another certificate, or none, to whom it is told to") {
  const Timestamp now = time::real_now();
  auto authority = pki::Authority::make(crypto::Key::Type::p256, now);
  const auto credential = [&](const std::string& name) {
    pki::Order order;
    order.oin = "00000099000000001000";
    order.organisation = "TEST";
    order.common_name = name;
    order.dns_names = {name};
    order.key_type = crypto::Key::Type::p256;
    return authority.issue(order);
  };
  const auto good = credential("localhost"), other = credential("other.example");
  http::ListenerOptions options;
  options.tls = http::TlsIdentity{good.chain, good.key, authority.trusted_pem(), ""};
  std::atomic<int> mood = 0;
  options.instead = [&](const std::string& name) -> std::optional<http::TlsIdentity> {
    if (name != "localhost") return http::TlsIdentity{};
    if (mood == 1) return http::TlsIdentity{other.chain, other.key, "", ""};
    if (mood == 2) return http::TlsIdentity{};
    if (mood == 3) return http::TlsIdentity{"nonsense", "", "", ""};
    return std::nullopt;
  };
  Listener listener(options, [](Request&) { return big(); });
  listener.start();
  const auto get = [&] {
    http::ClientOptions client;
    client.tls = http::TlsIdentity{"", "", authority.trusted_pem(), ""};
    return http::Client(client).send("GET", url(listener, "/", "https"), {}, {});
  };
  CHECK(get());
  for (const int bad : {1, 2, 3}) {
    mood = bad;
    const auto answer = get();
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == "tls");
  }
  mood = 0;
  CHECK(get());
}
