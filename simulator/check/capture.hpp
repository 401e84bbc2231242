// A message as it went over the wire: with its HTTP head as the journal gives it, or the body
// alone. What came chunked or compressed is undone, if that was not done yet.
#pragma once

#include "simulator/check/outline.hpp"
#include "simulator/http/message.hpp"
#include "simulator/rules/rule.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::check {

class Capture {
 public:
  explicit Capture(std::string_view bytes);  // which must outlive it
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  bool has_head() const { return has_head_; }
  std::string_view start_line() const { return start_line_; }
  // Of the head; of a body alone, what it must have had.
  const http::Headers& headers() const { return headers_; }
  std::string_view body() const { return body_; }
  // Whether the body stands in the file as it is, so that its octets can be pointed at.
  bool in_place() const { return undone_.empty(); }
  const std::string& undone() const { return undone_; }  // "chunked, gzip"; "" when nothing was

  std::string line_end() const;  // of its head: CRLF, or LF as the journal writes it
  std::size_t raw_size() const { return raw_.size(); }  // of the body as it stands in the file
  // Of the head, when it says another size than the body has.
  std::optional<rules::Hit> wrong_length() const;

  // Where a header stands; the whole head when it is not there.
  Range header(std::string_view name) const;
  // Where a part of the body stands in the file; empty when it cannot be pointed at.
  Range range_of(std::string_view part) const;

 private:
  void read_head();
  void undo_encodings();
  void suppose_type(std::string_view first_line);

  std::string_view bytes_;
  bool has_head_ = false;
  std::string_view start_line_;
  http::Headers headers_;
  std::vector<std::pair<std::string, Range>> lines_;
  std::string_view raw_;  // the body as it stands in the file
  std::string_view body_;
  std::string decoded_;
  std::string undone_;
};

// After a repair of a message: its Content-Length, when that was right before.
std::string with_its_length(std::string_view before, std::string after);

}  // namespace mosim::check
