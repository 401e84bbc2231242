// AbonnementService: an organisation asks over ebMS who is subscribed to it, and gets a compressed
// list. Spec: berichtenbox 6.
#pragma once

#include "simulator/world/world.hpp"

namespace mosim::berichtenbox {

// GLOBE-R-A-Request. The answer is GLOBE-R-A-Result (name and form inferred or chosen: nothing is
// published of it). What is not valid, or asks for another organisation, gets no answer: how the
// real service says so is not known. The journal says it.
ebms::Step abonnement(World& world, const ebms::Received& message, journal::Entry& entry);

}  // namespace mosim::berichtenbox
