#include "simulator/control/journal_zip.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/control/journal_json.hpp"
#include "simulator/control/zip.hpp"

#include <fmt/format.h>

namespace mosim::control {

namespace {

using nlohmann::json;

// Head and body of one message, where it had one. The names are numbers and words of ours.
void add_message(Zip& zip, json& shown, const journal::Entry& e, int number, const char* kind,
                 const std::string& head, const Blob& body, std::uint64_t size) {
  if (head.empty() && body.empty()) return;
  const std::string name = fmt::format("{:03}-{}-{}", number, journal::name(e.direction), kind);
  zip.add(name + ".head.txt", head, e.at);
  zip.add(name + ".body", std::string(body.view()), e.at);
  shown[kind] = {
      {"head", name + ".head.txt"}, {"body", name + ".body"}, {"heel", body.size() == size}};
}

}  // namespace

http::Response zip_conversation(const http::Request& r, Exchange& ex) {
  journal::Filter filter;
  filter.conversation = std::string(r.capture("id"));
  filter.limit = static_cast<int>(api::kMostInOneAnswer);
  filter.whole = true;
  const auto found = ex.world.journal().find(filter);
  if (found.empty())
    return api::problem(404, "no such conversation",
                        "GET /api/v1/journal tells the ConversationIds");
  Zip zip;
  json index = json::array();
  int number = 0;
  for (const auto& e : found) {
    json line = shown(e, ex.world.house().book);
    ++number;
    add_message(zip, line, e, number, "request", e.request_head, e.request, e.request_size);
    add_message(zip, line, e, number, "response", e.response_head, e.response, e.response_size);
    index.push_back(std::move(line));
  }
  const json whole = {{"conversationId", filter.conversation}, {"entries", std::move(index)}};
  zip.add("index.json", whole.dump(2, ' ', false, json::error_handler_t::replace) + "\n",
          found.back().at);
  auto response = http::Response::of(200, "application/zip", zip.finish());
  response.headers.add("Content-Disposition", "attachment; filename=\"conversation.zip\"");
  return response;
}

}  // namespace mosim::control
