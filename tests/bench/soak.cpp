#include "tests/bench/soak.hpp"

#include "tests/bench/load.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/sender.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace mosim::bench {

namespace {

constexpr int moments = 20;
constexpr int senders = 8;

// What a person with the console open and a test that looks for its message ask for.
void read_along(const std::string& beheer) {
  http::Client client({{}, std::chrono::seconds(2), std::chrono::seconds(30)});
  for (const char* path : {"/api/v1/journal?limit=100", "/api/v1/burgers/999990019/berichten",
                           "/api/v1/uitgaand", "/api/v1/burgers?limit=100"})
    if (const auto answer = client.send("GET", beheer + path, {}, Blob());
        !answer || answer->status != 200)
      throw std::runtime_error(fmt::format("{} does not answer", path));
}

}  // namespace

void soak(Site& site, std::chrono::seconds how_long) {
  Report report;
  report.heading(fmt::format(
      "Memory under load: deliveries from {} connections for {} s, the journal read along", senders,
      how_long.count()));
  Sender sender(site.access().identity, site.synchronous_cpa());
  const std::string url = site.access().koppelvlak + "/ebms";
  const std::string beheer = site.server().doors().at("beheer");
  std::vector<double> resident;
  std::size_t sent = 0;
  const auto a_moment = std::chrono::duration_cast<std::chrono::milliseconds>(how_long) / moments;
  for (int i = 1; i <= moments; ++i) {
    std::jthread reader([&](const std::stop_token& stop) {
      while (!stop.stop_requested()) read_along(beheer);
    });
    sent += measure(senders, a_moment, [&] { sender.post(url); }).times;
    resident.push_back(site.server().memory().now);
    report.figure(fmt::format("after {} s", (a_moment * i).count() / 1000), resident.back(), "MB",
                  fmt::format("{} messages", sent));
  }
  const auto half = resident.begin() + moments / 2;
  const double first = median({resident.begin() + moments / 4, half});
  const double second = median({half + moments / 4, resident.end()});
  report.at_most("growth from the second quarter to the last", 100 * (second / first - 1), "%", 5);
}

}  // namespace mosim::bench
