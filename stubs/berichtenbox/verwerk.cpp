// BerichtVerwerkService: a batch is judged message by message and what is good goes into the boxes.
// Spec: berichtenbox 3, 4.
#include "stubs/berichtenbox/verwerk.hpp"

#include "simulator/base/text.hpp"
#include "simulator/domain/abonnementen.hpp"
#include "simulator/domain/burger.hpp"
#include "simulator/domain/organisaties.hpp"
#include "simulator/xml/gate.hpp"
#include "stubs/berichtenbox/batch.hpp"
#include "stubs/berichtenbox/meldingen.hpp"
#include "stubs/berichtenbox/plaatsing.hpp"
#include "stubs/berichtenbox/result.hpp"
#include "stubs/berichtenbox/rules.hpp"
#include "stubs/berichtenbox/storingen.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>

namespace mosim::berichtenbox {

namespace {

constexpr std::size_t most_batch = 100'000'000;  // TAH 5.2
constexpr std::size_t most_bijlagen = 512'000;   // spec 3.5, SIM
constexpr std::size_t safe_bijlagen = 500'000;
constexpr auto most_days = std::chrono::hours(13 * 24);

struct Moment {
  Timestamp ontvangen;
  std::string sender;
  bool controle;
  bool vanaf_aanmaak;
  bool opslagfout;
  meldingen::Termijnen termijnen;
};

// Judges and stores the messages of one batch, within one transaction.
class Judge {
 public:
  Judge(store::Connection& c, const Moment& moment, Storingen& storingen, journal::Entry& entry)
      : c_(c), moment_(moment), storingen_(storingen), entry_(entry) {}

  BatchInfo info;
  std::vector<Outcome> outcomes;
  bool foreign = false;  // the whole batch is refused: its OIN is not the sender's

  void begin(const BatchInfo& batch) {
    info = batch;
    const auto& oin = info.leverancier;
    foreign = oin != moment_.sender &&
              !domain::organisaties::is_client(c_, moment_.sender, oin, moment_.ontvangen);
    technisch_probleem_ = !foreign && storingen_.fires(storing::technisch);
  }

  void bericht(Bericht& b, std::int64_t batch_row) {
    if (foreign) return;
    Outcome outcome{b.bericht_id, b.berichttype, code::verwerkt, stadium::na, "", ""};
    if (!forced(b, outcome)) {
      check(b, outcome);
      if (outcome.code == code::verwerkt) place(b, batch_row, outcome);
    }
    if (!outcome.rule.empty()) hit(outcome.rule, b.place("BerichtInformatie"), outcome.detail);
    outcomes.push_back(std::move(outcome));
  }

 private:
  void hit(std::string_view rule, std::string place, std::string detail) {
    if (entry_.hits.size() < 100)
      entry_.hits.push_back(rules::hit(rule_named(rule), std::move(place), std::move(detail)));
  }
  static void refuse(Outcome& o, std::string_view code, std::string_view stadium,
                     std::string_view rule, std::string detail) {
    o = {o.bericht_id, o.berichttype, code, stadium, std::string(rule), std::move(detail)};
  }

  // An outcome that a storing gives, whatever the message is.
  bool forced(const Bericht& b, Outcome& o) {
    Verwerking as{code::technisch_probleem, stadium::opslag};
    if (!technisch_probleem_) {
      const auto fired = storingen_.fires(storing::verwerkingscode, b.bsn);
      if (!fired) return false;
      as = verwerking_named(fired->text("code"));
    }
    refuse(o, as.code, as.stadium, "", "by a storing");
    return true;
  }

  // In the order of spec 4.5.
  void check(const Bericht& b, Outcome& o) {
    warn(b);
    if (info.aanmaakdatum && moment_.ontvangen - *info.aanmaakdatum > most_days)
      return refuse(o, code::aanmaak, stadium::na, rule::aanmaakdatum,
                    fmt::format("AanmaakDatum is {}", time::format(*info.aanmaakdatum)));
    if (!type_active(b.berichttype))
      return refuse(o, code::type_onbekend, stadium::type, rule::berichttype,
                    fmt::format("'{}' is not an active berichttype of {}",
                                text::one_line(b.berichttype, 20), info.leverancier));
    const Timestamp from =
        moment_.vanaf_aanmaak && info.aanmaakdatum ? *info.aanmaakdatum : moment_.ontvangen;
    if (b.publicatiedatum && *b.publicatiedatum - from > most_days)
      return refuse(o, code::publicatie, stadium::na, rule::publicatiedatum,
                    fmt::format("PublicatieDatum is {}", time::format(*b.publicatiedatum)));
    std::size_t bytes = 0;
    for (const Bijlage& bijlage : b.bijlagen) bytes += bijlage.grootte;
    if (bytes > most_bijlagen)
      return refuse(o, code::bijlage, stadium::na, rule::bijlage_grootte,
                    fmt::format("{} bytes", bytes));
    if (bytes > safe_bijlagen)
      hit(rule::bijlage_grens, b.place("Bijlagen"), fmt::format("{} bytes", bytes));
    check_burger(b, o);
  }

  void check_burger(const Bericht& b, Outcome& o) {
    if (!domain::bsn_valid(b.bsn))
      return refuse(o, code::niet_geabonneerd, stadium::gebruiker, rule::bsn,
                    "GebruikerID fails the eleven-test");
    const auto delivery =
        domain::abonnementen::deliverability(c_, b.bsn, info.leverancier, b.berichttype);
    if (!delivery.known)
      return refuse(o, code::niet_geabonneerd, stadium::gebruiker, rule::bsn,
                    "no burger of this world has this BSN");
    if (!moment_.controle) return;
    if (!delivery.active)
      return refuse(o, code::niet_geabonneerd, stadium::gebruiker, rule::geen_box,
                    "the burger has no active Berichtenbox");
    if (!delivery.subscribed)
      return refuse(o, code::niet_geabonneerd, stadium::gebruiker, rule::niet_geabonneerd,
                    "the burger switched off the organisation or the type");
  }

