// A question of BerichtenboxValidatieService: as an HTTP message or as SOAP alone.
#include "simulator/check/capture.hpp"
#include "simulator/check/place.hpp"
#include "simulator/soap/rules.hpp"
#include "simulator/world/world.hpp"
#include "stubs/berichtenbox/check.hpp"
#include "stubs/berichtenbox/herstel.hpp"
#include "stubs/berichtenbox/rules.hpp"
#include "stubs/berichtenbox/vraag.hpp"

#include <set>

namespace mosim::berichtenbox {

namespace {

int recognises(const check::Document& document) {
  const check::Capture capture(document.bytes());
  if (capture.body().substr(0, 16 * 1024).find(service_ns) != std::string_view::npos) return 90;
  if (capture.start_line().find("/BerichtenboxValidatieService") != std::string_view::npos)
    return 80;
  return capture.headers().get("SOAPAction").find(service_ns) != std::string_view::npos ? 75 : 0;
}

class VraagJudge {
 public:
  VraagJudge(const check::Document& document, const check::Context& context)
      : context_(context), capture_(document.bytes()) {}

  check::Judgement judge() {
    if (auto hit = capture_.wrong_length())
      found_.findings.push_back({std::move(*hit), capture_.header("Content-Length"), nullptr, {}});
    request_.headers = capture_.headers();
    request_.body = Blob::of(std::string(capture_.body()));
    if (!capture_.has_head())
      for (const auto rule : {soap::rule::content_type, soap::rule::soap_action})
        found_.skip(rule, "no HTTP headers are given");
    if (const auto question = read()) {
      for (const rules::Hit& hit : question->warnings) add(hit);
      judge(*question);
    } else {
      found_.whole = false;
    }
    return std::move(found_);
  }

 private:
  // Goes on behind a header that is wrong.
  std::optional<soap::Question> read() {
    for (std::set<std::string> seen;;) {
      auto question = soap::read_question(request_, validatie_operation(), demand_addressing());
      if (question) return std::move(*question);
      const Fault& fault = question.error();
      for (const rules::Hit& hit : rules::hits(fault)) add(hit);
      const bool header = fault.place == "Content-Type" || fault.place == "SOAPAction";
      if (!header || !seen.insert(fault.rule).second) return std::nullopt;
      request_.headers.set(fault.place,
                           fault.place == "SOAPAction" ? "" : "text/xml; charset=utf-8");
    }
  }

  bool demand_addressing() const {
    return context_.world ? context_.world->switches().is("wus.ws-addressing", "verplicht")
                          : context_.is("wus.ws-addressing", "verplicht", "vrij");
  }

  void judge(const soap::Question& question) {
    const auto vraag = read_vraag(question.body);
    if (!vraag) {
      found_.whole = false;
      return add(vraag.error());
    }
    const std::string sender = context_.sender.empty() ? vraag->oin : context_.sender;
    if (context_.world) {
      context_.world->database().read([&](store::Connection& c) {
        WereldKennis kennis(c);
        if (const auto may = may_ask(*vraag, sender, context_.now, question.body, kennis); !may)
          add(may.error());
      });
    } else {
      found_.skip(rule::validatie_type, "it needs a world: --data-dir DIR");
    }
    if (context_.sender.empty())
      found_.skip(rule::validatie_oin, "whose certificate is shown is not known: --afzender OIN");
    else if (!context_.world && sender != vraag->oin)
      found_.skip(rule::validatie_oin,
                  "the sender may be an intermediary; it needs a world: --data-dir DIR");
  }

  void add(const Fault& fault) {
    for (const rules::Hit& hit : rules::hits(fault)) add(hit);
  }
  void add(const rules::Hit& hit) {
    found_.findings.push_back({hit, place(hit.place), nullptr, {}});
  }

  check::Range place(std::string_view where) const {
    if (where == "SOAPAction" || where == "Content-Type") return capture_.header(where);
    const check::Range body = capture_.range_of(capture_.body());
    if (!capture_.in_place()) return {};
    const check::Range within = check::locate(check::Outline(capture_.body()), where);
    return {body.begin + within.begin, body.begin + within.end};
  }

  const check::Context& context_;
  const check::Capture capture_;
  http::Request request_;
  check::Judgement found_;
};

check::Judgement judge(const check::Document& document, const check::Context& context) {
  return VraagJudge(document, context).judge();
}

}  // namespace

check::Checker vraag_checker() {
  return {"vraag",       "a question of BerichtenboxValidatieService (WUS)",
          recognises,    judge,
          herstel_vraag, check::with_its_length};
}

}  // namespace mosim::berichtenbox
