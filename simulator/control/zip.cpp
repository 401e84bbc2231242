#include "simulator/control/zip.hpp"

#include <fmt/format.h>

#include <deque>
#include <stdexcept>
#include <zip.h>

namespace mosim::control {

struct Zip::Impl {
  zip_source_t* target = nullptr;
  zip_t* archive = nullptr;
  std::deque<std::string> contents;  // libzip reads them when it finishes

  ~Impl() {
    if (archive) zip_discard(archive);
    if (target) zip_source_free(target);
  }
  [[noreturn]] void fail(const char* what) const {
    throw std::runtime_error(fmt::format("zip: {}: {}", what, zip_strerror(archive)));
  }
};

Zip::Zip() : impl_(std::make_unique<Impl>()) {
  zip_error_t error;
  zip_error_init(&error);
  impl_->target = zip_source_buffer_create(nullptr, 0, 0, &error);
  if (impl_->target) impl_->archive = zip_open_from_source(impl_->target, ZIP_TRUNCATE, &error);
  zip_error_fini(&error);
  if (!impl_->archive) throw std::runtime_error("zip: no archive could be made");
  zip_source_keep(impl_->target);  // the archive owns one reference, we the other
}

Zip::~Zip() = default;

void Zip::add(const std::string& name, std::string bytes, Timestamp at) {
  const std::string& kept = impl_->contents.emplace_back(std::move(bytes));
  zip_source_t* source = zip_source_buffer(impl_->archive, kept.data(), kept.size(), 0);
  const auto index = source ? zip_file_add(impl_->archive, name.c_str(), source, ZIP_FL_ENC_UTF_8)
                            : zip_int64_t{-1};
  if (index < 0) {
    if (source) zip_source_free(source);
    impl_->fail("a file could not be added");
  }
  zip_file_set_mtime(impl_->archive, static_cast<zip_uint64_t>(index),
                     static_cast<time_t>(time::to_millis(at) / 1000), 0);
}

std::string Zip::finish() {
  if (zip_close(impl_->archive) != 0) impl_->fail("it could not be written");
  impl_->archive = nullptr;
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_source_stat(impl_->target, &stat) != 0 || zip_source_open(impl_->target) != 0)
    throw std::runtime_error("zip: it could not be read back");
  std::string out(stat.size, '\0');
  const auto got = zip_source_read(impl_->target, out.data(), out.size());
  zip_source_close(impl_->target);
  if (got != static_cast<zip_int64_t>(out.size())) throw std::runtime_error("zip: it is cut short");
  return out;
}

}  // namespace mosim::control
