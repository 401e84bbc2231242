#include "stubs/berichtenbox/tekst.hpp"

#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mosim::berichtenbox {

namespace {

bool is_url(std::string_view word) {
  for (const std::string_view scheme : {"https://", "http://"})
    if (text::istarts_with(word, scheme) && word.size() > scheme.size()) return true;
  return false;
}

void add(Tekstregel& line, std::string_view piece) {
  if (line.empty() || line.back().link) line.emplace_back();
  line.back().tekst += piece;
}

Tekstregel with_links(std::string_view line, bool ruim) {
  Tekstregel out;
  for (std::size_t at = 0; at <= line.size();) {
    const std::size_t space = std::min(line.find(' ', at), line.size());
    const auto word = line.substr(at, space - at);
    const bool spaced = ruim || (at > 0 && space < line.size());
    if (spaced && is_url(word))
      out.push_back({std::string(word), true});
    else
      add(out, word);
    if (space < line.size()) add(out, " ");
    at = space + 1;
  }
  return out;
}

}  // namespace

std::vector<Tekstregel> tekstregels(std::string_view tekst, bool ruim) {
  static constexpr std::string_view regeleinde = "\\r\\n";
  std::vector<Tekstregel> out;
  for (;;) {
    const auto end = tekst.find(regeleinde);
    out.push_back(with_links(tekst.substr(0, end), ruim));
    if (end == tekst.npos) return out;
    tekst.remove_prefix(end + regeleinde.size());
  }
}

std::string disposition(std::string_view omschrijving, bool download) {
  std::string plain, whole;
  for (std::size_t i = 0; i < omschrijving.size();) {
    const std::size_t length = std::max<std::size_t>(1, text::utf8_sequence(omschrijving, i));
    const auto c = omschrijving.substr(i, length);
    const auto byte = static_cast<unsigned char>(c[0]);
    const bool control = byte < ' ' || byte == 0x7F;
    const bool awkward =
        control || std::string_view("/\\:*?\"<>|%;'").find(c[0]) != std::string_view::npos;
    plain += awkward || byte > 0x7F ? "_" : std::string(c);
    whole += awkward ? "_" : std::string(c);
    i += length;
  }
  const auto trimmed = [](std::string name) {
    while (name.starts_with('.') || name.starts_with(' ')) name.erase(0, 1);
    while (name.ends_with('.') || name.ends_with(' ')) name.pop_back();
    if (name.empty()) name = "bijlage";
    return text::lower(name).ends_with(".pdf") ? name : name + ".pdf";
  };
  return fmt::format("{}; filename=\"{}\"; filename*=UTF-8''{}", download ? "attachment" : "inline",
                     trimmed(plain), text::percent_encode(trimmed(whole)));
}

}  // namespace mosim::berichtenbox
