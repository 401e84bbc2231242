#include "tests/bench/program.hpp"

#include "simulator/http/client.hpp"
#include "simulator/pki/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace mosim::bench {

namespace {

using Steady = std::chrono::steady_clock;

pid_t spawn(const std::filesystem::path& program, std::vector<std::string>& arguments, int out) {
  std::vector<char*> argv;
  std::string name = program.string();
  argv.push_back(name.data());
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, name.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::system_error(error, std::generic_category(), "cannot start " + name);
  return pid;
}

struct Pipe {
  int ends[2];
  Pipe() {
    if (::pipe2(ends, O_CLOEXEC) != 0)
      throw std::system_error(errno, std::generic_category(), "pipe");
  }
};

}  // namespace

Program::Program(const std::filesystem::path& program, const std::filesystem::path& data_dir,
                 std::vector<std::string> more) {
  std::vector<std::string> arguments = {"--log-level", "warn", "serve"};
  for (const char* door : {"koppelvlak", "portaal", "leverancier", "beheer"}) {
    arguments.push_back(fmt::format("--{}-port", door));
    arguments.push_back("0");
  }
  if (data_dir.empty())
    arguments.push_back("--ephemeral");
  else
    arguments.insert(arguments.end(), {"--data-dir", data_dir.string()});
  arguments.insert(arguments.end(), more.begin(), more.end());

  http::Client client({{}, std::chrono::seconds(2), std::chrono::seconds(10)});
  const Pipe pipe;
  child_.out = pipe.ends[0];
  const auto from = Steady::now();
  child_.pid = spawn(program, arguments, pipe.ends[1]);
  ::close(pipe.ends[1]);
  const std::string line = child_.first_line();
  doors_ = nlohmann::json::parse(data_dir.empty() ? line : pki::read_file(data_dir / "doors.json"));
  const auto ready =
      client.send("GET", doors_.at("beheer").get<std::string>() + "/api/v1/ready", {}, Blob());
  start_ms_ = std::chrono::duration<double, std::milli>(Steady::now() - from).count();
  if (!ready || ready->status != 200) throw std::runtime_error("the server is not ready");
}

std::string Program::Child::first_line() const {
  std::string line;
  char c = 0;
  for (;;) {
    pollfd wait{out, POLLIN, 0};
    if (::poll(&wait, 1, 60'000) != 1 || ::read(out, &c, 1) != 1)
      throw std::runtime_error("the server did not start");
    if (c == '\n') return line;
    line += c;
  }
}

Program::Child::~Child() {
  if (pid > 0) {
    ::kill(pid, SIGTERM);
    ::waitpid(pid, nullptr, 0);
  }
  if (out >= 0) ::close(out);
}

Memory Program::memory() const {
  Memory memory;
  std::ifstream status(fmt::format("/proc/{}/status", child_.pid));
  for (std::string name; status >> name;) {
    double kilobytes = 0;
    if (name == "VmRSS:" && status >> kilobytes) memory.now = kilobytes / 1024;
    if (name == "VmHWM:" && status >> kilobytes) memory.most = kilobytes / 1024;
  }
  return memory;
}

double Program::cpu_seconds() const {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(child_.pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0)
    throw std::runtime_error("the server is gone");
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

void run(const std::filesystem::path& program, std::vector<std::string> arguments) {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);  // what it says is not of interest
  const pid_t pid = spawn(program, arguments, nowhere);
  ::close(nowhere);
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(fmt::format("{} {} failed", program.string(), arguments.front()));
}

}  // namespace mosim::bench
