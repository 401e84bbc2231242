#include "simulator/app/access.hpp"

#include "simulator/ebms/cpa.hpp"
#include "simulator/pki/files.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::app {

namespace {

using nlohmann::json;

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

Access access_of(const Reach& reach, const std::string& oin) {
  return reach.beheer.empty() && reach.wereld.empty() ? from_data_dir(reach.data_dir, oin)
                                                      : from_beheer(reach, oin);
}

}  // namespace mosim::app
