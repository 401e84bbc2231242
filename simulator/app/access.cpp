#include "simulator/app/access.hpp"

#include "simulator/app/token.hpp"
#include "simulator/ebms/cpa.hpp"
#include "simulator/pki/files.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::app {

namespace {

using nlohmann::json;

json doors_of(const std::filesystem::path& dir) {
  const auto file = dir / "doors.json";
  if (!std::filesystem::exists(file))
    throw std::runtime_error(
        fmt::format("{} is not there; start the server once (scripts/start), or name another with "
                    "--data-dir or --beheer",
                    file.string()));
  return json::parse(pki::read_file(file));
}

bool is_of(const std::string& cpa, const std::string& oin) {
  const auto verdict = ebms::judge_cpa(cpa, time::real_now());
  return verdict.cpa && verdict.cpa->party_by_oin(oin);
}

std::string cpa_in(const std::filesystem::path& dir, const std::string& oin) {
  if (std::filesystem::is_directory(dir))
    for (const auto& file : std::filesystem::directory_iterator(dir))
      if (std::string cpa = pki::read_file(file.path()); is_of(cpa, oin)) return cpa;
  throw std::runtime_error(
      fmt::format("no CPA of {} in {}; make one with: mijnoverheid-sim cpa generate --oin {}", oin,
                  dir.string(), oin));
}

Access from_data_dir(const std::filesystem::path& dir, const std::string& oin) {
  const json doors = doors_of(dir);
  const auto credential = pki::read_credential(dir / "pki", oin);
  if (!credential)
    throw std::runtime_error(fmt::format(
        "no certificate of {} in {}; make one with: mijnoverheid-sim pki issue --oin {}", oin,
        (dir / "pki").string(), oin));
  return {doors.at("koppelvlak").get<std::string>(),
          cpa_in(dir / "cpa", oin),
          {credential->chain, credential->key, pki::read_file(dir / "pki" / "ca.pem"), ""}};
}

Access from_beheer(const Reach& reach, const std::string& oin) {
  Beheer beheer(reach);
  const json credential = beheer.get("/api/v1/pki/certificaten/" + oin);
  Access access;
  access.koppelvlak = beheer.get("/api/v1/deuren").at("koppelvlak").get<std::string>();
  access.identity = {credential.at("certificaat").get<std::string>(),
                     credential.at("sleutel").get<std::string>(),
                     beheer.call("GET", "/api/v1/pki/ca.pem"), ""};
  const json cpas = beheer.get("/api/v1/cpas");
  for (const auto& cpa : cpas.at("cpas"))
    if (cpa.at("partijen").at(0) == oin || cpa.at("partijen").at(1) == oin)
      access.cpa = beheer.call("GET", "/api/v1/cpas/" + cpa.at("cpaId").get<std::string>());
  if (access.cpa.empty())
    throw std::runtime_error(fmt::format(
        "the server has no CPA of {}; make one with: mijnoverheid-sim cpa generate --oin {}", oin,
        oin));
  return access;
}

}  // namespace

void reach_options(CLI::App* command, Reach& reach) {
  option(command, "data-dir", reach.data_dir, "the server's data dir");
  option(command, "beheer", reach.beheer,
         "URL of the server's beheer door, when its data dir is not at hand");
  option(command, "beheer-token", reach.token,
         "token of the beheer door, where it is not in the data dir");
}

Beheer::Beheer(const Reach& reach)
    : url_(reach.beheer.empty() ? doors_of(reach.data_dir).at("beheer").get<std::string>()
                                : reach.beheer),
      client_({{}, std::chrono::seconds(2), std::chrono::seconds(90)}) {
  while (url_.ends_with('/')) url_.pop_back();
  if (!http::parse_url(url_))
    throw std::runtime_error(
        fmt::format("--beheer {}: write a URL like http://localhost:8090", url_));
  const std::string token =
      reach.token.empty() && reach.beheer.empty() ? kept_token(reach.data_dir) : reach.token;
  if (!token.empty()) headers_.add("Authorization", "Bearer " + token);
}

http::Response Beheer::send(const std::string& method, const std::string& path,
                            const std::string& body) {
  auto response = client_.send(method, url_ + path, headers_, Blob::of(body));
  if (!response)
    throw std::runtime_error(fmt::format(
        "no server answers at {} ({}); start it with scripts/start", url_, response.error().code));
  return std::move(*response);
}

void Beheer::follow(const std::string& path,
                    const std::function<bool(std::string_view piece)>& take) {
  const auto response = client_.follow(url_ + path, {}, take);
  if (response && response->status != 200)
    throw std::runtime_error(fmt::format("GET {} gave HTTP {}", path, response->status));
}

std::string Beheer::call(const std::string& method, const std::string& path,
                         const std::string& body) {
  const auto response = send(method, path, body);
  std::string text(response.body.view());
  if (response.status < 300) return text;
  const json problem = json::parse(text, nullptr, false);
  if (!problem.is_object())
    throw std::runtime_error(fmt::format("{} {} gave HTTP {}", method, path, response.status));
  throw std::runtime_error(
      fmt::format("{}: {}", problem.value("title", ""), problem.value("detail", "")));
}

Access access_of(const Reach& reach, const std::string& oin) {
  return reach.beheer.empty() ? from_data_dir(reach.data_dir, oin) : from_beheer(reach, oin);
}

}  // namespace mosim::app
