// Who may come in by the beheer door. On loopback everybody on this machine, but no page of another
// site in somebody's browser; elsewhere only who has the token.
#pragma once

#include "simulator/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mosim::control {

class Guard {
 public:
  // The form where a person gives the token, and gets the cookie for it.
  static constexpr std::string_view kLogin = "/console/inloggen";

  // `token` is demanded when it is not empty. `loopback`: the door is only reached from this
  // machine, so another name for it in a request comes from a page that made one (DNS rebinding).
  Guard(bool loopback, std::string token) : loopback_(loopback), token_(std::move(token)) {}

  // A problem document, or for a page the way to the form; nullopt when the request may go on.
  std::optional<http::Response> refusal(const http::Request& request) const;

  // The Set-Cookie for who gives the right token, nullopt for who does not.
  std::optional<std::string> admit(std::string_view token) const;

 private:
  bool has_token(const http::Request& request) const;
  std::string cookie() const;

  bool loopback_;
  std::string token_;
};

// 127.0.0.0/8, ::1 (also in brackets), localhost and what ends in .localhost
bool is_loopback(std::string_view host);

}  // namespace mosim::control
