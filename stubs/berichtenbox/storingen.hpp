// What of the Berichtenbox can be made to fail.
#pragma once

#include "simulator/world/world.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mosim::berichtenbox {

namespace storing {
inline constexpr std::string_view geen_resultaat = "berichtenbox.resultaat-nooit";
inline constexpr std::string_view laat = "berichtenbox.resultaat-laat";
inline constexpr std::string_view dubbel = "berichtenbox.resultaat-dubbel";
inline constexpr std::string_view aantallen = "berichtenbox.resultaat-verkeerde-aantallen";
inline constexpr std::string_view verwerkingscode = "berichtenbox.verwerkingscode";
inline constexpr std::string_view technisch = "berichtenbox.technisch-probleem";
inline constexpr std::string_view geen_abonnementen = "berichtenbox.abonnementen-nooit";
inline constexpr std::string_view late_abonnementen = "berichtenbox.abonnementen-laat";
inline constexpr std::string_view validatie = "berichtenbox.validatie-fout";
}  // namespace storing

std::span<const faults::Kind> storingen();

// A VerwerkingsCode by its name, with the Stadium that goes with it.
struct Verwerking {
  std::string_view code, stadium;
};
Verwerking verwerking_named(std::string_view code);

// Those that may fire while one ebMS message or WUS question is handled; told to its journal entry.
class Storingen {
 public:
  Storingen(World& world, const ebms::Received& message, journal::Entry& entry);
  Storingen(World& world, journal::Entry& entry);  // as the entry describes it
  std::optional<faults::Fired> fires(std::string_view kind, const std::string& bsn = "");

 private:
  World& world_;
  journal::Entry& entry_;
  faults::Subject subject_;
};

}  // namespace mosim::berichtenbox
