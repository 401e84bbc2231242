#include "simulator/store/image.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mosim::store {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

int make(const std::filesystem::path& file) {
  const int fd = file.empty() ? ::memfd_create("image", MFD_CLOEXEC)
                              : ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) fail("cannot make an image of a database");
  return fd;
}

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n <= 0) fail("cannot write an image of a database");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace

ImagePtr Image::of(std::string_view bytes, const std::filesystem::path& file) {
  const int fd = make(file);
  const ImagePtr out(new Image(fd, bytes.size()));  // closes it, whatever happens
  write_all(fd, bytes);
  return out;
}

ImagePtr Image::open(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat found {};
  if (fd < 0 || ::fstat(fd, &found) != 0) fail("cannot read " + file.string());
  return ImagePtr(new Image(fd, static_cast<std::size_t>(found.st_size)));
}

Image::~Image() { ::close(fd_); }

std::string Image::bytes(std::size_t from, std::size_t count) const {
  std::string out(count, '\0');
  std::size_t done = 0;
  while (done < count) {
    const ssize_t n =
        ::pread(fd_, out.data() + done, count - done, static_cast<off_t>(from + done));
    if (n <= 0) fail("cannot read an image of a database");
    done += static_cast<std::size_t>(n);
  }
  return out;
}

// copy_file_range shares the blocks where the file system can.
void Image::copy_to(const std::filesystem::path& file) const {
  const int to = make(file);
  const ImagePtr closes(new Image(to, size_));
  off_t from = 0;
  std::size_t left = size_;
  while (left > 0) {
    const ssize_t n = ::copy_file_range(fd_, &from, to, nullptr, left, 0);
    if (n <= 0) break;
    left -= static_cast<std::size_t>(n);
  }
  if (left == size_)
    write_all(to, bytes(0, size_));  // memory and disk are two file systems
  else if (left > 0)
    fail("cannot copy an image of a database");
  if (::fsync(to) != 0) fail("cannot copy an image of a database");
}

}  // namespace mosim::store
