#include "simulator/control/process.hpp"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace mosim::control {

namespace {

double now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

// Field 22 of /proc/self/stat is when it began, in ticks after the start of the machine. The name
// of the program stands before it in brackets, and may hold anything.
double start_time() {
  std::ifstream stat("/proc/self/stat"), uptime("/proc/uptime");
  std::string text, word;
  std::getline(stat, text);
  double up = 0, ticks = 0;
  uptime >> up;
  const auto name_ends = text.rfind(')');
  if (name_ends == std::string::npos) return 0;
  std::istringstream rest(text.substr(name_ends + 1));
  for (int field = 3; field < 22; ++field) rest >> word;
  rest >> ticks;
  return now() - up + ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

}  // namespace

Process this_process() {
  static const double started_at = start_time();  // the clock of the machine may be set
  Process out;
  out.started_at = started_at;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  out.cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  double pages = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> pages >> resident;
  const double page = static_cast<double>(sysconf(_SC_PAGESIZE));
  out.virtual_bytes = pages * page;
  out.resident_bytes = resident * page;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  out.most_open_files = static_cast<double>(files.rlim_cur);
  std::error_code ignored;
  for ([[maybe_unused]] const auto& file :
       std::filesystem::directory_iterator("/proc/self/fd", ignored))
    ++out.open_files;
  return out;
}

}  // namespace mosim::control
