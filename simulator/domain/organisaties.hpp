// The organisations of one world, the kinds of message they send, and who may send for whom.
#pragma once

#include "simulator/base/time.hpp"
#include "simulator/store/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::domain {

struct Organisatie {
  std::string oin;
  std::string naam;  // as the burger sees it
  std::string omschrijving;
};

struct Berichttype {
  std::string oin;
  std::string code;  // 1 to 8 characters, unique within the organisation
  std::string naam;
  bool actief = false;
  std::string omschrijving = {};
  bool ooit_actief = false;  // since then its code is fixed
};

// An intermediary sends with its own certificate and CPA, in the name of the client: once that has
// granted what was asked, from one moment on and until another (spec leveranciersportaal 4.2).
struct Intermediair {
  enum class Stand { aangevraagd, verleend, ingetrokken };
  std::string intermediair;  // OIN
  std::string klant;         // OIN
  Timestamp van;
  std::optional<Timestamp> tot;  // the first moment at which it is over
  Stand stand = Stand::verleend;

  bool actief_op(Timestamp at) const;
  // aangevraagd, gepland, actief, verlopen or ingetrokken.
  std::string_view toestand(Timestamp at) const;
};

namespace organisaties {

void upsert(store::Connection& c, const Organisatie& organisatie);
std::optional<Organisatie> find(store::Connection& c, std::string_view oin);
std::vector<Organisatie> list(store::Connection& c);  // by naam

// Throws std::invalid_argument when the code has not 1 to 8 characters or the organisation is not
// there. That a type was active once is kept, whatever is said here.
void upsert_type(store::Connection& c, const Berichttype& type);
std::optional<Berichttype> find_type(store::Connection& c, std::string_view oin,
                                     std::string_view code);
std::vector<Berichttype> types(store::Connection& c, std::string_view oin);  // by code

// False, and nothing is done, when the type was active once: messages may name its code.
bool rename_type(store::Connection& c, std::string_view oin, std::string_view code,
                 std::string_view to);
bool delete_type(store::Connection& c, std::string_view oin, std::string_view code);

// Asks for it; false when it is active already.
bool request(store::Connection& c, const Intermediair& wanted, Timestamp at);
// From then on, also when it was withdrawn before.
void authorise(store::Connection& c, const Intermediair& intermediair);
// What is granted ends, what was asked is refused; false when there was nothing of either.
bool withdraw(store::Connection& c, std::string_view intermediair, std::string_view klant,
              Timestamp at);
std::optional<Intermediair> find_intermediary(store::Connection& c, std::string_view intermediair,
                                              std::string_view klant);
bool is_client(store::Connection& c, std::string_view intermediair, std::string_view klant,
               Timestamp at);
std::vector<Intermediair> clients_of(store::Connection& c, std::string_view intermediair);
std::vector<Intermediair> intermediaries_of(store::Connection& c, std::string_view klant);

}  // namespace organisaties
}  // namespace mosim::domain
