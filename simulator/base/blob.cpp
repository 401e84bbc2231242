#include "simulator/base/blob.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mosim {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("cannot write the body of a message to disk");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

// A file without a name: it goes with its last user, also after kill -9.
int nameless_file(const std::filesystem::path& dir) {
  const int fd = ::open(dir.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  std::string name = (dir / "spool-XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named < 0) fail("cannot make a file in " + dir.string());
  ::unlink(name.c_str());
  return named;
}

}  // namespace

Blob Blob::of(std::string bytes) {
  Blob blob;
  const auto kept = std::make_shared<const std::string>(std::move(bytes));
  blob.view_ = *kept;
  blob.owner_ = kept;
  return blob;
}

Blob Blob::map_fd(int fd, std::size_t size) {
  Blob blob;
  if (size > 0) {
    void* at = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) {
      ::close(fd);
      fail("cannot map a file");
    }
    blob.owner_ = std::shared_ptr<const void>(
        at, [size](const void* p) { ::munmap(const_cast<void*>(p), size); });
    blob.view_ = {static_cast<const char*>(at), size};
  }
  ::close(fd);
  return blob;
}

Blob Blob::map(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (fd < 0 || ::fstat(fd, &info) != 0) fail("cannot open " + file.string());
  return map_fd(fd, static_cast<std::size_t>(info.st_size));
}

Blob Blob::slice(std::string_view part) const {
  Blob blob;
  blob.owner_ = owner_;
  blob.view_ = part;
  return blob;
}

Spool::Spool(std::filesystem::path dir, std::size_t threshold)
    : dir_(std::move(dir)), threshold_(threshold) {}

Spool::~Spool() {
  if (fd_ >= 0) ::close(fd_);
}

void Spool::append(std::string_view bytes) {
  if (fd_ < 0 && size_ + bytes.size() > threshold_) {
    fd_ = nameless_file(dir_);
    write_all(fd_, memory_);
    std::string().swap(memory_);
  }
  if (fd_ >= 0)
    write_all(fd_, bytes);
  else
    memory_.append(bytes);
  size_ += bytes.size();
}

Blob Spool::finish() {
  if (fd_ < 0) return Blob::of(std::move(memory_));
  const int fd = fd_;
  fd_ = -1;
  return Blob::map_fd(fd, size_);
}

}  // namespace mosim
