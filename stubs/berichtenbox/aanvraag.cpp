#include "stubs/berichtenbox/aanvraag.hpp"

#include "simulator/xml/gate.hpp"
#include "stubs/berichtenbox/moment.hpp"

namespace mosim::berichtenbox {

namespace {

class Reader : public xml::Events {
 public:
  explicit Reader(const std::function<void(const std::string&)>& on_bsn) : on_bsn_(on_bsn) {}
  Aanvraag found;

  void start(std::string_view, std::string_view, int) override { text_.clear(); }
  void text(std::string_view piece) override { text_ += piece; }
  void end(std::string_view, std::string_view name) override {
    if (name == "OIN") found.oin = text_;
    if (name == "VerzoekId") found.verzoek_id = text_;
    if (name == "MutatieDatum") found.since = moment_of(text_);
    if (name == "BSN") {
      ++found.bsns;
      if (on_bsn_) on_bsn_(text_);
    }
    text_.clear();
  }

 private:
  const std::function<void(const std::string&)>& on_bsn_;
  std::string text_;
};

}  // namespace

Aanvraag read_aanvraag(std::string_view xml,
                       const std::function<void(const std::string&)>& on_bsn) {
  Reader reader(on_bsn);
  xml::read(xml, reader);
  return std::move(reader.found);
}

}  // namespace mosim::berichtenbox
