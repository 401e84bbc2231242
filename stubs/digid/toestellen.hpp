// The phones with the app, as the simulator plays them: each is on its way through one login. Spec:
// digid 13.1 (5).
#pragma once

#include "simulator/world/world.hpp"
#include "stubs/digid/identiteiten.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace mosim::digid {

struct Toestel {
  // koppelen: shows its pairing code. scannen: the code was typed on the site, which shows the QR
  // code. bevestigen: scanned, asks the PIN.
  enum class Fase { koppelen, scannen, bevestigen, klaar, geweigerd };
  std::string sleutel;  // of the phone's own page
  Identiteit wie;
  std::string koppelcode;  // four letters
  std::string qr;          // token in the QR code
  std::string dienst;      // to log in to
  bool kaart = false;      // a card is held to it
  bool stil = false;       // does nothing any more, by a storing
  Fase fase = Fase::koppelen;
  int fouten = 0;  // wrong PINs
  Timestamp begonnen{};
};

class Toestellen {
 public:
  explicit Toestellen(World& world) : clock_(world.clock()) {}  // a part of the world

  std::string begin(Identiteit wie);  // its sleutel
  std::optional<Toestel> find(std::string_view sleutel) const;
  // The phone that shows this pairing code goes on; its sleutel, "" when there is none.
  std::string pair(std::string_view koppelcode, const std::string& dienst, bool kaart);
  std::string scan(std::string_view qr);  // the sleutel of the phone that was to scan it
  void change(std::string_view sleutel, const std::function<void(Toestel&)>& edit);

 private:
  bool alive(const Toestel& toestel) const;

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::map<std::string, Toestel, std::less<>> toestellen_;
};

}  // namespace mosim::digid
