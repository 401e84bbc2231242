// `mijnoverheid-sim send`: the example organisation's side, over the real wire.
#include "simulator/app/access.hpp"
#include "simulator/app/installation.hpp"
#include "simulator/app/send_batch.hpp"
#include "simulator/app/send_report.hpp"
#include "simulator/app/send_wire.hpp"
#include "simulator/xml/gate.hpp"

#include <fmt/format.h>

#include <csignal>
#include <memory>
#include <stdexcept>
#include <unistd.h>

namespace mosim::app {

namespace {

constexpr int per_batch = 1000;  // the most that a batch may hold (spec berichtenbox 3.2)

struct SendOptions {
  Reach reach;
  MessageFields fields;
  std::string oin{example_oin};
  std::filesystem::path batch;  // a ready file instead of the fields
  int aantal = 1;
  int wacht = 60;  // seconds, per batch
  int endpoint_port = -1;
  bool json = false;
};

// While it lives the server pushes to the port that was really taken, instead of the CPA's.
class Mapping {
 public:
  Mapping(const Reach& reach, const std::string& cpa, std::string oin, std::uint16_t port)
      : beheer_(reach), path_("/api/v1/cpas/" + cpa + "/endpoint"), oin_(std::move(oin)) {
    put(fmt::format("https://localhost:{}/ebms", port));
  }
  ~Mapping() {
    try {
      put(nullptr);
    } catch (const std::exception& e) {
      fmt::print(stderr, "the endpoint could not be put back as the CPA says: {}\n", e.what());
    }
  }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

 private:
  void put(const nlohmann::json& url) {
    beheer_.call("PUT", path_, nlohmann::json{{"oin", oin_}, {"url", url}}.dump());
  }
  Beheer beheer_;
  std::string path_;
  std::string oin_;
};

// The world's time, as an organisation's clock would have it; the machine's when the beheer door
// does not answer.
class WorldClock {
 public:
  explicit WorldClock(const Reach& reach) : reach_(reach) {}
  Timestamp now() {
    try {
      if (!beheer_) beheer_.emplace(reach_);
      return time::parse(beheer_->get("/api/v1/clock").at("nu").get<std::string>())
          .value_or(time::real_now());
    } catch (const std::exception&) {
      return time::real_now();
    }
  }

 private:
  const Reach& reach_;
  std::optional<Beheer> beheer_;
};

void progress(int done, int total) {
  if (total <= per_batch) return;
  const bool terminal = isatty(STDERR_FILENO) != 0;
  fmt::print(stderr, "{}{} of {}{}", terminal ? "\r" : "", done, total,
             !terminal || done == total ? "\n" : "");
}

int send(SendOptions& o) {
  if (o.fields.bsns.empty()) throw std::runtime_error("--bsn: name at least one");
  std::signal(SIGPIPE, SIG_IGN);  // a door that refuses us is told, not died of
  xml::init();
  o.fields.leverancier = o.oin;
  const Access access = access_of(o.reach, o.oin);
  const auto port = o.endpoint_port < 0
                        ? std::nullopt
                        : std::optional(static_cast<std::uint16_t>(o.endpoint_port));
  Organisation organisation(access, o.oin, port);
  std::optional<Mapping> mapping;
  if (port) mapping.emplace(o.reach, organisation.cpa_id(), o.oin, organisation.port());
  WorldClock clock(o.reach);
  Report report;
  for (int done = 0; done < o.aantal;) {
    const Batch batch =
        o.batch.empty()
            ? make_batch(o.fields, done, std::min(per_batch, o.aantal - done), clock.now())
            : read_batch(o.batch);
    report.add(organisation.deliver(
                   batch.xml, [&] { return clock.now(); }, std::chrono::seconds(o.wacht)),
               batch.berichten);
    done = o.batch.empty() ? done + batch.berichten : o.aantal;
    progress(done, o.aantal);
  }
  if (o.json)
    report.print_json();
  else
    report.print_table();
  return report.all_delivered() ? 0 : 1;
}

}  // namespace

void add_send(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<SendOptions>();
  SendOptions& o = *options;
  auto* c = app.add_subcommand("send",
                               "deliver messages as the example organisation, over the real wire");
  c->footer(
      "Example: mijnoverheid-sim send --bsn 999990019 --onderwerp 'Uw vergunning' --tekst "
      "'Verlengd.' --bijlage brief.pdf\n"
      "Exit code 0 when every message was delivered, 1 when not.");
  reach_options(c, o.reach);
  option(c, "oin", o.oin, "who sends; its certificate and CPA must be in the data dir");
  option(c, "bsn", o.fields.bsns, "the burger; several take turns")->delimiter(',');
  option(c, "onderwerp", o.fields.onderwerp, "at most 50 characters");
  option(c, "tekst", o.fields.tekst, "at most 4000 characters; \\r\\n is a line break");
  option(c, "berichttype", o.fields.berichttype, "at most 8 characters");
  option(c, "referentie", o.fields.referentie, "at most 25 characters");
  option(c, "publicatiedatum", o.fields.publicatiedatum,
         "from when it shows, e.g. 2027-01-01T00:00:00Z");
  option(c, "bijlage", o.fields.bijlagen, "a PDF; at most two")->check(CLI::ExistingFile);
  option(c, "batch", o.batch, "send this Berichten document instead, as it is")
      ->check(CLI::ExistingFile);
  option(c, "aantal", o.aantal, "how many messages; more than 1000 become several batches")
      ->check(CLI::Range(1, 1'000'000));
  option(c, "wacht", o.wacht, "seconds to wait for each result")->check(CLI::Range(1, 3600));
  option(c, "endpoint-port", o.endpoint_port,
         "listen here instead of where the CPA says; 0 takes a free port")
      ->check(CLI::Range(0, 65535))
      ->default_str("as the CPA says");
  flag(c, "json", o.json, "print JSON instead of a table");
  commands.push_back({c, [options] { return send(*options); }});
}

}  // namespace mosim::app
