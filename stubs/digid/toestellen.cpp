#include "stubs/digid/toestellen.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/crypto/certificate.hpp"
#include "simulator/html/session.hpp"

namespace mosim::digid {

namespace {

constexpr auto life = std::chrono::minutes(15);
constexpr std::size_t most = 1'000;
constexpr std::string_view letters = "BCDFGHJKLMNPQRSTVWXZ";  // no vowels: no words

std::string fresh_code() {
  std::string out;
  for (const char c : ids::random_bytes(4))
    out += letters[static_cast<unsigned char>(c) % letters.size()];
  return out;
}

}  // namespace

bool Toestellen::alive(const Toestel& t) const {
  const auto now = clock_.now();
  return now >= t.begonnen && now < t.begonnen + life;
}

std::string Toestellen::begin(Identiteit wie) {
  Toestel t;
  t.sleutel = html::random_token();
  t.wie = std::move(wie);
  t.koppelcode = fresh_code();
  t.begonnen = clock_.now();
  const std::lock_guard lock(mutex_);
  std::erase_if(toestellen_, [&](const auto& one) { return !alive(one.second); });
  if (toestellen_.size() >= most) toestellen_.clear();
  const std::string sleutel = t.sleutel;
  toestellen_.emplace(sleutel, std::move(t));
  return sleutel;
}

std::optional<Toestel> Toestellen::find(std::string_view sleutel) const {
  const std::lock_guard lock(mutex_);
  const auto at = toestellen_.find(sleutel);
  return at == toestellen_.end() || !alive(at->second) ? std::nullopt : std::optional(at->second);
}

std::string Toestellen::pair(std::string_view koppelcode, const std::string& dienst, bool kaart) {
  std::string wanted;
  for (const char c : text::trim(koppelcode))
    wanted += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const std::lock_guard lock(mutex_);
  for (auto& [sleutel, t] : toestellen_) {
    if (t.fase != Toestel::Fase::koppelen || !alive(t)) continue;
    if (!crypto::equal_constant_time(t.koppelcode, wanted)) continue;
    t.fase = Toestel::Fase::scannen;
    t.qr = html::random_token();
    t.dienst = dienst;
    t.kaart = kaart;
    return sleutel;
  }
  return "";
}

std::string Toestellen::scan(std::string_view qr) {
  const std::lock_guard lock(mutex_);
  for (auto& [sleutel, t] : toestellen_) {
    if (t.fase != Toestel::Fase::scannen || t.stil || !crypto::equal_constant_time(t.qr, qr))
      continue;
    t.fase = Toestel::Fase::bevestigen;
    return sleutel;
  }
  return "";
}

void Toestellen::change(std::string_view sleutel, const std::function<void(Toestel&)>& edit) {
  const std::lock_guard lock(mutex_);
  const auto at = toestellen_.find(sleutel);
  if (at != toestellen_.end() && alive(at->second)) edit(at->second);
}

}  // namespace mosim::digid
