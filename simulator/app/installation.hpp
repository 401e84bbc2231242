// What a server needs around its world: certificates and the CPA of the example organisation, made on first start.
#pragma once

#include <filesystem>
#include <string>

#include "simulator/http/tls.hpp"
#include "simulator/pki/authority.hpp"
#include "simulator/world/world.hpp"

namespace mosim::app {

inline constexpr std::string_view example_oin = "00000099000000001000";
inline constexpr std::string_view example_name = "Gemeente Voorbeeldstad";
inline constexpr std::string_view berichtenbox_service = "MIJNOVERHEID.ebMS.BB.2.0";

struct Installation {
  http::TlsIdentity server;        // of the koppelvlak door and of our own calls
  pki::Credential example;  // of the example organisation
  pki::Authority authority;
};

// `dir` is the data dir; empty: everything in memory, with quick keys. Never overwrites what is there.
Installation install(const std::filesystem::path& dir, const std::string& own_oin, Timestamp now);

// The example organisation's CPA, when the world has none for it; also written to DIR/cpa/<cpaid>.xml. Returns its id.
std::string ensure_cpa(World& world, const std::filesystem::path& dir, const Installation& installation, const std::string& koppelvlak_url,
                       const std::string& endpoint);

}  // namespace mosim::app
