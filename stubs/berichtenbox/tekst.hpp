// The text of a message as a page shows it. Spec: berichtenbox 3.4.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mosim::berichtenbox {

struct Brok {  // a piece of a line
  std::string tekst;
  bool link = false;  // then `tekst` is an http or https URL
};
using Tekstregel = std::vector<Brok>;

// A line ends at the four characters \r\n, and nowhere else. A URL is a link when a space stands on
// both sides of it; `ruim`: the beginning and the end of a line will do too.
std::vector<Tekstregel> tekstregels(std::string_view tekst, bool ruim);

// Content-Disposition of an attachment: a name that every system takes, and the whole one beside
// it.
std::string disposition(std::string_view omschrijving, bool download);

}  // namespace mosim::berichtenbox
