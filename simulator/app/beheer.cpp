#include "simulator/app/beheer.hpp"

#include "simulator/app/token.hpp"
#include "simulator/base/text.hpp"
#include "simulator/pki/files.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::app {

using nlohmann::json;

json doors_of(const std::filesystem::path& dir) {
  const auto file = dir / "doors.json";
  if (!std::filesystem::exists(file))
    throw std::runtime_error(
        fmt::format("{} is not there; start the server once (scripts/start), or name another with "
                    "--data-dir or --beheer",
                    file.string()));
  return json::parse(pki::read_file(file));
}

std::string Reach::prefix() const {
  return wereld.empty() ? "" : "/w/" + text::percent_encode(wereld);
}

void reach_options(CLI::App* command, Reach& reach) {
  option(command, "data-dir", reach.data_dir, "the server's data dir");
  option(command, "beheer", reach.beheer,
         "URL of the server's beheer door, when its data dir is not at hand");
  option(command, "beheer-token", reach.token,
         "token of the beheer door, when it is not in the data dir");
  option(command, "wereld", reach.wereld, "which world of the server; `world list` shows them");
}

void reach_options(CLI::App* command, Reach& reach, bool& as_json) {
  reach_options(command, reach);
  flag(command, "json", as_json, "print JSON");
}

Beheer::Beheer(const Reach& reach)
    : url_(reach.beheer.empty() ? doors_of(reach.data_dir).at("beheer").get<std::string>()
                                : reach.beheer),
      prefix_(reach.prefix()),
      client_({{}, std::chrono::seconds(2), std::chrono::seconds(90)}) {
  while (url_.ends_with('/')) url_.pop_back();
  if (!http::parse_url(url_))
    throw std::runtime_error(
        fmt::format("--beheer {}: write a URL like http://localhost:8090", url_));
  const std::string token =
      reach.token.empty() && reach.beheer.empty() ? kept_token(reach.data_dir) : reach.token;
  if (!token.empty()) headers_.set("Authorization", "Bearer " + token);
}

http::Response Beheer::send(const std::string& method, const std::string& path,
                            const std::string& body) {
  auto response = client_.send(method, url_ + prefix_ + path, headers_, Blob::of(body));
  if (!response)
    throw std::runtime_error(fmt::format(
        "no server answers at {} ({}); start it with scripts/start", url_, response.error().code));
  return std::move(*response);
}

std::string Beheer::call(const std::string& method, const std::string& path,
                         const std::string& body) {
  const auto response = send(method, path, body);
  std::string text(response.body.view());
  if (response.status < 300) return text;
  const json problem = json::parse(text, nullptr, false);
  if (!problem.is_object())
    throw std::runtime_error(
        fmt::format("{} {}{} gave HTTP {}", method, prefix_, path, response.status));
  throw std::runtime_error(
      fmt::format("{}: {}", problem.value("title", ""), problem.value("detail", "")));
}

void Beheer::follow(const std::string& path,
                    const std::function<bool(std::string_view piece)>& take) {
  const auto response = client_.follow(url_ + prefix_ + path, headers_, take);
  if (response && response->status != 200)
    throw std::runtime_error(fmt::format("GET {}{} gave HTTP {}", prefix_, path, response->status));
}

json Beheer::ask(const std::string& method, const std::string& path, const std::string& body) {
  const std::string text = call(method, path, body);
  json answer = json::parse(text, nullptr, false);
  if (answer.is_discarded() && !text.empty())
    throw std::runtime_error(fmt::format(
        "{} {}{} at {} answers no JSON; is that the beheer door of a simulator of this version?",
        method, prefix_, path, url_));
  return answer.is_discarded() ? json() : answer;
}

}  // namespace mosim::app
