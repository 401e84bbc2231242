#include "stubs/digid/sessies.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "stubs/digid/rules.hpp"

#include <algorithm>

namespace mosim::digid {

std::string new_session_index(const Sessie& sessie) {
  return sessie.sleutel + text::to_hex(ids::random_bytes(4));
}

const Deelname* Sessie::dienst(std::string_view entity_id) const {
  const auto at = std::ranges::find(diensten, entity_id, &Deelname::entity_id);
  return at == diensten.end() ? nullptr : &*at;
}

std::optional<Sessie> Sessies::find(std::string_view browser, std::string_view domein) const {
  const std::lock_guard lock(mutex_);
  const auto at = sessies_.find(Key(browser, domein));
  return at == sessies_.end() ? std::nullopt : std::optional(at->second);
}

std::vector<Sessie> Sessies::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<Sessie> out;
  for (const auto& [key, sessie] : sessies_) out.push_back(sessie);
  return out;
}

bool Sessies::over(const Sessie& s, const Domein& domein) const {
  const auto now = world_.clock().now();
  return now >= s.begonnen + world_.switches().duration(sw::ei_absoluut) ||
         now >= s.ingelogd + domein.sessie + domein.uitstel || now < s.begonnen;
}

bool Sessies::may_go_on(const Sessie& s, const Dienst& dienst) const {
  const auto domein = world_.part<Diensten>().domein(s.domein);
  if (!domein || over(s, *domein)) return false;
  return world_.clock().now() < s.ingelogd + domein->sessie || s.dienst(dienst.entity_id());
}

// At most once a minute: there may be many.
void Sessies::forget_old(const std::vector<Domein>& domeinen) {
  const auto now = world_.clock().now();
  if (now >= cleaned_ && now < cleaned_ + std::chrono::minutes(1)) return;
  cleaned_ = now;
  std::erase_if(sessies_, [&](const auto& one) {
    const auto domein = std::ranges::find(domeinen, one.second.domein, &Domein::naam);
    return domein == domeinen.end() || over(one.second, *domein);
  });
}

void Sessies::begin(Sessie sessie) {
  const auto domeinen = world_.part<Diensten>().domeinen();
  const std::lock_guard lock(mutex_);
  forget_old(domeinen);
  Sessie& kept = sessies_[Key(sessie.browser, sessie.domein)];
  const bool same = kept.bsn == sessie.bsn && kept.number == sessie.number;
  const auto domein = std::ranges::find(domeinen, sessie.domein, &Domein::naam);
  if (same && domein != domeinen.end() && !over(kept, *domein)) {
    sessie.sleutel = kept.sleutel;
    sessie.begonnen = kept.begonnen;
    sessie.diensten = std::move(kept.diensten);
  }
  kept = std::move(sessie);
}

void Sessies::join(const Sessie& sessie, Deelname deelname) {
  const std::lock_guard lock(mutex_);
  const auto at = sessies_.find(Key(sessie.browser, sessie.domein));
  if (at == sessies_.end() || at->second.sleutel != sessie.sleutel) return;
  std::erase_if(at->second.diensten,
                [&](const Deelname& one) { return one.entity_id == deelname.entity_id; });
  at->second.diensten.push_back(std::move(deelname));
  at->second.ingelogd = world_.clock().now();
}

void Sessies::leave(const Sessie& sessie, std::string_view entity_id) {
  const std::lock_guard lock(mutex_);
  const auto at = sessies_.find(Key(sessie.browser, sessie.domein));
  if (at == sessies_.end() || at->second.sleutel != sessie.sleutel) return;
  std::erase_if(at->second.diensten,
                [&](const Deelname& one) { return one.entity_id == entity_id; });
  if (at->second.diensten.empty()) sessies_.erase(at);
}

bool Sessies::end(std::string_view sleutel) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(sessies_, [&](const auto& one) { return one.second.sleutel == sleutel; }) >
         0;
}

}  // namespace mosim::digid