  void warn(const Bericht& b) {
    if (b.batch_id != info.batch_id)
      hit(rule::inner_batch_id, b.place("BerichtInformatie/BatchID"),
          text::one_line(b.batch_id, 40));
    if (b.tekst.find_first_of("\r\n") != std::string::npos)
      hit(rule::regeleinde, b.place("BerichtInformatie/BerichtTekst"),
          "it holds a real line break");
    int expected = 1;
    for (const Bijlage& bijlage : b.bijlagen) {
      if (bijlage.volgorde != expected++)
        hit(rule::volgorde, b.place("Bijlagen/Bijlage/Volgorde"), std::to_string(bijlage.volgorde));
      if (bijlage.grootte == bijlage.inhoud.size() && !bijlage.inhoud.starts_with("%PDF-"))
        hit(rule::bijlage_pdf, b.place("Bijlagen/Bijlage/Inhoud"), "it does not begin with %PDF-");
    }
  }

  bool type_active(const std::string& code) {
    const auto [at, fresh] = types_.try_emplace(code, false);
    if (fresh) {
      const auto type = domain::organisaties::find_type(c_, info.leverancier, code);
      at->second = type && type->actief;
    }
    return at->second;
  }

  bool exists(const Bericht& b) {
    return c_
        .integer("select 1 from bericht where leverancier = ? and bericht_id = ?", info.leverancier,
                 text::lower(b.bericht_id))
        .has_value();
  }

  void place(const Bericht& b, std::int64_t batch_row, Outcome& o) {
    if (moment_.opslagfout && !exists(b))
      return refuse(o, code::technisch_probleem, stadium::opslag, rule::opslag,
                    "scripted by switch berichtenbox.opslagfout");
    const auto zichtbaar =
        std::max(b.publicatiedatum.value_or(moment_.ontvangen), moment_.ontvangen);
    const auto id = plaats(c_, b, info.leverancier, batch_row, zichtbaar, moment_.ontvangen);
    if (!id)
      return refuse(o, code::bestaat_al, stadium::na, rule::bestaat_al,
                    "this BerichtID was delivered before");
    meldingen::geplaatst(c_, moment_.termijnen, *id, zichtbaar, moment_.ontvangen);
  }

  store::Connection& c_;
  const Moment& moment_;
  Storingen& storingen_;
  journal::Entry& entry_;
  std::map<std::string, bool> types_;
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
  const Moment moment{message.received_at,
                      message.sender,
                      world.switches().is("berichtenbox.controle-abonnement", "aan"),
                      world.switches().is("berichtenbox.publicatiedatum-vanaf", "aanmaakdatum"),
                      world.switches().is("berichtenbox.opslagfout", "ja"),
                      meldingen::termijnen(world)};
  // A batch that is refused as a whole is known before the transaction.
  std::shared_ptr<BatchResult> refused;
  const auto refuse_all = [&](std::string_view rule, std::string place, std::string detail) {
    if (!refused) {
      const Glimpse seen =
          message.payloads.empty() ? Glimpse{} : glimpse(message.payloads[0].bytes.view());
      refused = std::make_shared<BatchResult>();
      refused->leverancier = seen.leverancier.empty() ? message.sender : seen.leverancier;
      refused->batch_id = is_guid(seen.batch_id) ? seen.batch_id : nil_guid;
      refused->totaal = std::max(1, seen.berichten);
      refused->outcomes.push_back(nil_outcome(code::xml, rule, detail));
    }
    entry.hits.push_back(rules::hit(rule_named(rule), std::move(place), std::move(detail)));
  };
  if (message.payloads.size() != 1) {
    refuse_all(rule::payload, "/Envelope/Body/Manifest",
               fmt::format("there are {} payload parts", message.payloads.size()));
  } else if (message.payloads[0].bytes.size() > most_batch) {
    refuse_all(rule::batch_size, "payload",
               fmt::format("{} bytes", message.payloads[0].bytes.size()));
  } else {
    const auto verdict = xml::check(message.payloads[0].bytes.view(),
                                    &xml::Schema::load("berichtenbox/request.xsd"));
    for (const auto& problem : verdict.problems)
      refuse_all(verdict.well_formed ? rule::schema : rule::not_xml,
                 fmt::format("{} (line {})", problem.path, problem.line), problem.text);
    if (verdict.ok())
      if (auto place = foreign_to_base64(message.payloads[0].bytes.view()))
        refuse_all(rule::schema, std::move(*place), "the content is not base64");
  }

  return [&world, &entry, message, moment, refused](store::Connection& c) {
    c.run(
        "insert into batch (message_id, conversation, leverancier, batch_id, ontvangen_at, "
        "verwerkt_at, totaal, verwerkt) values (?,?,'','',?,0,0,0)",
        message.message_id, message.conversation, time::to_millis(moment.ontvangen));
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
        const std::string detail =
            fmt::format("BerichtLeverancierID is '{}', the sender is {}",
                        text::one_line(result.leverancier, 40), moment.sender);
        result.outcomes = {nil_outcome(code::oin, rule::oin, detail)};
        entry.hits.push_back(rules::hit(rule_named(rule::oin),
                                        "/Berichten/BatchInformatie/BerichtLeverancierID", detail));
      }
    }
    result.ontvangen = moment.ontvangen;
    result.verwerkt = world.clock().now();
    keep(c, row, result);
    return reply(world, std::move(result), storingen, entry);
  };
}

}  // namespace mosim::berichtenbox
