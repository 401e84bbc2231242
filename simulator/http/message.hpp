// A request and a response as every handler sees them. No socket is needed to make one, so handlers
// are tested with requests made by hand. Header names compare without case; values are the bytes
// from the wire.
#pragma once

#include "simulator/base/blob.hpp"
#include "simulator/crypto/certificate.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mosim::http {

class Headers {
 public:
  std::optional<std::string_view> find(std::string_view name) const;  // the first of that name
  std::string_view get(std::string_view name) const { return find(name).value_or(""); }
  void add(std::string name, std::string value);
  void set(std::string_view name, std::string value);  // replaces all of that name
  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

using Fields =
    std::vector<std::pair<std::string, std::string>>;  // decoded, in order, duplicates kept

struct Request {
  std::string method;
  std::string target;  // as sent: path and query
  std::string path;    // as decode_path() makes it, without query
  std::string prefix;  // taken off target and path before routing, e.g. "/w/anna"; else ""
  Fields query;
  Headers headers;
  Blob body;
  std::string remote;  // peer address
  std::shared_ptr<const crypto::Certificate>
      peer;                 // client certificate that the door accepted; may be null
  bool secure = false;      // came over TLS
  std::string server_name;  // SNI, else host of the Host header
  std::vector<std::pair<std::string, std::string>> captures;  // filled by the router

  std::string_view capture(std::string_view name) const;                     // "" when absent
  std::optional<std::string_view> query_value(std::string_view name) const;  // the first
};

struct Response {
  int status = 200;
  Headers headers;
  Blob body;
  // What a door does with the connection; `drop` closes it without a word (a storing, or a peer
  // that must not be answered), `cut` after the first half of the answer.
  enum class Connection { keep, close, drop, cut } connection = Connection::keep;
  std::chrono::milliseconds delay{};  // real time before it is sent; holds no worker
  // When set, the body is this stream and `body` is ignored: called until it returns false; each
  // call may append a piece and may block. Sent with chunked encoding. For event streams.
  std::function<bool(std::string& piece)> stream;
  // For a stream that must often wait: called after each piece with what to call, on any thread,
  // once there may be a next one. Until then it holds no worker. `stream` is called at the latest
  // after Limits::sign_of_life, to show that it lives.
  std::function<void(std::function<void()> wake)> when_more;

  static Response text(int status, std::string body);  // text/plain
  static Response of(int status, std::string content_type, std::string body);
  static Response empty(int status = 204);
  static Response redirect(std::string location, int status = 303);
};

std::string_view reason(int status);
// Percent-decoded, but for a slash or a percent sign within a segment: these stay %2F and %25, so
// that whoever divides the path can decode each segment with text::percent_decode.
std::string decode_path(std::string_view encoded);
// application/x-www-form-urlencoded, from a body or a query string.
Fields parse_form(std::string_view encoded);

}  // namespace mosim::http
