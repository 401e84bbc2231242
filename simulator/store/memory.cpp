#include "simulator/store/memory.hpp"

#include "simulator/store/connection.hpp"

#include <cerrno>
#include <sys/mman.h>
#include <system_error>

namespace mosim::store {

namespace {

constexpr std::size_t most = 16ULL << 30;  // of one database
constexpr std::size_t least = 1ULL << 30;  // where the machine gives no address space on credit

}  // namespace

Memory::Memory(const Image* image) : used_(image ? image->size() : 0) {
  void* got = MAP_FAILED;
  for (reserved_ = most; got == MAP_FAILED && reserved_ >= least; reserved_ /= 2)
    got = ::mmap(nullptr, reserved_, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (got == MAP_FAILED) throw std::system_error(errno, std::generic_category(), "no memory");
  reserved_ *= 2;  // the loop went one further
  base_ = static_cast<unsigned char*>(got);
  if (used_ > 0 &&
      (used_ > reserved_ || ::mmap(base_, used_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED,
                                   image->fd(), 0) == MAP_FAILED)) {
    ::munmap(base_, reserved_);
    throw std::system_error(errno, std::generic_category(), "no memory for this database");
  }
}

Memory::~Memory() { ::munmap(base_, reserved_); }

void Memory::lend_to(sqlite3* db) const {
  if (sqlite3_deserialize(db, "main", base_, static_cast<sqlite3_int64>(used_),
                          static_cast<sqlite3_int64>(reserved_), 0) != SQLITE_OK)
    fail(db, "cannot begin an in-memory database");
}

}  // namespace mosim::store
