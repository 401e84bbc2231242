#include "simulator/app/send_report.hpp"

#include "simulator/base/text.hpp"
#include "simulator/xml/document.hpp"
#include "stubs/berichtenbox/rules.hpp"

#include <fmt/format.h>

#include <map>

namespace mosim::app {

namespace {

std::string_view meaning(std::string_view given) {
  namespace code = berichtenbox::code;
  static const std::map<std::string_view, std::string_view> texts = {
      {code::verwerkt, "it is in the citizen's Berichtenbox, or will be on its PublicatieDatum"},
      {code::niet_geabonneerd,
       "this BSN has no active box or did not choose to get messages of this organisation or type; "
       "send it on paper"},
      {code::type_onbekend, "the organisation has no active berichttype of this code"},
      {code::bestaat_al,
       "a message with this BerichtID was delivered before; give every message an id of its own"},
      {code::publicatie, "the PublicatieDatum is too far ahead"},
      {code::aanmaak, "the AanmaakDatum of the batch is too long ago; make a fresh batch"},
      {code::bijlage, "the attachments of the message are together too big"},
      {code::oin,
       "the BerichtLeverancierID is not the OIN of the sender nor of one that it sends for"},
      {code::xml,
       "the batch does not follow the schema; the journal names the line and the element"},
      {code::technisch_probleem, "MijnOverheid could not process it; the journal says why"}};
  const auto found = texts.find(given);
  return found == texts.end() ? "see the journal: mijnoverheid-sim journal" : found->second;
}

}  // namespace

void Report::add(const Delivery& delivery, int berichten) {
  Sent sent{delivery.message_id, delivery.conversation, "",       delivery.error,
            delivery.attempts,   delivery.acknowledged, berichten};
  total_ += berichten;
  if (!delivery.result.empty()) {
    const auto document =
        xml::Document::parse(delivery.result, &xml::Schema::load("berichtenbox/result.xsd"));
    if (!document)
      sent.error = "the result is not valid: " + describe(document.error());
    else {
      const auto info = document->root().child("BatchInformatie");
      sent.batch_id = info.child("BatchID").text();
      for (const auto& bericht : document->root().child("Berichten").children()) {
        rows_.push_back({std::string(bericht.child("BerichtID").text()),
                         std::string(bericht.child("BerichtType").text()),
                         std::string(bericht.child("VerwerkingsCode").text()),
                         std::string(bericht.child("Stadium").text()), sent_.size()});
        if (rows_.back().code == "Verwerkt") ++delivered_;
      }
    }
  }
  sent_.push_back(std::move(sent));
}

void Report::print_table() const {
  for (const Sent& sent : sent_)
    fmt::print("MessageId {}  ConversationId {}  {} message{}  acknowledgment: {}{}{}\n",
               sent.message_id, sent.conversation, sent.berichten, sent.berichten == 1 ? "" : "s",
               sent.acknowledged ? "yes" : "no",
               sent.attempts > 1 ? fmt::format(", sent {} times", sent.attempts) : "",
               sent.error.empty() ? "" : "  " + sent.error);
  if (!rows_.empty())
    fmt::print("\n{:<38} {:<9} {:<36} {}\n", "BerichtID", "Type", "VerwerkingsCode", "Stadium");
  std::map<std::string, int> counts;
  for (const Row& row : rows_) {
    fmt::print("{:<38} {:<9} {:<36} {}\n", row.bericht_id, row.berichttype, row.code, row.stadium);
    ++counts[row.code];
  }
  if (!counts.empty()) fmt::print("\n");
  for (const auto& [code, count] : counts) fmt::print("{:>6} {}: {}\n", count, code, meaning(code));
  fmt::print("{} of {} delivered\n", delivered_, total_);
}

void Report::print_json() const {
  nlohmann::json out = {
      {"berichten", total_}, {"verwerkt", delivered_}, {"leveringen", nlohmann::json::array()}};
  for (const Sent& sent : sent_)
    out["leveringen"].push_back(
        {{"messageId", sent.message_id},
         {"conversationId", sent.conversation},
         {"batchId", sent.batch_id},
         {"berichten", sent.berichten},
         {"pogingen", sent.attempts},
         {"bevestigd", sent.acknowledged},
         {"fout", sent.error.empty() ? nlohmann::json() : nlohmann::json(sent.error)},
         {"resultaten", nlohmann::json::array()}});
  for (const Row& row : rows_)
    out["leveringen"][row.delivery]["resultaten"].push_back({{"berichtId", row.bericht_id},
                                                             {"berichtType", row.berichttype},
                                                             {"code", row.code},
                                                             {"stadium", row.stadium}});
  fmt::print("{}\n", out.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace mosim::app
