// The CPAs of a world, parsed and at hand, and where parties really listen.
#pragma once

#include "simulator/ebms/cpa.hpp"
#include "simulator/store/database.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace mosim::ebms {

class CpaStore {
 public:
  explicit CpaStore(store::Database& database);

  std::shared_ptr<const Cpa> find(std::string_view id) const;
  std::vector<std::shared_ptr<const Cpa>> all() const;
  std::optional<std::string> xml(const std::string& id) const;
  // Judges first; what is not ok is not kept. One with the same id is replaced.
  CpaVerdict import(std::string_view xml, Timestamp now);
  bool remove(const std::string& id);

  // Where `party` wants what comes over `channel`: the mapping when there is one, else the CPA's
  // endpoint. "" is nowhere.
  std::string endpoint(const Cpa& cpa, const Party& party, const Channel& channel) const;
  void map_endpoint(const std::string& cpa, const std::string& oin,
                    const std::optional<std::string>& url);  // nullopt: as the CPA says
  std::optional<std::string> mapped(const std::string& cpa, const std::string& oin) const;

 private:
  store::Database& database_;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Cpa>, std::less<>> cpas_;
  std::map<std::pair<std::string, std::string>, std::string> endpoints_;
};

}  // namespace mosim::ebms
