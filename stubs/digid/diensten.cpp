// Registering services: judged, kept in the database, and held ready in memory.
#include "stubs/digid/diensten.hpp"

#include "simulator/base/log.hpp"
#include "simulator/base/text.hpp"
#include "simulator/http/client.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/pki/trust.hpp"
#include "simulator/saml/messages.hpp"
#include "stubs/digid/rules.hpp"
#include "stubs/digid/v4.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::digid {

namespace {

using nlohmann::json;

constexpr std::string_view columns =
    "id, naam, metadata, actief, actief_van, actief_tot, sectoren, domein, controleer_url, "
    "url_domein, website, substantieel, niveau_melding, melding_van, melding_tot, interface";

std::optional<std::int64_t> millis(const std::optional<Timestamp>& t) {
  return t ? std::optional(time::to_millis(*t)) : std::nullopt;
}

std::optional<Timestamp> moment(const store::Rows& rows, int column) {
  if (rows.is_null(column)) return std::nullopt;
  return time::from_millis(rows.integer(column));
}

void set_metadata(Dienst& dienst, saml::SpMetadata metadata) {
  dienst.metadata = std::move(metadata);
  dienst.certificates.clear();
  for (const auto& key : dienst.metadata.keys) dienst.certificates.push_back(key.certificate);
}

std::string host_of_acs(const saml::SpMetadata& metadata) {
  for (const auto& acs : metadata.acs)
    if (const auto url = http::parse_url(acs.location)) return url->host;
  return "";
}

void store_row(store::Connection& c, Dienst& d) {
  const std::string sectors = fmt::format("{}", fmt::join(d.sectoren, " "));
  c.run(
      "insert into digid_dienst (entity_id, naam, metadata, actief, actief_van, actief_tot, "
      "sectoren, domein, controleer_url, url_domein, website, substantieel, niveau_melding, "
      "melding_van, melding_tot, interface) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) on conflict "
      "(entity_id) do "
      "update set naam = excluded.naam, metadata = excluded.metadata, actief = excluded.actief, "
      "actief_van = excluded.actief_van, actief_tot = excluded.actief_tot, sectoren = "
      "excluded.sectoren, domein = excluded.domein, controleer_url = excluded.controleer_url, "
      "url_domein = excluded.url_domein, website = excluded.website, substantieel = "
      "excluded.substantieel, niveau_melding = excluded.niveau_melding, melding_van = "
      "excluded.melding_van, melding_tot = excluded.melding_tot, "
      "interface = excluded.interface",
      d.entity_id(), d.naam, d.xml, d.actief, millis(d.actief_van), millis(d.actief_tot), sectors,
      d.domein, d.controleer_url, d.url_domein, d.website, d.substantieel, d.niveau_melding,
      millis(d.melding_van), millis(d.melding_tot), static_cast<int>(d.interface));
  d.id = c.integer("select id from digid_dienst where entity_id = ?", d.entity_id()).value();
}

// nullptr when the metadata of a former version are not accepted any more.
DienstPtr read_row(const store::Rows& rows) {
  const auto interface = static_cast<Interface>(rows.integer(15));
  auto verdict = saml::judge_sp_metadata(rows.view(2), profile_of(interface));
  if (!verdict.metadata) {
    log::warn("DigiD: the metadata of service {} are refused: {}", rows.text(1),
              verdict.hits.empty() ? "" : verdict.hits.front().detail);
    return nullptr;
  }
  Dienst d;
  d.id = rows.integer(0);
  d.naam = rows.text(1);
  d.xml = rows.text(2);
  set_metadata(d, std::move(*verdict.metadata));
  d.actief = rows.integer(3) != 0;
  d.actief_van = moment(rows, 4);
  d.actief_tot = moment(rows, 5);
  d.sectoren.clear();
  const std::string sectors = rows.text(6);
  for (const auto number : text::split(sectors, ' '))
    if (const auto value = text::to_int(number)) d.sectoren.push_back(static_cast<int>(*value));
  d.domein = rows.text(7);
  d.controleer_url = rows.integer(8) != 0;
  d.url_domein = rows.text(9);
  d.website = rows.text(10);
  d.substantieel = rows.integer(11) != 0;
  d.niveau_melding = rows.text(12);
  d.melding_van = moment(rows, 13);
  d.melding_tot = moment(rows, 14);
  d.interface = interface;
  return std::make_shared<const Dienst>(std::move(d));
}

}  // namespace

Diensten::Diensten(World& world) : world_(world) {
  static const std::string sql = fmt::format("select {} from digid_dienst", columns);
  world_.database().read([&](store::Connection& c) {
    auto rows = c.query(sql);
    while (rows.next())
      if (auto dienst = read_row(rows)) diensten_[dienst->entity_id()] = dienst;
  });
}

DienstPtr Diensten::find(std::string_view entity_id) const {
  const std::lock_guard lock(mutex_);
  const auto at = diensten_.find(entity_id);
  return at == diensten_.end() ? nullptr : at->second;
}

DienstPtr Diensten::find(std::int64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto at =
      std::ranges::find_if(diensten_, [&](const auto& one) { return one.second->id == id; });
  return at == diensten_.end() ? nullptr : at->second;
}

std::vector<DienstPtr> Diensten::all() const {
  std::vector<DienstPtr> out;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, dienst] : diensten_) out.push_back(dienst);
  }
  std::ranges::sort(out, {}, [](const DienstPtr& d) { return d->naam; });
  return out;
}

