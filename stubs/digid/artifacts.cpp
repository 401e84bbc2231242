#include "stubs/digid/artifacts.hpp"

#include "simulator/crypto/certificate.hpp"
#include "simulator/saml/bindings.hpp"
#include "stubs/digid/rules.hpp"

namespace mosim::digid {

namespace {
constexpr std::size_t most = 100'000;  // the oldest make room
}

std::string Artifacts::give_out(std::string_view idp, Outcome outcome) {
  const bool success = outcome.status.code == saml::status::success;
  const auto life = world_.switches().duration(success ? sw::artifact : sw::artifact_afgebroken);
  outcome.at = world_.clock().now();
  const Timestamp until = outcome.at + life;
  std::string artifact = saml::make_artifact(idp);
  std::string key = crypto::sha256(artifact);
  const std::lock_guard lock(mutex_);
  forget_old();
  order_.push_back(key);
  kept_[std::move(key)] = {std::move(outcome), until};
  return artifact;
}

// One that is late is known as such until it makes room for others.
void Artifacts::forget_old() {
  while (order_.size() >= most || (!order_.empty() && !kept_.contains(order_.front()))) {
    kept_.erase(order_.front());
    order_.pop_front();
  }
}

std::pair<Artifacts::Found, std::optional<Outcome>> Artifacts::take(std::string_view artifact,
                                                                    std::string_view entity_id) {
  const std::string key = crypto::sha256(artifact);
  const std::lock_guard lock(mutex_);
  const auto at = kept_.find(key);
  if (at == kept_.end()) return {Found::unknown, std::nullopt};
  if (at->second.outcome.entity_id != entity_id) return {Found::not_yours, std::nullopt};
  const Kept found = std::move(at->second);
  kept_.erase(at);
  if (world_.clock().now() >= found.until) return {Found::late, found.outcome};
  return {Found::yes, found.outcome};
}

void Artifacts::shorten(std::string_view session_index) {
  const Timestamp until =
      world_.clock().now() + world_.switches().duration(sw::artifact_afgebroken);
  const std::lock_guard lock(mutex_);
  for (auto& [key, kept] : kept_)
    if (kept.outcome.session_index == session_index) kept.until = std::min(kept.until, until);
}

}  // namespace mosim::digid
