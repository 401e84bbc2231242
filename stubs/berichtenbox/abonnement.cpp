#include "stubs/berichtenbox/abonnement.hpp"

#include "simulator/base/gzip.hpp"
#include "simulator/base/text.hpp"
#include "simulator/domain/abonnementen.hpp"
#include "simulator/xml/document.hpp"
#include "stubs/berichtenbox/keuring.hpp"
#include "stubs/berichtenbox/storingen.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

namespace mosim::berichtenbox {

namespace {

constexpr std::string_view action_answer = "GLOBE-R-A-Result";

// The form of the answer is the simulator's own choice (spec 6), and stands here only;
// data/schemas/berichtenbox/abonnement.xsd describes it.
class Answer {
 public:
  Answer(const std::string& oin, const std::string& verzoek_id) {
    zip_.add(
        fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                    "<a:AbonnementAntwoord "
                    "xmlns:a=\"http://schemas.overheid.nl/GEB/AbonnementServiceProcessor/2014/02\">"
                    "<BerichtLeverancier><OIN>{}</OIN></BerichtLeverancier><VerzoekId>{}</"
                    "VerzoekId><Abonnementen>",
                    xml::escape(oin), xml::escape(verzoek_id)));
  }
  void add(std::string_view bsn, bool subscribed) {
    zip_.add(fmt::format("<Abonnement><BSN>{}</BSN><Geabonneerd>{}</Geabonneerd></Abonnement>", bsn,
                         subscribed));
    ++count_;
  }
  int count() const { return count_; }
  std::string finish() {
    zip_.add("</Abonnementen></a:AbonnementAntwoord>");
    return zip_.finish();
  }

 private:
  Gzip zip_;
  int count_ = 0;
};

void refuse(journal::Entry& entry, rules::Hit hit) {
  entry.outcome = "refused";
  entry.note = "the AbonnementAanvraag is not answered";
  entry.hits.push_back(std::move(hit));
}

// The one payload, when it is valid; else the journal knows why not.
std::optional<std::string_view> valid_payload(const ebms::Received& message,
                                              journal::Entry& entry) {
  if (message.payloads.size() != 1) {
    refuse(entry, rules::hit(rule_named(rule::payload), "/Envelope/Body/Manifest",
                             fmt::format("there are {} payload parts", message.payloads.size())));
    return std::nullopt;
  }
  const std::string_view bytes = message.payloads[0].bytes.view();
  auto hits = keur_aanvraag(bytes);
  const bool valid = hits.empty();
  for (rules::Hit& hit : hits) refuse(entry, std::move(hit));
  return valid ? std::optional(bytes) : std::nullopt;
}

std::string answer_to(store::Connection& c, std::string_view bytes, const Aanvraag& question,
                      int& count) {
  Answer answer(question.oin, question.verzoek_id);
  if (question.since) {
    domain::abonnementen::for_each_change(
        c, question.oin, *question.since,
        [&](const std::string& bsn, bool on) { answer.add(bsn, on); });
  } else if (question.bsns > 0) {
    read_aanvraag(bytes, [&](const std::string& bsn) {
      answer.add(bsn, domain::abonnementen::is_subscribed(c, bsn, question.oin));
    });
  } else {
    domain::abonnementen::for_each_subscriber(
        c, question.oin, [&](const std::string& bsn) { answer.add(bsn, true); });
  }
  count = answer.count();
  return answer.finish();
}

}  // namespace

ebms::Step abonnement(World& world, const ebms::Received& message, journal::Entry& entry) {
  const auto bytes = valid_payload(message, entry);
  if (!bytes) return {};
  const Aanvraag question = read_aanvraag(*bytes);
  entry.subject = text::one_line(question.verzoek_id);
  return world.database().read([&](store::Connection& c) -> ebms::Step {
    WereldKennis kennis(c);
    if (auto hit = keur_vrager(question, message.sender, message.received_at, kennis)) {
      refuse(entry, std::move(*hit));
      return {};
    }
    int count = 0;
    auto zipped = std::make_shared<std::string>(answer_to(c, *bytes, question, count));
    entry.note = fmt::format("{}: {} burgers in the answer", question.kind(), count);
    Storingen storingen(world, message, entry);
    if (storingen.fires(storing::geen_abonnementen)) return {};
    Duration delay = world.switches().duration("berichtenbox.abonnement-vertraging");
    if (const auto fired = storingen.fires(storing::late_abonnementen))
      delay += fired->duration("na");
    return [zipped, delay](store::Connection&) {
      return std::vector<ebms::Reply>{{std::string(action_answer), "abonnementen",
                                       "application/gzip", std::move(*zipped), delay}};
    };
  });
}

}  // namespace mosim::berichtenbox
