#include "simulator/ebms/cpa_store.hpp"

#include "simulator/base/log.hpp"

namespace mosim::ebms {

CpaStore::CpaStore(store::Database& database) : database_(database) {
  database_.read([this](store::Connection& c) {
    auto rows = c.query("select id, xml, imported_at from ebms_cpa");
    while (rows.next()) {
      // Judged as on the day of its import: one that has ended since is still known, and refused by
      // its own rule.
      CpaVerdict verdict = judge_cpa(rows.view(1), time::from_millis(rows.integer(2)));
      if (verdict.cpa)
        cpas_[rows.text(0)] = std::make_shared<const Cpa>(std::move(*verdict.cpa));
      else
        log::error("CPA {} in the database cannot be read any more; import it again", rows.text(0));
    }
    auto mapped = c.query("select cpa, oin, url from ebms_endpoint");
    while (mapped.next()) endpoints_[{mapped.text(0), mapped.text(1)}] = mapped.text(2);
  });
}

std::shared_ptr<const Cpa> CpaStore::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto at = cpas_.find(id);
  return at == cpas_.end() ? nullptr : at->second;
}

std::vector<std::shared_ptr<const Cpa>> CpaStore::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<const Cpa>> out;
  for (const auto& [id, cpa] : cpas_) out.push_back(cpa);
  return out;
}

std::optional<std::string> CpaStore::xml(const std::string& id) const {
  return database_.read(
      [&](store::Connection& c) { return c.text("select xml from ebms_cpa where id = ?", id); });
}

CpaVerdict CpaStore::import(std::string_view xml, Timestamp now) {
  CpaVerdict verdict = judge_cpa(xml, now);
  if (!verdict.ok() || !verdict.cpa) return verdict;
  const auto cpa = std::make_shared<const Cpa>(*verdict.cpa);
  database_.write([&](store::Connection& c) {
    c.run(
        "insert into ebms_cpa values (?, ?, ?) on conflict (id) do update set xml = excluded.xml, "
        "imported_at = excluded.imported_at",
        cpa->id, xml, time::to_millis(now));
  });
  const std::lock_guard lock(mutex_);
  cpas_[cpa->id] = cpa;
  return verdict;
}

bool CpaStore::remove(const std::string& id) {
  database_.write([&](store::Connection& c) { c.run("delete from ebms_cpa where id = ?", id); });
  const std::lock_guard lock(mutex_);
  return cpas_.erase(id) > 0;
}

std::string CpaStore::endpoint(const Cpa& cpa, const Party& party, const Channel& channel) const {
  return mapped(cpa.id, party.oin()).value_or(channel.endpoint);
}

std::optional<std::string> CpaStore::mapped(const std::string& cpa, const std::string& oin) const {
  const std::lock_guard lock(mutex_);
  const auto at = endpoints_.find({cpa, oin});
  return at == endpoints_.end() ? std::nullopt : std::optional(at->second);
}

void CpaStore::map_endpoint(const std::string& cpa, const std::string& oin,
                            const std::optional<std::string>& url) {
  database_.write([&](store::Connection& c) {
    c.run("delete from ebms_endpoint where cpa = ? and oin = ?", cpa, oin);
    if (url) c.run("insert into ebms_endpoint values (?, ?, ?)", cpa, oin, *url);
  });
  const std::lock_guard lock(mutex_);
  if (url)
    endpoints_[{cpa, oin}] = *url;
  else
    endpoints_.erase({cpa, oin});
}

}  // namespace mosim::ebms
