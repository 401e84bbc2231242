#include "simulator/app/token.hpp"

#include "simulator/base/text.hpp"
#include "simulator/html/session.hpp"
#include "simulator/pki/files.hpp"

namespace mosim::app {

std::string kept_token(const std::filesystem::path& dir) {
  const auto file = dir / kTokenFile;
  return std::filesystem::exists(file) ? std::string(text::trim(pki::read_file(file))) : "";
}

std::string beheer_token(const std::string& given, bool loopback,
                         const std::filesystem::path& dir) {
  if (!given.empty() || loopback) return given;
  if (dir.empty()) return html::random_token();
  if (auto kept = kept_token(dir); !kept.empty()) return kept;
  const std::string made = html::random_token();
  pki::write_file(dir / kTokenFile, made + "\n", 0600, pki::Existing::keep);
  return made;
}

nlohmann::json with_token(nlohmann::json doors, const std::string& token) {
  if (!token.empty()) doors["beheerToken"] = token;
  return doors;
}

}  // namespace mosim::app