Diensten::Verdict Diensten::put(std::string_view metadata_xml, const json& fields) {
  Dienst dienst;
  const std::string entity_id = saml::entity_id_of(metadata_xml);
  const auto known = find(entity_id);
  if (known)
    dienst = *known;
  else
    dienst.naam = entity_id;
  // The fields tell by which interface to judge the metadata; what is wrong with both is told.
  const auto status = set_fields(dienst, fields);
  auto judged = saml::judge_sp_metadata(metadata_xml, profile_of(dienst.interface));
  Verdict verdict{nullptr, std::move(judged.hits)};
  if (!judged.metadata) return verdict;
  if (!status) {
    std::ranges::move(rules::hits(status.error()), std::back_inserter(verdict.hits));
    return verdict;
  }
  if (!known && !fields.contains("url_domein")) dienst.url_domein = host_of_acs(*judged.metadata);
  dienst.xml = metadata_xml;
  set_metadata(dienst, std::move(*judged.metadata));
  keep(std::move(dienst), verdict);
  return verdict;
}

Diensten::Verdict Diensten::change(std::int64_t id, const json& fields) {
  Verdict verdict;
  const auto known = find(id);
  if (!known) return verdict;
  Dienst dienst = *known;
  if (fields.is_object() && fields.contains("interface")) return put(known->xml, fields);
  if (const auto status = set_fields(dienst, fields); !status)
    verdict.hits = rules::hits(status.error());
  else
    keep(std::move(dienst), verdict);
  return verdict;
}

// What DigiD's own back office looks at, besides the metadata by themselves.
void Diensten::judge(Verdict& verdict, const Dienst& d) const {
  const auto& identity = world_.identity();
  for (const auto& key : d.metadata.keys)
    if (const auto status =
            pki::judge(key.certificate, identity.trusted, identity.crls, world_.clock().now());
        !status)
      verdict.hits.push_back(rules::hit(rule_named(rule::metadata_chain),
                                        "KeyDescriptor of " + key.certificate.subject(),
                                        status.error().text));
  if (d.interface == Interface::saml4)
    std::ranges::move(v4::judge(d), std::back_inserter(verdict.hits));
  else if (!d.domein.empty() &&
           !(d.metadata.slo_by(saml::binding::redirect) && d.metadata.slo_by(saml::binding::soap)))
    verdict.hits.push_back(rules::hit(rule_named(rule::metadata_slo),
                                      "SPSSODescriptor/SingleLogoutService",
                                      "one or both bindings are missing"));
}

void Diensten::keep(Dienst dienst, Verdict& verdict) {
  if (!dienst.domein.empty() && !domein(dienst.domein)) {
    verdict.hits.push_back(rules::hit(rule_named(rule::service_field), "domein",
                                      "there is no domain " + dienst.domein));
    return;
  }
  judge(verdict, dienst);
  const bool strict = world_.switches().is(sw::keten, "weigeren");
  if (std::ranges::any_of(verdict.hits, [&](const rules::Hit& hit) {
        return hit.rule == rule::metadata_chain ? strict : v4::refuses(hit);
      }))
    return;
  world_.database().write([&](store::Connection& c) { store_row(c, dienst); });
  verdict.dienst = std::make_shared<const Dienst>(std::move(dienst));
  const std::lock_guard lock(mutex_);
  diensten_[verdict.dienst->entity_id()] = verdict.dienst;
}

bool Diensten::remove(std::int64_t id) {
  const auto known = find(id);
  if (!known) return false;
  world_.database().write(
      [&](store::Connection& c) { c.run("delete from digid_dienst where id = ?", id); });
  const std::lock_guard lock(mutex_);
  return diensten_.erase(known->entity_id()) > 0;
}

void Diensten::load(const std::filesystem::path& dir) {
  std::error_code none;
  for (const auto& file : std::filesystem::directory_iterator(dir, none)) {
    if (file.path().extension() != ".xml") continue;
    auto beside = file.path();
    beside.replace_extension(".json");
    json fields = json::object();
    if (std::filesystem::exists(beside))
      fields = json::parse(pki::read_file(beside), nullptr, false);
    const auto verdict = put(pki::read_file(file.path()), fields);
    for (const auto& hit : verdict.hits)
      log::warn("DigiD: {}: {} at {}: {}", file.path().filename().string(), hit.rule, hit.place,
                hit.detail);
    if (!verdict.dienst) log::error("DigiD: {} is refused", file.path().filename().string());
  }
}

std::vector<Domein> Diensten::domeinen() const {
  return world_.database().read([](store::Connection& c) {
    std::vector<Domein> out;
    auto rows =
        c.query("select naam, sessie, uitstel, toon_sessie from digid_domein order by naam");
    while (rows.next())
      out.push_back({rows.text(0), Duration(rows.integer(1)), Duration(rows.integer(2)),
                     rows.integer(3) != 0});
    return out;
  });
}

std::optional<Domein> Diensten::domein(std::string_view naam) const {
  for (auto& one : domeinen())
    if (one.naam == naam) return std::move(one);
  return std::nullopt;
}

void Diensten::put_domein(const Domein& d) {
  world_.database().write([&](store::Connection& c) {
    c.run(
        "insert into digid_domein values (?, ?, ?, ?) on conflict (naam) do update set sessie = "
        "excluded.sessie, uitstel = excluded.uitstel, toon_sessie = excluded.toon_sessie",
        d.naam, d.sessie.count(), d.uitstel.count(), d.toon_sessie);
  });
}

}  // namespace mosim::digid
