// Bytes that several owners share and nobody changes: a message body, a MIME part, a file.
// Small ones live in memory, large ones in a file that is mapped, so that a batch of 100 MB is
// never held twice.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace mosim {

class Blob {
 public:
  Blob() = default;
  static Blob of(std::string bytes);
  static Blob map(const std::filesystem::path& file);  // throws std::system_error
  static Blob map_fd(int fd, std::size_t size);        // takes the descriptor

  std::string_view view() const { return view_; }
  std::size_t size() const { return view_.size(); }
  bool empty() const { return view_.empty(); }
  // A part of these bytes that keeps the whole alive. `part` must lie within view().
  Blob slice(std::string_view part) const;

 private:
  std::shared_ptr<const void> owner_;
  std::string_view view_;
};

// Collects a body of unknown length: in memory up to `threshold` bytes, beyond that in an unlinked
// file in `dir`.
class Spool {
 public:
  Spool(std::filesystem::path dir, std::size_t threshold);
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  void append(std::string_view bytes);  // throws std::system_error, e.g. when the disk is full
  std::size_t size() const { return size_; }
  Blob finish();  // once

 private:
  std::filesystem::path dir_;
  std::size_t threshold_;
  std::size_t size_ = 0;
  std::string memory_;
  int fd_ = -1;
};

}  // namespace mosim
