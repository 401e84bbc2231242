#include "simulator/app/check_input.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>

namespace mosim::app {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_bytes = 256 * 1024 * 1024;  // a batch in base64 is at most 140 MB

CheckInput read_file(const fs::path& path, bool searched) {
  CheckInput input{path.string(), "", "", searched};
  std::error_code error;
  if (const auto size = fs::file_size(path, error); !error && size > most_bytes) {
    input.unreadable = "it is larger than 256 MB";
    return input;
  }
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (file) input.bytes.assign(std::istreambuf_iterator<char>(file), {});
  if (!file) input.unreadable = errno != 0 ? std::strerror(errno) : "it cannot be read";
  return input;
}

void read_directory(const fs::path& dir, std::vector<CheckInput>& into) {
  std::vector<fs::path> paths;
  for (auto at =
           fs::recursive_directory_iterator(dir, fs::directory_options::skip_permission_denied);
       at != fs::recursive_directory_iterator(); ++at) {
    const bool hidden = at->path().filename().string().starts_with('.');
    if (hidden && at->is_directory()) at.disable_recursion_pending();
    const bool repaired = at->path().stem().extension() == ".fixed";  // by an earlier --fix
    if (!hidden && !repaired && at->is_regular_file()) paths.push_back(at->path());
  }
  std::sort(paths.begin(), paths.end());
  for (const fs::path& path : paths) into.push_back(read_file(path, true));
}

}  // namespace

std::vector<CheckInput> read_inputs(const std::vector<std::string>& names) {
  std::vector<CheckInput> out;
  for (const std::string& name : names) {
    std::error_code none;
    if (name == "-")
      out.push_back({name, {std::istreambuf_iterator<char>(std::cin), {}}, "", false});
    else if (fs::is_directory(name, none))
      read_directory(name, out);
    else
      out.push_back(read_file(name, false));
  }
  return out;
}

}  // namespace mosim::app
