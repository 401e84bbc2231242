#include "simulator/app/journal_follow.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

namespace mosim::app {

namespace {

// Server-sent events as they come, in whatever pieces.
class Events {
 public:
  using Take = std::function<void(std::string_view id, std::string_view data)>;

  void feed(std::string_view piece, const Take& take) {
    waiting_ += piece;
    for (auto end = waiting_.find("\n\n"); end != waiting_.npos; end = waiting_.find("\n\n")) {
      event(std::string_view(waiting_).substr(0, end), take);
      waiting_.erase(0, end + 2);
    }
  }
  const std::string& rest() const { return waiting_; }

 private:
  static void event(std::string_view lines, const Take& take) {
    std::string_view id, data;
    for (const auto line : text::split(lines, '\n')) {
      if (line.starts_with("id: ")) id = line.substr(4);
      if (line.starts_with("data: ")) data = line.substr(6);
    }
    if (!data.empty()) take(id, data);
  }
  std::string waiting_;
};

}  // namespace

void follow(Beheer& beheer, const std::string& filters, std::int64_t after,
            const std::function<void(const nlohmann::json& entry)>& show) {
  for (bool alive = true; alive;) {
    Events events;
    alive = false;
    beheer.follow(fmt::format("/api/v1/journal/stream?after={}{}", after, filters),
                  [&](std::string_view piece) {
                    alive = true;
                    events.feed(piece, [&](std::string_view id, std::string_view data) {
                      after = text::to_int(id).value_or(after);
                      show(nlohmann::json::parse(data));
                    });
                    return true;
                  });
  }
}

}  // namespace mosim::app
