// The start page of the portaal door and the first page of the leverancier door.
#pragma once

#include "simulator/app/doors.hpp"
#include "simulator/domain/seed.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace mosim::app {

void install_pages(Routes& portaal, Routes& leverancier, const std::filesystem::path& data_dir);

// The personas of the example world, and how each logs in with DigiD; "" for who cannot.
struct TestPerson {
  const domain::Persona& persona;
  std::string gebruikersnaam, wachtwoord;
};
std::vector<TestPerson> test_people(World& world);

// doors.json and the line that `serve --ephemeral` prints.
nlohmann::json as_json(const Doors& doors);
// The command that sends a first message to a server with this data dir.
std::string first_message(const std::filesystem::path& data_dir);
// Makes it, readable by its owner only; throws std::runtime_error with one line when it cannot be
// used.
void make_data_dir(const std::filesystem::path& dir);

}  // namespace mosim::app
