// Batches and questions as an organisation writes them, and what the Berichtenbox makes of them.
#pragma once

#include "simulator/domain/seed.hpp"
#include "simulator/xml/document.hpp"
#include "stubs/berichtenbox/result.hpp"
#include "stubs/berichtenbox/rules.hpp"
#include "stubs/berichtenbox/stub.hpp"
#include "stubs/berichtenbox/verwerk.hpp"
#include "tests/support/doors.hpp"

#include <fmt/format.h>

namespace mosim::berichtenbox::test {

using ebms::test::now;
using mosim::testing::anna;
using mosim::testing::json;

inline const std::string gemeente(domain::kGemeente);
inline const std::string waterschap(domain::kWaterschap);
inline const std::string ict(domain::kIntermediair);
inline const std::string zonder_box = "999990020", uitvinker = "999990032", halfman = "999990044";
inline const std::string batch_id = "5c0f6a52-7b1e-4e0c-9a0d-2f8d1c6b7e01";
inline constexpr auto day = std::chrono::hours(24);

// A GUID that ends in this number.
inline std::string guid(int n) { return fmt::format("0f9e3d11-52c4-4f7b-8c55-{:012x}", n); }

struct Letter {
  std::string id = guid(1);
  std::string type = "PARKVERG";
  std::string bsn = anna;
  std::string publicatie;  // xs:dateTime, or not there
  std::string onderwerp = "Uw parkeervergunning";
  std::string bijlagen;  // XML
};

inline std::string bijlage(std::size_t bytes, int volgorde = 1) {
  return fmt::format(
      "<b:Bijlage><b:Inhoud>{}</b:Inhoud><b:BijlageType>Pdf</b:BijlageType>"
      "<b:Omschrijving>brief</b:Omschrijving><b:Volgorde>{}</b:Volgorde></b:Bijlage>",
      text::base64_encode("%PDF-" + std::string(bytes - 5, 'x')), volgorde);
}

inline std::string xml_of(const Letter& l, const std::string& batch) {
  return fmt::format(
      "<b:Bericht><b:BerichtInformatie><b:BatchID>{}</b:BatchID><b:BerichtID>{}</b:BerichtID>"
      "<b:BerichtType>{}</b:BerichtType>{}<b:Onderwerp>{}</b:Onderwerp>"
      "<b:GebruikerID>{}</b:GebruikerID><b:SoortGebruiker>Burger</b:SoortGebruiker>"
      "</b:BerichtInformatie>{}</b:Bericht>",
      batch, l.id, l.type,
      l.publicatie.empty() ? "" : "<b:PublicatieDatum>" + l.publicatie + "</b:PublicatieDatum>",
      l.onderwerp, l.bsn, l.bijlagen.empty() ? "" : "<b:Bijlagen>" + l.bijlagen + "</b:Bijlagen>");
}

inline std::string batch(const std::vector<Letter>& letters, const std::string& oin = gemeente,
                         const std::string& aanmaak = "2026-11-24T08:00:00Z",
                         const std::string& id = batch_id) {
  std::string out = fmt::format(
      "<bv:Berichten xmlns:bv=\"http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01\" "
      "xmlns:b=\"http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01\">"
      "<bv:BatchInformatie><bv:BatchID>{}</bv:BatchID><bv:AanmaakDatum>{}</bv:AanmaakDatum>"
      "<bv:BerichtLeverancierID>{}</bv:BerichtLeverancierID></bv:BatchInformatie>",
      id, aanmaak, oin);
  for (const Letter& letter : letters) out += xml_of(letter, id);
  return out + "</bv:Berichten>";
}

// A result as its receiver reads it.
struct Answer {
  std::string xml;
  xml::Document document;
  journal::Entry entry;

  int number(std::string_view name) const {
    return static_cast<int>(
        text::to_int(document.root().child("BatchInformatie").child(name).text()).value_or(-1));
  }
  std::string info(std::string_view name) const {
    return document.root().child("BatchInformatie").child(name).text();
  }
  std::vector<xml::Element> berichten() const {
    return document.root().child("Berichten").children();
  }
  std::string of_each(std::string_view name) const {
    std::string out;
    for (const auto& bericht : berichten())
      out += (out.empty() ? "" : " ") + bericht.child(name).text();
    return out;
  }
  std::string codes() const { return of_each("VerwerkingsCode"); }
  bool hit(std::string_view rule) const {
    return std::any_of(entry.hits.begin(), entry.hits.end(),
                       [&](const rules::Hit& h) { return h.rule == rule; });
  }
};

class Box : public mosim::testing::Doors {
 public:
  Box() : Doors([](House& house) { install(house); }) {}

  ebms::Received received(const std::string& payload, const std::string& sender = gemeente) {
    ebms::Received m;
    m.id = ++messages_;
    m.message_id = fmt::format("m{}@adapter.example", messages_);
    m.conversation = "conversation";
    m.sender = sender;
    m.received_at = world().clock().now();
    m.payloads = {{"payload-1", "text/xml", Blob::of(payload)}};
    return m;
  }
  // What the service says to this message, as the message service would have it processed.
  template <class Service>
  std::vector<ebms::Reply> process(Service service, const ebms::Received& message,
                                   journal::Entry& entry) {
    const ebms::Step step = service(world(), message, entry);
    if (!step) return {};
    return world().database().write([&](store::Connection& c) { return step(c); });
  }
  Answer deliver(const ebms::Received& message) {
    Answer answer;
    const auto replies = process(verwerk, message, answer.entry);
    REQUIRE(replies.size() == 1);
    CHECK(replies[0].action == "GLOBE-R-BV-Result");
    CHECK(replies[0].content_type == "text/xml");
    answer.xml = replies[0].body;
    INFO(answer.xml);
    CHECK(xml::check(answer.xml, &xml::Schema::load("berichtenbox/result.xsd")).ok());
    answer.document = xml::Document::parse(answer.xml).value();
    return answer;
  }
  Answer deliver(const std::string& payload, const std::string& sender = gemeente) {
    return deliver(received(payload, sender));
  }
  Answer deliver(const std::vector<Letter>& letters) { return deliver(batch(letters)); }

  json inbox(const std::string& bsn = anna, const std::string& query = "?limit=1000") {
    return get("/api/v1/burgers/" + bsn + "/berichten" + query).at("berichten");
  }
  void set(const std::string& id, const std::string& value) {
    REQUIRE(world().switches().set("berichtenbox." + id, value));
  }

 private:
  int messages_ = 0;
};

}  // namespace mosim::berichtenbox::test
