// An e-mail address is the burger's once the code that was mailed to it is typed. Spec:
// burgerportaal 2, 3. Private to the stub.
#pragma once

#include "simulator/world/world.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mosim::burgerportaal::emailcode {

// A new code, that takes the place of a former one.
void send(World& world, journal::Entry& entry, const std::string& bsn, const std::string& email);
std::optional<std::string> awaiting(store::Connection& c, std::string_view bsn);  // the address

// `used_up`: too late or too often; there is no code any more.
enum class Verdict { right, wrong, used_up };
// When right the address is the burger's from now on.
Verdict type(World& world, journal::Entry& entry, const std::string& bsn, std::string_view code);

}  // namespace mosim::burgerportaal::emailcode
