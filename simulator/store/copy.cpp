#include "simulator/store/connection.hpp"

namespace mosim::store {

void copy(const std::filesystem::path& from, const std::filesystem::path& to) {
  Connection::Impl source(from.string(), SQLITE_OPEN_READONLY);
  Connection::Impl target(to.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  sqlite3_backup* backup = sqlite3_backup_init(target.db, "main", source.db, "main");
  if (!backup) fail(target.db, "copy");
  const int rc = sqlite3_backup_step(backup, -1);
  sqlite3_backup_finish(backup);
  if (rc != SQLITE_DONE) fail(target.db, "copy");
}

}  // namespace mosim::store
