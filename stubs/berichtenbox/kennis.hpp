// What judging asks of the world. Without a world nobody knows, and the rule is not judged.
#pragma once

#include "simulator/domain/abonnementen.hpp"
#include "simulator/store/database.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace mosim::berichtenbox {

class Kennis {
 public:
  virtual ~Kennis() = default;
  // nullopt: it is not known here.
  virtual std::optional<bool> may_act_for(const std::string& sender, const std::string& oin,
                                          Timestamp at);
  virtual std::optional<bool> type_active(const std::string& oin, const std::string& berichttype);
  virtual std::optional<domain::Delivery> deliverability(const std::string& bsn,
                                                         const std::string& oin,
                                                         const std::string& berichttype);
  virtual std::optional<bool> delivered(const std::string& oin, const std::string& bericht_id);
};

// As the database of a world has it.
class WereldKennis : public Kennis {
 public:
  explicit WereldKennis(store::Connection& c) : c_(c) {}
  std::optional<bool> may_act_for(const std::string& sender, const std::string& oin,
                                  Timestamp at) override;
  std::optional<bool> type_active(const std::string& oin, const std::string& berichttype) override;
  std::optional<domain::Delivery> deliverability(const std::string& bsn, const std::string& oin,
                                                 const std::string& berichttype) override;
  std::optional<bool> delivered(const std::string& oin, const std::string& bericht_id) override;

 private:
  store::Connection& c_;
  std::map<std::pair<std::string, std::string>, bool> types_;
};

}  // namespace mosim::berichtenbox
