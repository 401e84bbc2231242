#include "stubs/berichtenbox/batch.hpp"

#include "simulator/base/text.hpp"
#include "simulator/xml/gate.hpp"
#include "stubs/berichtenbox/moment.hpp"

#include <fmt/format.h>

namespace mosim::berichtenbox {

namespace {

constexpr std::size_t most_kept =
    2 * 1024 * 1024;  // base64 characters of one Inhoud; far over the limit of 500 kB

// Element names are unique within the schema, so the name alone says where a text belongs. BatchID
// occurs in both parts.
class Reader : public xml::Events {
 public:
  Reader(const std::function<void(const BatchInfo&)>& on_info,
         const std::function<void(Bericht&)>& on_bericht)
      : on_info_(on_info), on_bericht_(on_bericht) {}

  void start(std::string_view, std::string_view name, int) override {
    text_.clear();
    size_ = 0;
    if (name == "Bericht") {
      bericht_ = {};
      bericht_.nummer = ++count_;
      in_bericht_ = true;
    } else if (name == "Bijlage") {
      bericht_.bijlagen.emplace_back();
    }
  }
  void text(std::string_view piece) override {
    size_ += piece.size();
    text_ += piece.substr(0, most_kept - text_.size());
  }
  void end(std::string_view, std::string_view name) override {
    if (name == "BatchInformatie") {
      on_info_(info_);
    } else if (name == "Bericht") {
      on_bericht_(bericht_);
      in_bericht_ = false;
    } else if (in_bericht_) {
      take_bericht(name);
    } else {
      take_info(name);
    }
    text_.clear();
  }

 private:
  std::string trimmed() const { return std::string(text::trim(text_)); }

  void take_info(std::string_view name) {
    if (name == "BatchID") info_.batch_id = trimmed();
    if (name == "AanmaakDatum") info_.aanmaakdatum = moment_of(text_);
    if (name == "BerichtLeverancierID") info_.leverancier = text_;
  }
  void take_bericht(std::string_view name) {
    if (name == "BatchID")
      bericht_.batch_id = trimmed();
    else if (name == "BerichtID")
      bericht_.bericht_id = trimmed();
    else if (name == "BerichtType")
      bericht_.berichttype = text_;
    else if (name == "PublicatieDatum")
      bericht_.publicatiedatum = moment_of(text_);
    else if (name == "EindDatumHandelingsTermijn")
      bericht_.einddatum = moment_of(text_);
    else if (name == "Onderwerp")
      bericht_.onderwerp = text_;
    else if (name == "BerichtTekst")
      bericht_.tekst = text_;
    else if (name == "Referentie")
      bericht_.referentie = text_;
    else if (name == "GebruikerID")
      bericht_.bsn = trimmed();
    else if (!bericht_.bijlagen.empty())
      take_bijlage(name, bericht_.bijlagen.back());
  }
  void take_bijlage(std::string_view name, Bijlage& bijlage) {
    if (name == "Omschrijving") bijlage.omschrijving = text_;
    if (name == "Volgorde")
      bijlage.volgorde = static_cast<int>(text::to_int(trimmed()).value_or(0));
    if (name != "Inhoud") return;
    if (size_ > text_.size()) {
      bijlage.grootte = size_ / 4 * 3;
      return;
    }
    bijlage.inhoud = text::base64_decode(text_).value_or("");
    bijlage.grootte = bijlage.inhoud.size();
  }

  const std::function<void(const BatchInfo&)>& on_info_;
  const std::function<void(Bericht&)>& on_bericht_;
  BatchInfo info_;
  Bericht bericht_;
  std::string text_;
  std::size_t size_ = 0;
  int count_ = 0;
  bool in_bericht_ = false;
};

class Base64Reader : public xml::Events {
 public:
  std::optional<std::string> found;
  void start(std::string_view, std::string_view name, int line) override {
    if (name == "Bericht") bericht_.nummer += 1;
    if (name == "Bijlagen") bijlage_ = 0;
    if (name == "Bijlage") ++bijlage_;
    in_content_ = name == "Inhoud";
    line_ = line;
  }
  void text(std::string_view piece) override {
    if (!in_content_ || found || text::is_base64_text(piece)) return;
    found = fmt::format("{} (line {})", bericht_.place(bijlage_place(bijlage_, "Inhoud")), line_);
  }
  void end(std::string_view, std::string_view) override { in_content_ = false; }

 private:
  Bericht bericht_;
  int bijlage_ = 0;
  int line_ = 0;
  bool in_content_ = false;
};

class GlimpseReader : public xml::Events {
 public:
  Glimpse found;
  void start(std::string_view, std::string_view name, int) override {
    text_.clear();
    if (name == "Bericht") ++found.berichten;
  }
  void text(std::string_view piece) override { text_ += piece.substr(0, 200 - text_.size()); }
  void end(std::string_view, std::string_view name) override {
    if (name == "BatchID" && found.batch_id.empty()) found.batch_id = text::trim(text_);
    if (name == "BerichtLeverancierID" && found.leverancier.empty())
      found.leverancier = text::trim(text_);
    text_.clear();
  }

 private:
  std::string text_;
};

}  // namespace

std::string bijlage_place(int number, std::string_view element) {
  return fmt::format("Bijlagen/Bijlage{}/{}", number > 1 ? fmt::format("[{}]", number) : "",
                     element);
}

std::string Bericht::place(std::string_view element) const {
  const std::string index = nummer > 1 ? fmt::format("[{}]", nummer) : "";
  return fmt::format("/Berichten/Bericht{}/{}", index, element);
}

bool read_batch(std::string_view xml, const std::function<void(const BatchInfo&)>& on_info,
                const std::function<void(Bericht&)>& on_bericht) {
  Reader reader(on_info, on_bericht);
  return xml::read(xml, reader);
}

std::optional<std::string> foreign_to_base64(std::string_view xml) {
  Base64Reader reader;
  xml::read(xml, reader);
  return reader.found;
}

Glimpse glimpse(std::string_view xml) {
  GlimpseReader reader;
  xml::read(xml, reader);
  return reader.found;
}

}  // namespace mosim::berichtenbox
