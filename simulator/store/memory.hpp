// Private to store: where an in-memory database lives. One stretch of address space that is larger
// than any of them gets, so that SQLite never has to move it; memory comes with the pages that are
// used. Made of an image, its pages are the image's until they are written to.
#pragma once

#include "simulator/store/image.hpp"

#include <sqlite3.h>

namespace mosim::store {

class Memory {
 public:
  explicit Memory(const Image* image);  // null: an empty one
  ~Memory();                            // after the connection that it was lent to
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  void lend_to(sqlite3* db) const;

 private:
  unsigned char* base_ = nullptr;
  std::size_t reserved_ = 0;
  std::size_t used_ = 0;  // at first
};

}  // namespace mosim::store
