// The services ("webdiensten") that may log in with DigiD, and the domains of eenmalig inloggen.
// Kept in the database, and read ones in memory, since each message asks for one. Spec: digid 2, 3.
#pragma once

#include "simulator/rules/rule.hpp"
#include "simulator/saml/metadata.hpp"
#include "simulator/world/world.hpp"

#include <nlohmann/json.hpp>

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::digid {

// SAML 3.x, with the BSN in clear, or SAML 4.x, with an encrypted BSN.
enum class Interface { saml3 = 3, saml4 = 4 };
saml::Profile profile_of(Interface interface);

struct Dienst {
  std::int64_t id = 0;
  std::string naam;
  std::string xml;  // the metadata as registered
  saml::SpMetadata metadata;
  std::vector<crypto::Certificate> certificates;  // of metadata.keys
  bool actief = true;
  std::optional<Timestamp> actief_van, actief_tot;
  std::vector<int> sectoren{0};  // in order of priority
  std::string domein;            // of eenmalig inloggen; "": does not take part
  bool controleer_url = true;    // an AssertionConsumerServiceURL must lie within url_domein
  std::string url_domein;
  std::string website;
  bool substantieel = false;
  Interface interface = Interface::saml3;
  std::string niveau_melding;
  std::optional<Timestamp> melding_van, melding_tot;

  const std::string& entity_id() const { return metadata.entity_id; }
  bool active_at(Timestamp now) const;
  bool may_report_substantieel() const { return substantieel || interface == Interface::saml4; }
  bool may_return_to(std::string_view url) const;  // of an AssertionConsumerServiceURL
  std::string melding_at(Timestamp now) const;     // "" when there is none to show
};
using DienstPtr = std::shared_ptr<const Dienst>;

nlohmann::json as_json(const Dienst& dienst);
// Members of a JSON object, as as_json() writes them, over what the service has.
Status set_fields(Dienst& dienst, const nlohmann::json& fields);

struct Domein {
  std::string naam;
  Duration sessie{};   // since the last (re)authentication
  Duration uitstel{};  // after that, only for services already in the session
  bool toon_sessie = true;
};

class Diensten {
 public:
  explicit Diensten(World& world);  // a part of the world

  DienstPtr find(std::string_view entity_id) const;
  DienstPtr find(std::int64_t id) const;
  std::vector<DienstPtr> all() const;  // by naam

  struct Verdict {
    DienstPtr dienst;  // null when refused
    std::vector<rules::Hit> hits;
  };
  // New, or over the one with this entityID, whose fields stay where `fields` does not name them.
  Verdict put(std::string_view metadata_xml, const nlohmann::json& fields);
  Verdict change(std::int64_t id, const nlohmann::json& fields);
  bool remove(std::int64_t id);
  // Every DIR/*.xml, with fields in a DIR/*.json of the same name. What is refused is logged.
  void load(const std::filesystem::path& dir);

  std::optional<Domein> domein(std::string_view naam) const;
  std::vector<Domein> domeinen() const;
  void put_domein(const Domein& domein);

 private:
  void judge(Verdict& verdict, const Dienst& dienst) const;
  void keep(Dienst dienst, Verdict& verdict);

  World& world_;
  mutable std::mutex mutex_;
  std::map<std::string, DienstPtr, std::less<>> diensten_;  // by entityID
};

}  // namespace mosim::digid
