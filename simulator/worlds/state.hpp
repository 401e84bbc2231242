// The folders of a world's states in its home, of which the file `state` names the one that it is
// in. A state that is not named, or not any more, is nobody's.
#pragma once

#include <filesystem>

namespace mosim::worlds {

std::filesystem::path new_state(const std::filesystem::path& home);  // made, empty
// From now on, also after a crash.
void choose_state(const std::filesystem::path& home, const std::filesystem::path& state);
// Of a world that is closed. The first state of a home is the home itself.
void remove_state(const std::filesystem::path& home, const std::filesystem::path& state);
void remove_other_states(const std::filesystem::path& home);

void remove_folder(const std::filesystem::path& folder);  // what cannot be removed is logged

}  // namespace mosim::worlds
