// What the system knows of this process.
#pragma once

namespace mosim::control {

struct Process {
  double cpu_seconds = 0;  // user and system
  double resident_bytes = 0, virtual_bytes = 0;
  double open_files = 0, most_open_files = 0;
  double started_at = 0;  // seconds since 1970
};
Process this_process();

}  // namespace mosim::control
