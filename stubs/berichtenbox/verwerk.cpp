// BerichtVerwerkService: a batch is judged message by message and what is good goes into the boxes.
// Spec: berichtenbox 3, 4.
#include "stubs/berichtenbox/verwerk.hpp"

#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/keuring.hpp"
#include "stubs/berichtenbox/meldingen.hpp"
#include "stubs/berichtenbox/plaatsing.hpp"
#include "stubs/berichtenbox/result.hpp"
#include "stubs/berichtenbox/storingen.hpp"

#include <fmt/format.h>

#include <memory>

namespace mosim::berichtenbox {

namespace {

struct Moment {
  Maatstaf maatstaf;
  std::string sender;
  bool opslagfout;
  meldingen::Termijnen termijnen;
};

// Judges and stores the messages of one batch, within one transaction.
class Judge {
 public:
  Judge(store::Connection& c, const Moment& moment, Storingen& storingen, journal::Entry& entry)
      : c_(c), kennis_(c), moment_(moment), storingen_(storingen), entry_(entry) {}

  BatchInfo info;
  std::vector<Outcome> outcomes;
  std::optional<rules::Hit> foreign;  // the whole batch is refused: its OIN is not the sender's

  void begin(const BatchInfo& batch) {
    info = batch;
    foreign = keur_leverancier(info, moment_.sender, moment_.maatstaf, kennis_);
    technisch_probleem_ = !foreign && storingen_.fires(storing::technisch);
  }

  void bericht(Bericht& b, std::int64_t batch_row) {
    if (foreign) return;
    Outcome outcome{b.bericht_id, b.berichttype, code::verwerkt, stadium::na, "", ""};
    if (!forced(b, outcome)) judge(b, batch_row, outcome);
    outcomes.push_back(std::move(outcome));
  }

 private:
  void hit(rules::Hit one) {
    if (entry_.hits.size() < 100) entry_.hits.push_back(std::move(one));
  }

  // An outcome that a storing gives, whatever the message is.
  bool forced(const Bericht& b, Outcome& o) {
    Verwerking as{code::technisch_probleem, stadium::opslag};
    if (!technisch_probleem_) {
      const auto fired = storingen_.fires(storing::verwerkingscode, b.bsn);
      if (!fired) return false;
      as = verwerking_named(fired->text("code"));
    }
    o.code = as.code;
    o.stadium = as.stadium;
    o.detail = "by a storing";
    return true;
  }

  void judge(const Bericht& b, std::int64_t batch_row, Outcome& o) {
    Keuring keuring = keur(b, info, moment_.maatstaf, kennis_);
    for (rules::Hit& warning : keuring.warnings) hit(std::move(warning));
    if (keuring.weigeringen.empty())
      place(b, batch_row, o);
    else
      refuse(o, std::move(keuring.weigeringen.front()));
  }

  void refuse(Outcome& o, Weigering why) {
    o.code = why.code;
    o.stadium = why.stadium;
    o.rule = why.hit.rule;
    o.detail = why.hit.detail;
    hit(std::move(why.hit));
  }

  void place(const Bericht& b, std::int64_t batch_row, Outcome& o) {
    if (moment_.opslagfout && !kennis_.delivered(info.leverancier, b.bericht_id).value())
      return refuse(o, {code::technisch_probleem, stadium::opslag,
                        rules::hit(rule_named(rule::opslag), b.place("BerichtInformatie"),
                                   "scripted by switch berichtenbox.opslagfout")});
    const Timestamp ontvangen = moment_.maatstaf.ontvangen;
    const Timestamp zichtbaar = std::max(b.publicatiedatum.value_or(ontvangen), ontvangen);
    const auto id = plaats(c_, b, info.leverancier, batch_row, zichtbaar, ontvangen);
    if (!id) return refuse(o, bestaat_al(b));
    meldingen::geplaatst(c_, moment_.termijnen, *id, zichtbaar, ontvangen);
  }

