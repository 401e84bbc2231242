#include "tests/bench/site.hpp"

#include "simulator/app/installation.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

namespace mosim::bench {

namespace {

const std::string oin(app::example_oin);
constexpr auto patience = std::chrono::seconds(60);

std::int64_t delivered(std::string_view result) {
  constexpr std::string_view tag = "<AantalBerichtenSuccesvolVerwerkt>";
  const auto at = result.find(tag);
  if (at == result.npos) return 0;
  const auto rest = result.substr(at + tag.size());
  return text::to_int(rest.substr(0, rest.find('<'))).value_or(0);
}

app::Reach reach_of(const std::filesystem::path& data_dir) {
  app::Reach reach;
  reach.data_dir = data_dir;
  return reach;
}

}  // namespace

Site::Site(const std::filesystem::path& program, const std::filesystem::path& data_dir)
    : server_(program, data_dir),
      access_(app::access_of(reach_of(data_dir), oin)),
      beheer_(reach_of(data_dir)),
      organisation_(access_, oin, std::uint16_t{0}) {
  listen_at(organisation_.cpa_id(), fmt::format("https://localhost:{}/ebms", organisation_.port()));
  const auto page = beheer_.get("/api/v1/burgers?limit=1000");
  for (const auto& burger : page.at("burgers"))
    if (burger.at("account") == "actief") citizens_.push_back(burger.at("bsn"));
}

void Site::listen_at(const std::string& cpa, const std::string& url) {
  beheer_.call("PUT", "/api/v1/cpas/" + cpa + "/endpoint",
               nlohmann::json{{"oin", oin}, {"url", url}}.dump());
}

std::string Site::synchronous_cpa() {
  const auto made = nlohmann::json::parse(beheer_.call(
      "POST", "/api/v1/cpas/genereer",
      nlohmann::json{{"oin", oin}, {"endpoint", "https://localhost:1/ebms"}, {"synchroon", true}}
          .dump()));
  listen_at(made.at("cpaId"), "");
  return made.at("cpa");
}

app::Batch Site::made(app::MessageFields fields, int count) const {
  fields.onderwerp = "Uw parkeervergunning";
  fields.tekst = "Uw parkeervergunning is verlengd.";
  fields.leverancier = oin;
  return app::make_batch(fields, 0, count, time::real_now());
}

app::Batch Site::batch(int count, const std::filesystem::path& pdf) const {
  app::MessageFields fields;
  fields.bsns = citizens_;
  if (!pdf.empty()) fields.bijlagen = {pdf};
  return made(std::move(fields), count);
}

app::Batch Site::batch_for(const std::string& bsn, int count) const {
  app::MessageFields fields;
  fields.bsns = {bsn};
  return made(std::move(fields), count);
}

double Site::deliver(const app::Batch& batch) {
  const auto from = std::chrono::steady_clock::now();
  const app::Delivery delivery = organisation_.deliver(batch.xml, time::real_now, patience);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - from;
  if (delivered(delivery.result) < batch.berichten * 9 / 10)
    throw std::runtime_error(fmt::format("a batch was not delivered: {}{}", delivery.error,
                                         text::one_line(delivery.result, 600)));
  return took.count();
}

}  // namespace mosim::bench
