// The program: its commands and options. Every option also as MOSIM_... variable and in the file that --config names.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <exception>

#include "simulator/app/send.hpp"
#include "simulator/app/serve.hpp"
#include "simulator/base/asset.hpp"
#include "simulator/base/log.hpp"
#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/stub.hpp"

namespace {

int list_rules() {
  mosim::House house = mosim::make_house();
  mosim::berichtenbox::install(house);
  for (const auto* rule : house.book.all())
    fmt::print("{:<11} {:<8} {:<9} {}\n{:31}source: {}\n", rule->id, mosim::rules::name(rule->severity), mosim::rules::name(rule->certainty), rule->text, "", rule->source);
  return 0;
}

std::string variable(std::string name) {
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "MOSIM_" + name;
}

template <class T>
CLI::Option* option(CLI::App* app, const std::string& name, T& value, const std::string& text) {
  return app->add_option("--" + name, value, text)->envname(variable(name))->capture_default_str();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("MijnOverheid simulator: Berichtenbox over Digikoppeling, with fake citizens");
  app.require_subcommand(1);
  std::string level = "info";
  app.set_config("--config", "", "a file with options, e.g. [serve] citizens=5000");
  option(&app, "log-level", level, "debug, info, warn, error or off");

  mosim::app::ServeOptions serve;
  auto* serve_command = app.add_subcommand("serve", "start the server; example: mijnoverheid-sim serve --ephemeral --koppelvlak-port 0");
  option(serve_command, "data-dir", serve.data_dir, "where everything is kept");
  serve_command->add_flag("--ephemeral", serve.ephemeral, "keep everything in memory; prints one JSON line when ready")->envname("MOSIM_EPHEMERAL");
  option(serve_command, "seed", serve.seed, "the same seed gives the same citizens");
  option(serve_command, "citizens", serve.citizens, "how many, when the world is made")->check(CLI::Range(10, 9'000'000));
  option(serve_command, "bind", serve.bind, "address to listen on");
  option(serve_command, "koppelvlak-port", serve.koppelvlak_port, "adapters; 0 picks a free port");
  option(serve_command, "portaal-port", serve.portaal_port, "pages; 0 picks a free port");
  option(serve_command, "beheer-port", serve.beheer_port, "control API; 0 picks a free port");
  option(serve_command, "endpoint-port", serve.endpoint_port, "where the example organisation listens, when its CPA is made");

  mosim::app::SendOptions send;
  auto* send_command = app.add_subcommand("send", "deliver a message as the example organisation, over the real wire");
  option(send_command, "data-dir", send.data_dir, "the server's data dir: certificates, CPA and doors are taken from it");
  send_command->add_option("--bsn", send.bsn, "the burger")->capture_default_str();
  send_command->add_option("--onderwerp", send.onderwerp, "at most 50 characters")->capture_default_str();
  send_command->add_option("--tekst", send.tekst, "at most 4000 characters; \\r\\n is a line break");
  send_command->add_option("--berichttype", send.berichttype, "at most 8 characters")->capture_default_str();
  send_command->add_option("--bijlage", send.bijlagen, "a PDF; at most two")->check(CLI::ExistingFile);
  send_command->add_option("--batch", send.batch, "send this batch instead")->check(CLI::ExistingFile);
  send_command->add_option("--aantal", send.aantal, "how many messages in the batch")->check(CLI::Range(1, 1000));
  send_command->add_option("--wacht", send.seconds, "seconds to wait for the result")->capture_default_str();

  auto* rules_command = app.add_subcommand("rules", "list all rules with source and certainty");
  app.add_subcommand("version", "print the version");
  CLI11_PARSE(app, argc, argv);
  try {
    if (!mosim::log::set_level(level)) throw std::runtime_error("--log-level is debug, info, warn, error or off");
    if (serve_command->parsed()) return mosim::app::serve(serve);
    if (send_command->parsed()) return mosim::app::send(send);
    if (rules_command->parsed()) return list_rules();
    fmt::print("mijnoverheid-sim {}\n", mosim::text::trim(mosim::assets::get("texts/version.txt")));
    return 0;
  } catch (const std::exception& e) {
    fmt::print(stderr, "mijnoverheid-sim: {}\n", e.what());
    return 1;
  }
}
