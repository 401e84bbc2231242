// Machtigingen: a burger lets another read the messages of some organisations, once the other has
// accepted it and until one of both ends it. Spec: burgerportaal 4. Private to the stub.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/store/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::burgerportaal {

struct Machtiging {
  std::int64_t id = 0;
  std::string gever;
  std::string gemachtigde;
  Timestamp gegeven{};
  std::optional<Timestamp> aanvaard;
  std::optional<Timestamp> beeindigd;
  std::string beeindigd_door;
  std::vector<std::string> organisaties;  // names

  bool open() const { return !aanvaard && !beeindigd; }
  bool geldig() const { return aanvaard && !beeindigd; }
};

namespace machtigingen {

// Those that were not ended come first, then the newest.
std::vector<Machtiging> given_by(store::Connection& c, std::string_view bsn);
std::vector<Machtiging> given_to(store::Connection& c, std::string_view bsn);

std::int64_t give(store::Connection& c, std::string_view gever, std::string_view gemachtigde,
                  const std::vector<std::string>& oins, Timestamp when);
// By the gemachtigde; false when it is not his to accept, or not open.
bool accept(store::Connection& c, std::int64_t id, std::string_view gemachtigde, Timestamp when);
// By either: withdrawn, refused or given back. False when it is not his, or had ended.
bool end(store::Connection& c, std::int64_t id, std::string_view who, Timestamp when);

// Whose messages of which OINs may be read now; empty: none.
std::vector<std::string> organisaties(store::Connection& c, std::string_view gever,
                                      std::string_view gemachtigde);

}  // namespace machtigingen
}  // namespace mosim::burgerportaal
