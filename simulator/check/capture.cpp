#include "simulator/check/capture.hpp"

#include "simulator/base/gzip.hpp"
#include "simulator/base/text.hpp"
#include "simulator/check/rules.hpp"

#include <algorithm>
#include <charconv>

namespace mosim::check {

namespace {

constexpr std::size_t most_inflated = 256 * 1024 * 1024;

bool is_token(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
    return c > ' ' && c < 0x7F &&
           std::string_view("()<>@,;:\\\"/[]?={}").find(c) == std::string_view::npos;
  });
}

bool is_header(std::string_view line) {
  const auto colon = line.find(':');
  return colon != line.npos && is_token(line.substr(0, colon));
}

// "POST /ebms", with or without the version, or "HTTP/1.1 200 OK".
bool is_start_line(std::string_view line) {
  const auto space = line.find(' ');
  if (space == line.npos) return false;
  const std::string_view first = line.substr(0, space);
  if (first.starts_with("HTTP/")) return true;
  const bool method =
      std::all_of(first.begin(), first.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  return method && space > 2 && line.substr(space + 1).starts_with('/');
}

std::string_view line_at(std::string_view bytes, std::size_t at) {
  std::string_view line = bytes.substr(at, bytes.find('\n', at) - at);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// nullopt when the body is not chunked (any more).
std::optional<std::string> dechunked(std::string_view body) {
  std::string out;
  for (;;) {
    const std::string_view line = line_at(body, 0);
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    const std::string_view rest(end, static_cast<std::size_t>(line.data() + line.size() - end));
    if (error != std::errc() || (!rest.empty() && !text::trim(rest).starts_with(';')))
      return std::nullopt;
    const auto start = body.find('\n');
    if (start == body.npos) return std::nullopt;
    body.remove_prefix(start + 1);
    if (size == 0) return out;
    if (size > body.size()) return std::nullopt;
    out += body.substr(0, size);
    body.remove_prefix(size);
    if (body.starts_with("\r\n"))
      body.remove_prefix(2);
    else if (body.starts_with("\n"))
      body.remove_prefix(1);
    else
      return std::nullopt;
  }
}

}  // namespace

Capture::Capture(std::string_view bytes) : bytes_(bytes), body_(bytes) {
  const std::string_view first = line_at(bytes, 0);
  if (is_start_line(first) || is_header(first)) read_head();
  if (has_head_)
    undo_encodings();
  else
    suppose_type(first);
}

void Capture::suppose_type(std::string_view first) {
  std::string type = "text/xml; charset=UTF-8";
  if (first.starts_with("--") && first.size() > 2)
    type = "multipart/related; type=\"text/xml\"; boundary=\"" +
           std::string(text::trim(first.substr(2))) + "\"";
  headers_.add("Content-Type", type);
}

void Capture::read_head() {
  has_head_ = true;
  std::size_t at = 0;
  while (at < bytes_.size()) {
    const std::string_view line = line_at(bytes_, at);
    const auto end = bytes_.find('\n', at);
    const std::size_t next = end == bytes_.npos ? bytes_.size() : end + 1;
    if (line.empty()) {
      at = next;
      break;
    }
    if (at == 0 && is_start_line(line)) {
      start_line_ = line;
    } else if (is_header(line)) {
      const auto colon = line.find(':');
      std::string name(line.substr(0, colon));
      headers_.add(name, std::string(text::trim(line.substr(colon + 1))));
      lines_.emplace_back(std::move(name), Range{at, at + line.size()});
    }
    at = next;
  }
  body_ = raw_ = bytes_.substr(at);
}

void Capture::undo_encodings() {
  const auto keep = [this](std::string bytes, std::string_view what) {
    decoded_ = std::move(bytes);
    body_ = decoded_;
    undone_ += (undone_.empty() ? "" : ", ") + std::string(what);
  };
  if (text::iequals(headers_.get("Transfer-Encoding"), "chunked"))
    if (auto whole = dechunked(body_)) keep(std::move(*whole), "chunked");
  if (body_.starts_with("\x1F\x8B"))
    if (auto plain = gunzip(body_, most_inflated)) keep(std::move(*plain), "gzip");
}

std::string Capture::line_end() const {
  const auto first = bytes_.find('\n');
  return first != bytes_.npos && first > 0 && bytes_[first - 1] == '\r' ? "\r\n" : "\n";
}

std::optional<rules::Hit> Capture::wrong_length() const {
  const auto given = headers_.find("Content-Length");
  if (!has_head_ || !given || text::to_int(*given) == static_cast<std::int64_t>(raw_.size()))
    return std::nullopt;
  return rules::Hit{std::string(rule::content_length), "Content-Length",
                    "it is '" + text::one_line(*given, 40) + "', the body has " +
                        std::to_string(raw_.size()) + " octets"};
}

std::string with_its_length(std::string_view before, std::string after) {
  const Capture was(before), is(after);
  if (was.wrong_length() || !is.wrong_length()) return after;
  const Range at = is.header("Content-Length");
  const std::string line = "Content-Length: " + std::to_string(is.raw_size());
  return after.replace(at.begin, at.end - at.begin, line);
}

Range Capture::header(std::string_view name) const {
  for (const auto& [known, at] : lines_)
    if (text::iequals(known, name)) return at;
  return {0, start_line_.size()};
}

Range Capture::range_of(std::string_view part) const {
  if (!in_place() || part.data() < body_.data() || part.data() > body_.data() + body_.size())
    return {};
  const auto begin = static_cast<std::size_t>(part.data() - bytes_.data());
  return {begin, begin + part.size()};
}

}  // namespace mosim::check
