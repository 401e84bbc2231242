#include "stubs/burgerportaal/bezoekers.hpp"

#include <algorithm>

namespace mosim::burgerportaal {

namespace {
constexpr std::size_t most_questions = 8;  // of one browser: as many tabs may log in at once
}

void Onderweg::ask(const http::Request& request, http::Response& response, Vraag vraag) {
  auto session = find(request);
  if (!session) session = begin(request, response, {});
  const std::lock_guard lock(session->mutex);
  auto& questions = session->data;
  if (questions.size() == most_questions) questions.erase(questions.begin());
  questions.push_back(std::move(vraag));
}

std::optional<Vraag> Onderweg::take(const http::Request& request, Vraag::Soort soort,
                                    std::string_view handle) {
  const auto session = find(request);
  if (!session) return std::nullopt;
  const std::lock_guard lock(session->mutex);
  const auto at = std::ranges::find_if(
      session->data, [&](const Vraag& one) { return one.soort == soort && one.handle == handle; });
  if (at == session->data.end()) return std::nullopt;
  Vraag found = std::move(*at);
  session->data.erase(at);
  return found;
}

}  // namespace mosim::burgerportaal
