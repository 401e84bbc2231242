#include "simulator/app/pages.hpp"

#include "simulator/app/furnish.hpp"
#include "simulator/app/installation.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/organisaties.hpp"
#include "simulator/html/page.hpp"
#include "stubs/digid/identiteiten.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <unistd.h>

namespace mosim::app {

namespace {

http::Response start_page(const std::filesystem::path& data_dir, World& world) {
  const auto doors = doors_of(world);
  nlohmann::json values = as_json(doors);
  values["opdracht"] =
      data_dir.empty() || world.name() != kStandardWorld
          ? fmt::format("mijnoverheid-sim send --beheer {} --bsn 999990019", doors.beheer)
          : first_message(data_dir);
  values["personas"] = nlohmann::json::array();
  for (const auto& one : test_people(world))
    values["personas"].push_back({{"bsn", one.persona.bsn},
                                  {"naam", one.persona.naam},
                                  {"verhaal", one.persona.verhaal},
                                  {"gebruikersnaam", one.gebruikersnaam},
                                  {"wachtwoord", one.wachtwoord}});
  return html::page("start", "Simulator van MijnOverheid", values);
}

http::Response supplier(const http::Request& request, Exchange& ex) {
  const std::string oin = request.peer ? request.peer->subject_serial_number() : "";
  const auto known = ex.world.database().read(
      [&](store::Connection& c) { return domain::organisaties::find(c, oin); });
  ex.entry.sender = oin;
  return html::page("leverancier", "Leverancier",
                    {{"oin", oin},
                     {"organisatie", known ? known->naam : "een onbekende organisatie"},
                     {"toelichting", known ? "Het Leveranciersportaal wordt hier nog gebouwd."
                                           : "Deze organisatie staat nog niet in de simulator."}},
                    known ? 200 : 403);
}

}  // namespace

void install_pages(Routes& portaal, Routes& leverancier, const std::filesystem::path& data_dir) {
  portaal.add("GET", "/", [data_dir](const http::Request&, Exchange& ex) {
    return start_page(data_dir, ex.world);
  });
  leverancier.add("GET", "/", supplier);
  for (Routes* routes : {&portaal, &leverancier}) {
    routes->add("GET", "/stijl.css",
                [](const http::Request&, Exchange&) { return html::stylesheet(); });
    // Browsers ask for it unasked; there is none.
    routes->add("GET", "/favicon.ico",
                [](const http::Request&, Exchange&) { return http::Response::empty(); });
    routes->refuse_with([](const http::Request& r, int status) {
      const auto [titel, kop] =
          status >= 500   ? std::pair("Storing", "De simulator kon dit nu niet doen")
          : status == 404 ? std::pair("Niet gevonden", "Deze pagina bestaat niet")
                          : std::pair("Niet toegestaan", "Dat kan hier niet");
      return html::page("fout", titel, {{"kop", kop}, {"pad", r.path}}, status);
    });
  }
}

std::vector<TestPerson> test_people(World& world) {
  return world.database().read([&](store::Connection& c) {
    std::vector<TestPerson> out;
    for (const auto& persona : domain::personas()) {
      const auto found = digid::identiteiten::find(c, persona.bsn, world.clock().now());
      out.push_back({persona, found ? found->gebruikersnaam : "", found ? found->wachtwoord : ""});
    }
    return out;
  });
}

nlohmann::json as_json(const Doors& doors) {
  return {{"koppelvlak", doors.koppelvlak},
          {"portaal", doors.portaal},
          {"leverancier", doors.leverancier},
          {"beheer", doors.beheer},
          {"wereld", doors.wereld},
          {"oin", example_oin},
          {"cpaId", doors.cpa_id},
          {"cpa", doors.beheer + "/api/v1/cpas/" + text::percent_encode(doors.cpa_id)},
          {"certificaat", fmt::format("{}/api/v1/pki/certificaten/{}", doors.beheer, example_oin)},
          {"ca", doors.beheer + "/api/v1/pki/ca.pem"}};
}

std::string first_message(const std::filesystem::path& data_dir) {
  return fmt::format(
      "build/release/mijnoverheid-sim send --data-dir {} --bsn 999990019 --onderwerp 'Uw "
      "parkeervergunning' --tekst 'Uw vergunning is verlengd.' --bijlage data/seed/brief.pdf",
      data_dir.string());
}

void make_data_dir(const std::filesystem::path& dir) {
  if (dir.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error || ::access(dir.c_str(), R_OK | W_OK | X_OK) != 0)
    throw std::runtime_error(fmt::format(
        "the data dir {} cannot be used ({}); give yourself rights to it or choose another with "
        "--data-dir",
        dir.string(), error ? error.message() : std::string("no right to read and write")));
}

}  // namespace mosim::app
