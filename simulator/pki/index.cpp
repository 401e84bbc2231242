// The file holds one line per event, fields separated by tabs:
//   issued <level> <serial> <not before> <not after> <oin> <subject>
//   revoked <level> <serial> <when>
#include "simulator/pki/index.hpp"

#include "simulator/base/text.hpp"
#include "simulator/pki/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

namespace mosim::pki {
namespace {

constexpr std::array<std::string_view, 3> kLevels{"root", "domein", "tsp"};

std::optional<Level> level_of(std::string_view name) {
  const auto at = std::find(kLevels.begin(), kLevels.end(), name);
  if (at == kLevels.end()) return std::nullopt;
  return static_cast<Level>(at - kLevels.begin());
}

bool is_hex(std::string_view s) {
  return !s.empty() && s.size() <= 64 &&
         s.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

std::string line_of(Level level, const Revocation& r) {
  return "revoked\t" + std::string(kLevels[static_cast<std::size_t>(level)]) + '\t' + r.serial +
         '\t' + time::format(r.when) + '\n';
}

std::string line_of(const Issued& i) {
  return "issued\t" + std::string(kLevels[static_cast<std::size_t>(i.issuer)]) + '\t' + i.serial +
         '\t' + time::format(i.not_before) + '\t' + time::format(i.not_after) + '\t' +
         text::one_line(i.oin) + '\t' + text::one_line(i.subject) + '\n';
}

// The file, open and ours alone until the end of the scope.
class Locked {
 public:
  explicit Locked(const std::filesystem::path& file) : file_(file) {
    fd_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (fd_ < 0) fail();
    while (::flock(fd_, LOCK_EX) != 0)
      if (errno != EINTR) {
        ::close(fd_);
        fail();
      }
  }
  ~Locked() { ::close(fd_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

  void cut(std::size_t size) {
    if (::ftruncate(fd_, static_cast<off_t>(size)) != 0) fail();
  }
  void append(std::string_view text) {
    while (!text.empty()) {
      const ssize_t n = ::write(fd_, text.data(), text.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) fail();
      text.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fsync(fd_) != 0) fail();
  }

 private:
  [[noreturn]] void fail() const {
    throw std::runtime_error(file_.string() + ": cannot be written (" + std::strerror(errno) + ")");
  }
  std::filesystem::path file_;
  int fd_ = -1;
};

}  // namespace

void Index::bind(const std::filesystem::path& file) {
  if (file_ == file) return refresh();
  const std::vector<Issued> issued = std::exchange(issued_, {});
  const std::vector<Revoked> revoked = std::exchange(revoked_, {});
  file_ = file;
  read_up_to_ = 0;
  refresh();
  std::string missing;
  for (const Issued& i : issued)
    if (find(i.serial) == nullptr) {
      note(i);
      missing += line_of(i);
    }
  for (const Revoked& r : revoked)
    if (note(r)) missing += line_of(r.issuer, r.revocation);
  write(missing);
}

void Index::refresh() {
  if (file_.empty() || !std::filesystem::exists(file_) ||
      std::filesystem::file_size(file_) == read_up_to_)
    return;
  const std::string text = read_file(file_);
  if (text.size() < read_up_to_) throw std::runtime_error(file_.string() + ": has become shorter");
  // A last line without its end was cut off by a crash: it never happened.
  const auto complete = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  if (complete > read_up_to_)
    read(std::string_view(text).substr(read_up_to_, complete - read_up_to_));
  read_up_to_ = std::max(read_up_to_, complete);
}

void Index::read(std::string_view lines) {
  for (std::string_view line : text::split(lines, '\n'))
    if (!line.empty() && !apply(line))
      throw std::runtime_error(file_.string() + ": cannot be read at '" + text::one_line(line, 60) +
                               "'");
}

bool Index::apply(std::string_view line) {
  const auto fields = text::split(line, '\t');
  if (fields.size() < 4 || !is_hex(fields[2])) return false;
  const auto level = level_of(fields[1]);
  const auto first = time::parse(fields[3]);
  if (!level || !first) return false;
  std::string serial(fields[2]);
  if (fields[0] == "revoked" && fields.size() == 4) {
    note(Revoked{*level, {std::move(serial), *first}});
    return true;
  }
  if (fields[0] != "issued" || fields.size() != 7) return false;
  const auto not_after = time::parse(fields[4]);
  if (!not_after) return false;
  note({std::move(serial),
        std::string(fields[5]),
        std::string(fields[6]),
        *first,
        *not_after,
        {},
        *level});
  return true;
}

void Index::write(const std::string& lines) {
  if (file_.empty() || lines.empty()) return;
  Locked file(file_);
  refresh();
  file.cut(read_up_to_);
  file.append(lines);
  read_up_to_ += lines.size();
}

void Index::note(const Issued& issued) { issued_.push_back(issued); }

bool Index::note(const Revoked& revoked) {
  const auto same = [&](const Revoked& r) {
    return r.issuer == revoked.issuer && r.revocation.serial == revoked.revocation.serial;
  };
  if (std::any_of(revoked_.begin(), revoked_.end(), same)) return false;
  revoked_.push_back(revoked);
  for (Issued& i : issued_)
    if (i.serial == revoked.revocation.serial && i.issuer == revoked.issuer)
      i.revoked = revoked.revocation.when;
  return true;
}

void Index::add(const Issued& issued) {
  note(issued);
  write(line_of(issued));
}

bool Index::revoke(Level issuer, const std::string& serial, Timestamp when) {
  refresh();
  const Revoked revoked{issuer, {serial, when}};
  if (!note(revoked)) return false;
  write(line_of(issuer, revoked.revocation));
  return true;
}

const Issued* Index::find(std::string_view serial) const {
  const auto at = std::find_if(issued_.begin(), issued_.end(),
                               [&](const Issued& i) { return text::iequals(i.serial, serial); });
  return at == issued_.end() ? nullptr : &*at;
}

std::vector<Revocation> Index::revoked(Level issuer) const {
  std::vector<Revocation> out;
  for (const Revoked& r : revoked_)
    if (r.issuer == issuer) out.push_back(r.revocation);
  return out;
}

std::optional<Timestamp> Index::last_revocation() const {
  std::optional<Timestamp> last;
  for (const Revoked& r : revoked_)
    if (!last || r.revocation.when > *last) last = r.revocation.when;
  return last;
}

}  // namespace mosim::pki
