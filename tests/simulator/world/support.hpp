// Small worlds, and messages for their outbox.
#pragma once

#include "simulator/world/world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/receiver.hpp"

namespace mosim::world_test {

inline const Timestamp start = time::parse("2026-11-24T08:30:00Z").value();

inline const House& house() {
  static const House made = make_house();
  return made;
}

inline WorldOptions options(const std::filesystem::path& dir = {}, std::uint64_t seed = 1) {
  WorldOptions o;
  o.dir = dir;
  o.seed = seed;
  o.citizens = 20;
  return o;
}

inline outbox::Message message(const std::string& url, const std::string& id, Timestamp at) {
  outbox::Message m;
  m.message_id = id;
  m.receiver = "r";
  m.url = url;
  m.body = Blob::of("body");
  m.created_at = m.next_at.emplace(at);
  m.retries = 2;
  m.interval = std::chrono::hours(3);
  return m;
}

inline void send(World& world, const outbox::Message& m) {
  world.database().write([&](store::Connection& c) { outbox::Outbox::add(c, m); });
  world.outbox().wake();
}

}  // namespace mosim::world_test
