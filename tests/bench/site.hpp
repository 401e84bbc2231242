// A running server with the example organisation beside it, which listens on a port of its own.
#pragma once

#include "simulator/app/access.hpp"
#include "simulator/app/send_batch.hpp"
#include "simulator/app/send_wire.hpp"
#include "tests/bench/program.hpp"

namespace mosim::bench {

class Site {
 public:
  Site(const std::filesystem::path& program, const std::filesystem::path& data_dir);

  const Program& server() const { return server_; }
  const app::Access& access() const { return access_; }
  app::Beheer& beheer() { return beheer_; }

  // A CPA with acknowledgments in the HTTP answer; its results are not pushed. Returns its XML.
  std::string synchronous_cpa();
  // `count` messages for active citizens in turn, each with this file unless it is "".
  app::Batch batch(int count, const std::filesystem::path& pdf) const;
  app::Batch batch_for(const std::string& bsn, int count) const;
  // Seconds from its POST until its result was here. Throws unless nearly all was delivered: some
  // citizens have switched the organisation off.
  double deliver(const app::Batch& batch);

 private:
  app::Batch made(app::MessageFields fields, int count) const;
  void listen_at(const std::string& cpa, const std::string& url);

  Program server_;
  app::Access access_;
  app::Beheer beheer_;
  app::Organisation organisation_;
  std::vector<std::string> citizens_;  // BSNs
};

}  // namespace mosim::bench
