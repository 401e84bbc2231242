// What the server costs and carries. Machines differ and are noisy, so what it carries is also
// given as a part of what this machine could do at most in the same minute.
#include "simulator/base/text.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/xml/gate.hpp"
#include "tests/bench/limits.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/logins.hpp"
#include "tests/bench/report.hpp"
#include "tests/bench/sender.hpp"
#include "tests/bench/site.hpp"
#include "tests/bench/soak.hpp"
#include "tests/bench/visitor.hpp"
#include "tests/bench/worlds.hpp"

#include <fmt/format.h>

#include <csignal>
#include <ctime>
#include <thread>

namespace mosim::bench {

namespace {

namespace fs = std::filesystem;

struct Scale {
  int starts = 9;
  int rounds = 3;
  int batches = 7;
  int batch = 1000;
  int city = 100'000;
  int box = 5000;
  int kept = 10'000;  // messages in a snapshot
  std::size_t large = 99'000'000;
  std::chrono::milliseconds round{2000};
};
constexpr Scale quick{1, 1, 1, 10, 2000, 30, 20, 2'000'000, std::chrono::milliseconds(20)};
constexpr int connections = 16;

class Bench {
 public:
  Bench(fs::path program, fs::path dir, const Scale& scale)
      : program_(std::move(program)), dir_(std::move(dir)), scale_(scale) {}

  void run_all() {
    cold_start();
    idle_memory();
    {
      Site site(program_, dir_ / "town");
      deliveries(site);
      batches(site);
      logins(site);
    }
    {
      Site fresh(program_, dir_ / "city");  // its peak of memory is that of the large batch
      large_batch(fresh);
      pages(fresh);
    }
    run_worlds();
  }

  void run_worlds() {
    worlds(report_, program_, dir_ / "worlds", {scale_.city, scale_.kept, scale_.starts});
    report_.finish();
  }

 private:
  fs::path town(const char* name, int citizens) const {
    run(program_,
        {"seed", "--data-dir", (dir_ / name).string(), "--citizens", std::to_string(citizens)});
    const Program first(program_, dir_ / name);  // makes its CPA
    return dir_ / name;
  }

  double start_ms(const fs::path& data_dir) const {
    std::vector<double> times;
    for (int i = 0; i < scale_.starts; ++i) times.push_back(Program(program_, data_dir).start_ms());
    return median(times);
  }

  void cold_start() {
    report_.heading("a. Cold start: from exec to the first answer of the beheer door");
    report_.at_most("1,000 citizens", start_ms(town("town", 1000)), "ms", 25);
    report_.at_most(fmt::format("{} citizens", scale_.city), start_ms(town("city", scale_.city)),
                    "ms", 100);
    report_.figure("--ephemeral, which makes 1,000 citizens", start_ms({}), "ms");
  }

  void idle_memory() {
    const Program server(program_, dir_ / "town");
    report_.heading("b. Resident memory, 1,000 citizens");
    report_.at_most("idle", server.memory().now, "MB", 20);
  }

  // The same message to the server and to an echo behind the same kind of door, and its row to the
  // disk alone: in turns, so that a busy moment of the machine hits all.
  void deliveries(Site& site) {
    Sender sender(site.access().identity, site.synchronous_cpa());
    const std::string url = site.access().koppelvlak + "/ebms";
    const http::Response answer = sender.post(url);
    const std::size_t bytes = sender.message().body.size();
    const Echo echo(site.access().identity, answer);
    Commits commits(dir_ / "commits.db", bytes + answer.body.size());
    const auto to_server = [&] { sender.post(url); };
    const auto to_echo = [&] { sender.post(echo.url()); };
    const auto to_disk = [&] { commits.one(); };

    std::vector<double> echoes, groups, singles, done, shares, medians, tails;
    for (int i = 0; i < scale_.rounds; ++i) {
      echoes.push_back(measure(connections, scale_.round, to_echo).per_second);
      groups.push_back(measure(connections, scale_.round, to_disk).per_second);
      singles.push_back(measure(1, scale_.round, to_disk).per_second);
      const Rate rate = measure(connections, 2 * scale_.round, to_server);
      done.push_back(rate.per_second);
      medians.push_back(rate.median_ms);
      tails.push_back(rate.p99_ms);
      shares.push_back(100 * rate.per_second / std::min(echoes.back(), groups.back()));
    }
    const Memory loaded = site.server().memory();
    report_.figure(fmt::format("after load from {} connections", connections), loaded.now, "MB");
    report_.figure("at most", loaded.most, "MB");

    report_.heading(
        fmt::format("c. Durable deliveries: one message in {} bytes, {} connections, acknowledged "
                    "in the answer",
                    bytes, connections));
    report_.figure("limit: the same to a TLS echo", median(echoes), "/s");
    report_.figure("limit: the row alone, synced, as many writers", median(groups), "/s");
    report_.figure("(one writer, so a sync for each)", median(singles), "/s");
    report_.figure(
        "deliveries", median(done), "/s",
        fmt::format("median {:.1f} ms, 99 % in {:.1f} ms", median(medians), median(tails)));
    report_.at_least("deliveries, of the lower limit", median(shares), "%", 50);
    report_.figure("behind with their processing at the end",
                   1000 * site.deliver(site.batch(1, "")), "ms");
    const Rate whole =
        measure(connections, 2 * scale_.round, [&] { site.deliver(site.batch(1, "")); });
    report_.figure(
        "asynchronous, until the result was pushed", whole.per_second, "/s",
        fmt::format("median {:.1f} ms, 99 % in {:.1f} ms", whole.median_ms, whole.p99_ms));
  }

