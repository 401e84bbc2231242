#include "simulator/worlds/snapshot_file.hpp"

#include "simulator/worlds/snapshot_about.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mosim::worlds {

namespace {

using nlohmann::json;

constexpr std::string_view first_line = "mijnoverheid-sim snapshot 1\n";
constexpr std::size_t most_about = 1024 * 1024;
constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::string_view payloads = "payloads/";

Fault refused(std::string text) {
  return {"refused",
          "",
          "",
          std::move(text),
          "send the octets that GET /api/v1/snapshots/{naam}/bestand gave",
          {}};
}

bool is_part(std::string_view name) {
  if (name == World::kDatabase || name == World::kJournal) return true;
  if (!name.starts_with(payloads)) return false;
  name.remove_prefix(payloads.size());
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

struct Listed {
  std::string name;
  std::size_t bytes;
};

// Of a database in a file the head says that it has a write-ahead log, which no copy has.
void without_log(std::string& head) {
  constexpr std::size_t write_version = 18, read_version = 19;
  if (head.size() > read_version) head[write_version] = head[read_version] = 1;
}

using Schema = std::vector<std::array<std::string, 3>>;

Schema schema(store::Database& database) {
  return database.read([](store::Connection& c) {
    Schema out;
    auto rows = c.query("select type, name, coalesce(sql, '') from sqlite_master order by 1, 2");
    while (rows.next()) out.push_back({rows.text(0), rows.text(1), rows.text(2)});
    return out;
  });
}

// It is opened as a copy of its own, so that a file of an older version is judged as it will be
// used, and stays as it is.
Status judge(const store::ImagePtr& image, const std::vector<store::Migration>& migrations,
             std::string_view name) {
  const auto wrong = [&](std::string_view what) {
    return tl::unexpected(refused(fmt::format("{}: {}", name, what)));
  };
  try {
    store::Database found({{}, true, 1, image}, migrations), fresh({{}, true, 1, {}}, migrations);
    const bool sound = found.read(
        [](store::Connection& c) { return c.text("pragma integrity_check(1)") == "ok"; });
    if (!sound) return wrong("the database is damaged");
    if (schema(found) != schema(fresh)) return wrong("the tables are not those of a simulator");
  } catch (const store::Error& e) {
    return wrong(e.what());
  }
  return {};
}

Result<std::vector<Listed>> parts_in(const json& about) {
  std::vector<Listed> out;
  for (const auto& part : about.at("delen")) {
    out.push_back({part.at("naam").get<std::string>(), part.at("bytes").get<std::size_t>()});
    const auto same = [&](const Listed& other) { return other.name == out.back().name; };
    if (!is_part(out.back().name) || std::ranges::count_if(out, same) > 1)
      return tl::unexpected(refused("it lists a part that no snapshot has"));
  }
  return out;
}

Result<Snapshot> unpack(const json& about, std::string_view rest) {
  auto read = about_from(about);
  if (!read) return tl::unexpected(refused("its second line is not what it should be"));
  Snapshot out = std::move(*read);
  const auto listed = parts_in(about);
  if (!listed) return tl::unexpected(listed.error());
  for (const auto& [name, bytes] : *listed) {
    if (bytes > rest.size()) return tl::unexpected(refused("it is cut off"));
    out.parts[name] = store::Image::of(rest.substr(0, bytes));
    rest.remove_prefix(bytes);
  }
  if (!rest.empty()) return tl::unexpected(refused("there is more in it than it lists"));
  for (const auto name : {World::kDatabase, World::kJournal})
    if (!out.parts.contains(std::string(name)))
      return tl::unexpected(refused("a database is missing"));
  return out;
}

}  // namespace

std::function<bool(std::string& piece)> written(const SnapshotPtr& snapshot) {
  json head = about(*snapshot);
  head["delen"] = json::array();
  for (const auto& [name, image] : snapshot->parts)
    head["delen"].push_back({{"naam", name}, {"bytes", image->size()}});
  auto at = snapshot->parts.begin();
  return [snapshot, at, done = std::size_t{0},
          first = std::string(first_line) + head.dump() + "\n"](std::string& piece) mutable {
    if (!first.empty()) {
      piece = std::move(first);
      first.clear();
      return true;
    }
    while (at != snapshot->parts.end() && done == at->second->size()) {
      ++at;
      done = 0;
    }
    if (at == snapshot->parts.end()) return false;
    piece = at->second->bytes(done, std::min(piece_bytes, at->second->size() - done));
    if (done == 0 && !at->first.starts_with(payloads)) without_log(piece);
    done += piece.size();
    return true;
  };
}

Result<Snapshot> read_file(const Blob& file, const std::string& name, const House& house,
                           bool in_memory) {
  std::string_view rest = file.view();
  if (!rest.starts_with(first_line))
    return tl::unexpected(refused("it is no snapshot, or one of another version"));
  rest.remove_prefix(first_line.size());
  const auto end = rest.substr(0, most_about).find('\n');
  if (end == rest.npos) return tl::unexpected(refused("it is cut off"));
  try {
    auto out = unpack(json::parse(rest.substr(0, end)), rest.substr(end + 1));
    if (!out) return out;
    out->name = name;
    if (in_memory && out->parts.size() > 2)
      return tl::unexpected(
          refused("it holds large messages that were not processed yet, which need a data dir"));
    const std::string database(World::kDatabase), journal(World::kJournal);
    if (auto status = judge(out->parts[database], migrations(house), database); !status)
      return tl::unexpected(status.error());
    if (auto status = judge(out->parts[journal], store::migrations_of("journal"), journal); !status)
      return tl::unexpected(status.error());
    return out;
  } catch (const json::exception&) {
    return tl::unexpected(refused("its second line is not what it should be"));
  }
}

}  // namespace mosim::worlds
