// E-mail to burgers about their messages: when one becomes visible, when it lies unread, and before
// a term ends. Each is told once, also after a restart: what is still to be told lies in a table,
// and goes from it in the transaction that records the notice. Spec: burgerportaal 3,
// berichtenbox 8.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::berichtenbox::meldingen {

// How long after which event, by the switches.
struct Termijnen {
  World& world;
  Duration herinnering{};  // after publication
  Duration einddatum{};    // before EindDatumHandelingsTermijn
};
Termijnen termijnen(World& world);

// A message was placed, in this transaction: tells it if it is visible already, else later.
void geplaatst(store::Connection& c, const Termijnen& termijnen, std::int64_t bericht,
               Timestamp zichtbaar, Timestamp nu);

House::Timer timer();

}  // namespace mosim::berichtenbox::meldingen