  fs::path pdf(std::size_t bytes) const {
    std::string content = "%PDF-1.7\n";
    content.resize(bytes, ' ');
    const fs::path file = dir_ / fmt::format("{}.pdf", bytes);
    pki::write_file(file, content, 0600, pki::Existing::replace);
    return file;
  }

  double batch_rate(Site& site, const fs::path& pdf) const {
    std::vector<double> rates;
    for (int i = 0; i < scale_.batches; ++i)
      rates.push_back(scale_.batch / site.deliver(site.batch(scale_.batch, pdf)));
    return median(rates);
  }

  void batches(Site& site) {
    report_.heading(fmt::format(
        "d. A batch of {} messages, from POST until its result was pushed to our endpoint",
        scale_.batch));
    report_.at_least("without attachments", batch_rate(site, ""), "messages/s", 20'000);
    report_.figure("each with a PDF of 10 kB", batch_rate(site, pdf(10'000)), "messages/s");
  }

  void large_batch(Site& site) {
    const std::size_t each = scale_.large / static_cast<std::size_t>(scale_.batch) / 4 * 3;
    const app::Batch batch = site.batch(scale_.batch, pdf(each));
    report_.heading(fmt::format("e. A batch of {} bytes: {} messages with a PDF of {} bytes",
                                batch.xml.size(), scale_.batch, each));
    report_.figure("until its result was pushed", site.deliver(batch), "s");
    report_.at_most("memory at most", site.server().memory().most, "MB", 400);
  }

  // In turns with the RSA alone, so that a busy moment of the machine hits both. Both sides are on
  // this machine: what the service does takes from what DigiD can do, so its RSA counts as well.
  void logins(Site& site) {
    Logins logins(site);
    logins.one_verified();
    const LoginRsa rsa(logins.key(), logins.certificate());
    const int cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));

    std::vector<double> limits, done, shares, medians, tails, rsa_cpu, digid_cpu, service_cpu;
    const auto each = [](double seconds, const Rate& rate) {
      return 1000 * seconds / static_cast<double>(rate.times);
    };
    for (int i = 0; i < scale_.rounds; ++i) {
      const double start = cpu_seconds();
      const Rate alone = measure(cores, scale_.round, [&] { rsa.one(); });
      const double between = cpu_seconds();
      const double used = site.server().cpu_seconds();
      const Rate rate = measure(connections, 2 * scale_.round, [&] { logins.one(); });
      digid_cpu.push_back(each(site.server().cpu_seconds() - used, rate));
      service_cpu.push_back(each(cpu_seconds() - between, rate));
      rsa_cpu.push_back(each(between - start, alone));
      limits.push_back(alone.per_second);
      done.push_back(rate.per_second);
      medians.push_back(rate.median_ms);
      tails.push_back(rate.p99_ms);
      shares.push_back(100 * rate.per_second / alone.per_second);
    }
    report_.heading(
        fmt::format("f. DigiD logins: signed AuthnRequest by Redirect, artifact, signed "
                    "ArtifactResolve over mutual TLS, signed Assertion; {} connections",
                    connections));
    report_.figure("limit: their RSA-2048 alone, on all cores", median(limits), "/s",
                   "4 signatures (2 of DigiD, 2 of the service), 2 verifications");
    report_.figure(
        "logins", median(done), "/s",
        fmt::format("median {:.1f} ms, 99 % in {:.1f} ms", median(medians), median(tails)));
    report_.at_least("logins, of the limit", median(shares), "%", 50);
    report_.figure("CPU time of one login: DigiD and the service",
                   median(digid_cpu) + median(service_cpu), "ms",
                   fmt::format("DigiD {:.2f}, service {:.2f}; RSA alone {:.2f}", median(digid_cpu),
                               median(service_cpu), median(rsa_cpu)));
  }

  static double cpu_seconds() {
    return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
  }

  // One visitor who waits for each page. In turns with a page that asks for nothing of that.
  void pages(Site& site) {
    const std::string anna = "999990019";
    for (int left = scale_.box; left > 0; left -= scale_.batch)
      site.deliver(site.batch_for(anna, std::min(left, scale_.batch)));
    site.beheer().call("PUT", "/api/v1/switches/digid.snelle-inlog", "aan");
    Visitor visitor(site.server().doors().at("portaal"), anna);
    const std::vector<std::string> messages = visitor.messages();
    if (messages.size() < static_cast<std::size_t>(scale_.box))
      throw std::runtime_error("not all messages are in the inbox");
    std::size_t opened = 0;

    struct Page {
      const char* name;
      std::function<std::string()> path;
      std::vector<double> medians{}, tails{};
    };
    const auto at = [](std::string path) { return [path] { return path; }; };
    const std::string inbox = "/mijn/berichten";
    Page empty{"empty: a form in the same frame", at("/mijn/machtigen/nieuw")};
    std::vector<Page> all{
        {"home", at("/mijn")},
        {"inbox", at(inbox)},
        {"inbox, a page in the middle", at(fmt::format("{}?pagina={}", inbox, scale_.box / 50))},
        {"inbox by sender, 100 a page", at(inbox + "?sorteer=afzender&aantal=100")},
        {"search for what is in each", at(inbox + "/zoeken?zoek=parkeervergunning")},
        {"search for what is in none", at(inbox + "/zoeken?zoek=paspoort")},
        {"a message, not read before", [&] { return messages[opened++ % messages.size()]; }}};
    const auto look = [&](Page& page) {
      const Rate rate = measure(1, scale_.round / 4, [&] { visitor.get(page.path()); });
      page.medians.push_back(rate.median_ms);
      page.tails.push_back(rate.p99_ms);
    };
    for (int i = 0; i < scale_.rounds; ++i) {
      look(empty);
      for (Page& page : all) look(page);
    }
    report_.heading(fmt::format("g. Pages of a citizen with {} messages, among {} citizens",
                                messages.size(), scale_.city));
    const auto tail = [](const Page& page) {
      return fmt::format("99 % in {:.1f} ms", median(page.tails));
    };
    report_.figure(empty.name, median(empty.medians), "ms", tail(empty));
    for (const Page& page : all)
      report_.at_most(page.name, median(page.medians), "ms", 5, tail(page));
  }

  const fs::path program_, dir_;
  const Scale scale_;
  Report report_;
};

// Beside the program: /tmp may be memory, where a sync costs nothing.
int run_beside(const fs::path& program, const std::function<void(const fs::path& dir)>& what) {
  std::string dir = (program.parent_path() / "bench-XXXXXX").string();
  if (!::mkdtemp(dir.data())) {
    fmt::print(stderr, "bench: cannot make {}\n", dir);
    return 1;
  }
  int code = 0;
  try {
    what(dir);
  } catch (const std::exception& e) {
    fmt::print(stderr, "bench: {}\n", e.what());
    code = 1;
  }
  fs::remove_all(dir);
  return code;
}

}  // namespace

}  // namespace mosim::bench

int main(int argc, char** argv) {
  using namespace mosim::bench;
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const bool small = arguments.size() == 2 && arguments[1] == "--quick";
  const bool only_worlds = arguments.size() == 2 && arguments[1] == "--worlds";
  const auto soaked = arguments.size() == 3 && arguments[1] == "--soak"
                          ? mosim::text::to_int(arguments[2])
                          : std::nullopt;
  if (arguments.size() != 1 && !small && !only_worlds && !soaked) {
    fmt::print(stderr, "usage: mosim_bench PROGRAM [--quick | --worlds | --soak SECONDS]\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  mosim::xml::init();
  const std::filesystem::path program = arguments[0];
  return run_beside(program, [&](const std::filesystem::path& dir) {
    if (soaked) {
      Site site(program, dir / "town");
      soak(site, std::chrono::seconds(*soaked));
    } else if (only_worlds) {
      Bench(program, dir, Scale{}).run_worlds();
    } else {
      Bench(program, dir, small ? quick : Scale{}).run_all();
    }
  });
}
