// The whole content of a database at one moment, in a file or in memory, that databases are made
// of.
//
// An in-memory database that begins with an image shares its pages: the kernel gives it a copy of
// its own of a page when it first writes there. So beginning with an image costs nothing, however
// large it is, and an image may serve many databases at once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace mosim::store {

class Image;
using ImagePtr = std::shared_ptr<const Image>;

class Image {
 public:
  // `file`: is made anew; empty: in memory.
  static ImagePtr of(std::string_view bytes, const std::filesystem::path& file = {});
  static ImagePtr open(const std::filesystem::path& file);
  ~Image();
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  std::size_t size() const { return size_; }
  int fd() const { return fd_; }
  std::string bytes(std::size_t from, std::size_t count) const;
  void copy_to(const std::filesystem::path& file) const;  // made anew; on disk when it returns

 private:
  Image(int fd, std::size_t size) : fd_(fd), size_(size) {}

  int fd_;
  std::size_t size_;
};

}  // namespace mosim::store
