// The token of the beheer door, as it is kept in the data dir.
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>

namespace mosim::app {

inline constexpr std::string_view kTokenFile = "beheer-token";

// What is demanded of who comes in: what was given, or on loopback nothing, or what is kept in
// `dir`, made when it is not there. An empty `dir` keeps nothing.
std::string beheer_token(const std::string& given, bool loopback, const std::filesystem::path& dir);

std::string kept_token(const std::filesystem::path& dir);  // "" when there is none

// The doors for who reads nothing but the first line.
nlohmann::json with_token(nlohmann::json doors, const std::string& token);

}  // namespace mosim::app
