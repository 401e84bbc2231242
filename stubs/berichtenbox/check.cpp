#include "stubs/berichtenbox/check.hpp"

#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/herstel.hpp"
#include "stubs/berichtenbox/keuring.hpp"

#include <functional>
#include <set>

namespace mosim::berichtenbox {

namespace {

constexpr std::size_t most_problems = 1000;
constexpr std::string_view needs_world = "it needs a world: --data-dir DIR";
constexpr std::string_view needs_sender =
    "who sends it is not known: --afzender OIN, or give the ebMS message";

bool mentions(const check::Document& document, std::string_view ns) {
  return document.bytes().substr(0, 4096).find(ns) != std::string_view::npos;
}

void with_kennis(const check::Context& context, const std::function<void(Kennis&)>& f) {
  if (context.world) {
    context.world->database().read([&](store::Connection& c) {
      WereldKennis kennis(c);
      f(kennis);
    });
  } else {
    Kennis nothing;
    f(nothing);
  }
}

Maatstaf maatstaf_of(const check::Context& context) {
  if (context.world) return maatstaf(*context.world, context.now);
  return {context.now, context.is("berichtenbox.controle-abonnement", "aan", "aan"),
          context.is("berichtenbox.publicatiedatum-vanaf", "aanmaakdatum", "ontvangst")};
}

// What stays open without a world, or without knowing who sends.
void tell_unjudged(check::Judgement& found, const check::Context& context,
                   std::string_view oin_rule, const std::string& oin) {
  if (context.sender.empty())
    found.skip(oin_rule, needs_sender);
  else if (!context.world && context.sender != oin)
    found.skip(oin_rule, "the sender may be an intermediary of the organisation; " +
                             std::string(needs_world));
}

int is_batch(const check::Document& document) {
  if (document.root() == "Berichten") return 90;
  return mentions(document, "schemas.rdw.nl/GEB/BerichtVerwerkService/Types") ||
                 mentions(document, "schemas.rdw.nl/GEB/BerichtenP")
             ? 40
             : 0;
}

class BatchJudge {
 public:
  BatchJudge(const check::Document& document, const check::Context& context)
      : document_(document), context_(context), maatstaf_(maatstaf_of(context)) {}

  check::Judgement judge() {
    found_.add(document_, keur_document(document_.bytes(), most_problems));
    found_.whole = found_.findings.empty();
    if (!found_.whole) return std::move(found_);
    with_kennis(context_, [&](Kennis& kennis) {
      read_batch(
          document_.bytes(), [&](const BatchInfo& info) { begin(info, kennis); },
          [&](Bericht& bericht) { judge(bericht, kennis); });
    });
    tell_unjudged(found_, context_, rule::oin, info_.leverancier);
    if (!context_.world)
      for (const std::string_view rule :
           {rule::berichttype, rule::bsn, rule::geen_box, rule::niet_geabonneerd, rule::bestaat_al})
        found_.skip(rule, needs_world);
    return std::move(found_);
  }

 private:
  void begin(const BatchInfo& info, Kennis& kennis) {
    info_ = info;
    if (context_.sender.empty()) return;
    if (auto hit = keur_leverancier(info, context_.sender, maatstaf_, kennis))
      found_.add(document_, std::move(*hit));
  }

  void judge(const Bericht& bericht, Kennis& kennis) {
    Keuring keuring = keur(bericht, info_, maatstaf_, kennis);
    found_.add(document_, std::move(keuring.warnings));
    const bool placed = keuring.weigeringen.empty();
    for (Weigering& why : keuring.weigeringen) found_.add(document_, std::move(why.hit));
    if (!placed) return;
    const bool fresh = seen_.insert(text::lower(bericht.bericht_id)).second;
    if (!fresh || kennis.delivered(info_.leverancier, bericht.bericht_id).value_or(false))
      found_.add(document_, bestaat_al(bericht).hit);
  }

  const check::Document& document_;
  const check::Context& context_;
  const Maatstaf maatstaf_;
  check::Judgement found_;
  BatchInfo info_;
  std::set<std::string> seen_;
};

check::Judgement judge_batch(const check::Document& document, const check::Context& context) {
  return BatchJudge(document, context).judge();
}

int is_aanvraag(const check::Document& document) {
  if (document.root() == "AbonnementAanvraag") return 90;
  return mentions(document, "schemas.overheid.nl/GEB/AbonnementServiceProcessor") ? 40 : 0;
}

check::Judgement judge_aanvraag(const check::Document& document, const check::Context& context) {
  check::Judgement found;
  found.add(document, keur_aanvraag(document.bytes(), most_problems));
  found.whole = found.findings.empty();
  if (!found.whole) return found;
  const Aanvraag aanvraag = read_aanvraag(document.bytes());
  if (!context.sender.empty())
    with_kennis(context, [&](Kennis& kennis) {
      if (auto hit = keur_vrager(aanvraag, context.sender, context.now, kennis))
        found.add(document, std::move(*hit));
    });
  tell_unjudged(found, context, rule::aanvraag_oin, aanvraag.oin);
  return found;
}

}  // namespace

std::vector<check::Checker> checkers() {
  constexpr std::string_view service = "MIJNOVERHEID.ebMS.BB.2.0";
  return {{"batch",
           "a batch of messages for the Berichtenbox (GLOBE-R-BV-Request)",
           is_batch,
           judge_batch,
           herstel_batch,
           nullptr,
           {service, "GLOBE-R-BV-Request", rule::payload}},
          {"aanvraag",
           "an AbonnementAanvraag (GLOBE-R-A-Request)",
           is_aanvraag,
           judge_aanvraag,
           herstel_aanvraag,
           nullptr,
           {service, "GLOBE-R-A-Request", rule::payload}},
          vraag_checker()};
}

}  // namespace mosim::berichtenbox
