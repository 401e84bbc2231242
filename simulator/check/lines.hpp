// Lines and columns of a text, as an editor counts them: from 1, columns in characters.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace mosim::check {

struct Position {
  std::size_t line = 1, column = 1;
};

class Lines {
 public:
  explicit Lines(std::string_view bytes);  // which must outlive it
  Position at(std::size_t octet) const;
  std::size_t octet(Position position) const;       // the nearest there is
  std::string_view line(std::size_t number) const;  // without its line end; "" when there is none

 private:
  std::string_view bytes_;
  std::vector<std::size_t> starts_;
};

}  // namespace mosim::check
