// An entry of the journal in the words of a page.
#pragma once

#include "simulator/console/call.hpp"

#include <map>
#include <string>

namespace mosim::console {

// OIN -> name, of all organisations in this world and of MijnOverheid itself.
using Names = std::map<std::string, std::string, std::less<>>;
Names names(const Call& call);
std::string named(const Names& names, const std::string& party);  // as it is when not known

std::string outcome(const Call& call, const journal::Entry& entry);  // worded
const char* tone(
    const journal::Entry& entry);  // "goed", "mis" or "stil"; also a class of the style
std::string subject(
    const journal::Entry& entry);  // what was said: its action, else method and path
nlohmann::json faults(const journal::Entry& entry);  // which storingen fired

nlohmann::json row(const Call& call, const journal::Entry& entry, const Names& names);
std::string conversation_path(const std::string& conversation);

}  // namespace mosim::console
