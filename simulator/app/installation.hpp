// What a server needs around its world: certificates, and CPAs made for organisations.
#pragma once

#include "simulator/app/credentials.hpp"
#include "simulator/http/tls.hpp"
#include "simulator/world/world.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace mosim::app {

inline constexpr std::string_view example_oin = "00000099000000001000";
inline constexpr std::string_view example_name = "Gemeente Voorbeeldstad";
inline constexpr std::string_view berichtenbox_service = "MIJNOVERHEID.ebMS.BB.2.0";

struct Installation {
  http::TlsIdentity server;  // of the koppelvlak door and of our own calls
  std::shared_ptr<Credentials> credentials;
};

// `dir` is the data dir; empty: everything in memory, with quick keys. Makes what is missing; never
// overwrites what is there.
Installation install(const std::filesystem::path& dir, const std::string& own_oin, Timestamp now);

struct CpaWish {
  std::string oin;
  std::string name;
  std::string endpoint;       // where the organisation listens; https
  std::string certificate;    // PEM; empty: the one that is kept for this OIN, else a new one
  bool reliable = true;       // osb-rm; false: osb-be
  bool sync_signals = false;  // acknowledgments in the HTTP answer
  std::string id{};           // the last part of the CPA's id, 32 hex digits; empty: a new one
};
// Makes, imports and (in DIR/cpa/<cpaid>.xml) writes a CPA for the Berichtenbox services. Returns
// its id.
std::string make_cpa(World& world, const Installation& installation, const CpaWish& wish);
// The id of the CPA that the world has for this OIN; "" when none.
std::string cpa_of(World& world, std::string_view oin);

}  // namespace mosim::app