  store::Connection& c_;
  WereldKennis kennis_;
  const Moment& moment_;
  Storingen& storingen_;
  journal::Entry& entry_;
  bool technisch_probleem_ = false;  // of the whole batch
};

// The one Bericht that stands for a batch that was refused as a whole (spec 4.4).
Outcome nil_outcome(std::string_view code, std::string_view rule, std::string detail) {
  return {std::string(nil_guid), "Onbekend",        code,
          stadium::type,         std::string(rule), std::move(detail)};
}

void keep(store::Connection& c, std::int64_t row, const BatchResult& result) {
  c.run(
      "update batch set leverancier = ?, batch_id = ?, verwerkt_at = ?, totaal = ?, verwerkt = ? "
      "where id = ?",
      result.leverancier, result.batch_id, time::to_millis(result.verwerkt), result.totaal,
      result.count(code::verwerkt), row);
  int position = 0;
  for (const Outcome& o : result.outcomes)
    c.run("insert into bericht_resultaat values (?,?,?,?,?,?,?,?)", row, position++, o.bericht_id,
          o.berichttype, o.code, o.stadium, o.rule, o.detail);
}

std::vector<ebms::Reply> reply(World& world, BatchResult result, Storingen& storingen,
                               journal::Entry& entry) {
  entry.subject = result.batch_id;
  entry.note = fmt::format("{} of {} messages placed", result.count(code::verwerkt), result.totaal);
  if (world.switches().is("berichtenbox.resultaat", "nooit")) {
    entry.note += "; no result, by switch berichtenbox.resultaat";
    return {};
  }
  if (storingen.fires(storing::geen_resultaat)) return {};
  Duration delay = world.switches().duration("berichtenbox.resultaat-vertraging");
  if (const auto fired = storingen.fires(storing::laat)) delay += fired->duration("na");
  if (const auto fired = storingen.fires(storing::aantallen))
    result.te_hoog = static_cast<int>(fired->number("verschil"));
  std::vector<ebms::Reply> replies{{std::string(action_result), "resultaat-" + result.batch_id,
                                    "text/xml", write_result(result), delay}};
  if (storingen.fires(storing::dubbel)) replies.push_back(replies.front());
  return replies;
}

}  // namespace

ebms::Step verwerk(World& world, const ebms::Received& message, journal::Entry& entry) {
  const Moment moment{maatstaf(world, message.received_at), message.sender,
                      world.switches().is("berichtenbox.opslagfout", "ja"),
                      meldingen::termijnen(world)};
  // A batch that is refused as a whole is known before the transaction.
  std::shared_ptr<BatchResult> refused;
  const auto refuse_all = [&](rules::Hit hit) {
    if (!refused) {
      const Glimpse seen =
          message.payloads.empty() ? Glimpse{} : glimpse(message.payloads[0].bytes.view());
      refused = std::make_shared<BatchResult>();
      refused->leverancier = seen.leverancier.empty() ? message.sender : seen.leverancier;
      refused->batch_id = is_guid(seen.batch_id) ? seen.batch_id : nil_guid;
      refused->totaal = std::max(1, seen.berichten);
      refused->outcomes.push_back(nil_outcome(code::xml, hit.rule, hit.detail));
    }
    entry.hits.push_back(std::move(hit));
  };
  if (message.payloads.size() != 1)
    refuse_all(rules::hit(rule_named(rule::payload), "/Envelope/Body/Manifest",
                          fmt::format("there are {} payload parts", message.payloads.size())));
  else
    for (rules::Hit& hit : keur_document(message.payloads[0].bytes.view()))
      refuse_all(std::move(hit));

  return [&world, &entry, message, moment, refused](store::Connection& c) {
    c.run(
        "insert into batch (message_id, conversation, leverancier, batch_id, ontvangen_at, "
        "verwerkt_at, totaal, verwerkt) values (?,?,'','',?,0,0,0)",
        message.message_id, message.conversation, time::to_millis(moment.maatstaf.ontvangen));
    const std::int64_t row = c.last_id();
    Storingen storingen(world, message, entry);
    BatchResult result;
    if (refused) {
      result = *refused;
    } else {
      Judge judge(c, moment, storingen, entry);
      int total = 0;
      const std::function<void(const BatchInfo&)> on_info = [&](const BatchInfo& info) {
        judge.begin(info);
      };
      const std::function<void(Bericht&)> on_bericht = [&](Bericht& bericht) {
        ++total;
        judge.bericht(bericht, row);
      };
      read_batch(message.payloads[0].bytes.view(), on_info, on_bericht);
      result.leverancier = judge.info.leverancier;
      result.batch_id = judge.info.batch_id;
      result.totaal = total;
      result.outcomes = std::move(judge.outcomes);
      if (judge.foreign) {
        result.outcomes = {nil_outcome(code::oin, rule::oin, judge.foreign->detail)};
        entry.hits.push_back(std::move(*judge.foreign));
      }
    }
    result.ontvangen = moment.maatstaf.ontvangen;
    result.verwerkt = world.clock().now();
    keep(c, row, result);
    return reply(world, std::move(result), storingen, entry);
  };
}

}  // namespace mosim::berichtenbox
