// Browser sessions: a cookie with 256 random bits, what goes with it in memory, timeouts on the
// virtual clock, and a CSRF token of its own. A restart of the server ends them all.
#pragma once

#include "simulator/base/clock.hpp"
#include "simulator/http/message.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::html {

struct SessionRules {
  std::string cookie;          // name; HttpOnly, SameSite=Lax, Path=/, Secure on https
  Duration idle;               // unused so long: gone
  Duration absolute;           // gone whatever happens
  std::size_t most = 100'000;  // the longest unused make room
};

// Values of one cookie, or of one form field; the first of that name. "" when absent.
std::string cookie(const http::Request& request, std::string_view name);
std::string random_token();                            // 256 bits, base64url
bool is_post_from_here(const http::Request& request);  // Origin or Referer, when sent, is our own

// Data: what a stub keeps with a session. A session is used by one request at a time: lock() it.
template <class Data>
class Sessions {
 public:
  struct Session {
    std::string id;
    std::string csrf = random_token();
    Timestamp created{};
    Timestamp used{};
    Data data;
    std::mutex mutex;
  };
  using Ptr = std::shared_ptr<Session>;

  Sessions(const Clock& clock, SessionRules rules) : clock_(clock), rules_(std::move(rules)) {}

  // The session of this request, if it has a live one; that counts as use of it, unless a page asks
  // by itself: a stream of events that is taken up again and again would keep the session forever.
  Ptr find(const http::Request& request) {
    return find(cookie(request, rules_.cookie),
                request.headers.get("Accept") != "text/event-stream");
  }

  // When that session ends if nothing more is done; nullopt without one. Is no use of it.
  std::optional<Timestamp> peek(const http::Request& request) {
    const Ptr session = find(cookie(request, rules_.cookie), false);
    return session ? std::optional(ends_at(*session)) : std::nullopt;
  }

  // A fresh one. Also to be called when a visitor logs in: the id of before must not live on
  // (fixation). Sets the cookie.
  Ptr begin(const http::Request& request, http::Response& response, Data data) {
    auto session = std::make_shared<Session>();
    session->id = random_token();
    session->created = session->used = clock_.now();
    session->data = std::move(data);
    const std::lock_guard lock(mutex_);
    drop_old();
    sessions_[session->id] = session;
    set_cookie(request, response, session->id, "");
    return session;
  }

  void end(const http::Request& request, http::Response& response) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(cookie(request, rules_.cookie));
    set_cookie(request, response, "", "; Max-Age=0");
  }
  // Ends every session for which `which(data)`; for logout over the back channel. Who holds a
  // session may begin or end one meanwhile, so a session is looked at without the lock on all.
  template <class Which>
  std::size_t end_all(Which which) {
    std::vector<Ptr> all;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [id, session] : sessions_) all.push_back(session);
    }
    std::erase_if(all, [&](const Ptr& one) {
      const std::lock_guard data_lock(one->mutex);
      return !which(one->data);
    });
    const std::lock_guard lock(mutex_);
    for (const Ptr& one : all) sessions_.erase(one->id);
    return all.size();
  }

  // When it ends if nothing more is done; for the warning on the page.
  Timestamp ends_at(const Session& session) const {
    return std::min(session.used + rules_.idle, session.created + rules_.absolute);
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return sessions_.size();
  }

 private:
  Ptr find(const std::string& id, bool counts) {
    const std::lock_guard lock(mutex_);
    const auto at = sessions_.find(id);
    if (at == sessions_.end()) return nullptr;
    const Timestamp now = clock_.now();
    if (now >= ends_at(*at->second) || now < at->second->created) {
      sessions_.erase(at);
      return nullptr;
    }
    if (counts) at->second->used = now;
    return at->second;
  }

  void drop_old() {
    const Timestamp now = clock_.now();
    if (sessions_.size() < rules_.most) return;
    std::erase_if(sessions_, [&](const auto& one) { return now >= ends_at(*one.second); });
    while (sessions_.size() >= rules_.most) {
      auto oldest = sessions_.begin();
      for (auto at = sessions_.begin(); at != sessions_.end(); ++at)
        if (at->second->used < oldest->second->used) oldest = at;
      sessions_.erase(oldest);
    }
  }

  void set_cookie(const http::Request& request, http::Response& response, const std::string& value,
                  std::string_view more) const;

  const Clock& clock_;
  const SessionRules rules_;
  mutable std::mutex mutex_;
  std::map<std::string, Ptr, std::less<>> sessions_;
};

std::string cookie_line(const http::Request& request, std::string_view name, std::string_view value,
                        std::string_view more);

template <class Data>
void Sessions<Data>::set_cookie(const http::Request& request, http::Response& response,
                                const std::string& value, std::string_view more) const {
  response.headers.add("Set-Cookie", cookie_line(request, rules_.cookie, value, more));
}

}  // namespace mosim::html
