#include "simulator/pki/files.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace mosim::pki {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& file, const std::string& what) {
  throw std::runtime_error(file.string() + ": " + what);
}
[[noreturn]] void fail_errno(const fs::path& file, const std::string& what) {
  fail(file, what + " (" + std::strerror(errno) + ")");
}

// A file under another name until it is complete.
class Draft {
 public:
  Draft(const fs::path& target, unsigned mode)
      : target_(target), path_(target.string() + ".new-" + ids::uuid()) {
    fd_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, static_cast<mode_t>(mode));
    if (fd_ < 0) fail_errno(target_, "cannot be created");
  }
  ~Draft() {
    if (fd_ >= 0) ::close(fd_);
    if (!renamed_) ::unlink(path_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::write(fd_, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail_errno(target_, "cannot be written");
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(fd_) != 0) fail_errno(target_, "cannot be written");
  }

  void publish(Existing existing) {
    if (existing == Existing::keep) {
      renamed_ =
          ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0;
      if (renamed_) return;
      const bool unsupported = errno == EINVAL || errno == ENOSYS;  // some network file systems
      if (errno == EEXIST || fs::exists(target_))
        fail(target_, "is there already and is not overwritten");
      if (!unsupported) fail_errno(target_, "cannot be put in place");
    }
    renamed_ = ::rename(path_.c_str(), target_.c_str()) == 0;
    if (!renamed_) fail_errno(target_, "cannot be put in place");
  }

 private:
  fs::path target_;
  fs::path path_;
  int fd_ = -1;
  bool renamed_ = false;
};

struct Pair {
  fs::path certificate;
  fs::path key;
};

Pair paths(const fs::path& dir, const std::string& name) {
  const bool plain = !name.empty() && name.front() != '.' && name.size() <= 200 &&
                     std::all_of(name.begin(), name.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
                     });
  if (!plain)
    throw std::runtime_error("'" + text::one_line(name, 80) + "' cannot be the name of a file");
  return {dir / (name + ".crt.pem"), dir / (name + ".key.pem")};
}

}  // namespace

std::string read_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) fail_errno(file, "cannot be read");
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (in.bad()) fail(file, "cannot be read");
  return text;
}

void write_file(const fs::path& file, std::string_view text, unsigned mode, Existing existing) {
  Draft draft(file, mode);
  draft.write(text);
  draft.publish(existing);
}

void write_credential(const fs::path& dir, const std::string& name, const Credential& credential,
                      Existing existing) {
  const Pair pair = paths(dir, name);
  fs::create_directories(dir);
  for (const fs::path& file : {pair.certificate, pair.key})
    if (existing == Existing::keep && fs::exists(file))
      fail(file, "is there already and is not overwritten");
  write_file(pair.key, credential.key, 0600, existing);
  write_file(pair.certificate, credential.chain, 0644, existing);
}

std::optional<Credential> read_credential(const fs::path& dir, const std::string& name) {
  const Pair pair = paths(dir, name);
  if (!fs::exists(pair.certificate) && !fs::exists(pair.key)) return std::nullopt;
  Credential credential{read_file(pair.certificate), read_file(pair.key)};
  const auto certificate = crypto::Certificate::from_pem(credential.chain);
  if (!certificate) fail(pair.certificate, certificate.error().text);
  const auto key = crypto::Key::from_pem(credential.key);
  if (!key) fail(pair.key, key.error().text);
  if (!key->belongs_to(*certificate))
    fail(pair.key, "is not the key of " + pair.certificate.filename().string());
  return credential;
}

}  // namespace mosim::pki
