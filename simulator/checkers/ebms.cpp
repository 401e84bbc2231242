// An ebMS message: as it went over the wire, or its envelope alone; its payloads are judged by
// whoever knows them.
#include "simulator/base/text.hpp"
#include "simulator/check/capture.hpp"
#include "simulator/check/place.hpp"
#include "simulator/checkers/checkers.hpp"
#include "simulator/checkers/mends.hpp"
#include "simulator/ebms/incoming.hpp"
#include "simulator/ebms/rules.hpp"
#include "simulator/mime/multipart.hpp"

#include <fmt/format.h>

#include <set>

namespace mosim::checkers {

namespace {

using ebms::Incoming;

constexpr std::string_view needs_world = "it needs a world: --data-dir DIR";
constexpr std::string_view needs_cpa = "the CPA of the message is not given: add its file";

int recognises(const check::Document& document) {
  const check::Capture capture(document.bytes());
  const std::string_view start = capture.body().substr(0, 64 * 1024);
  if (start.find(ebms::eb_ns) != start.npos) return 85;
  if (capture.headers().get("SOAPAction").find("ebXML") != std::string_view::npos) return 80;
  if (capture.start_line().find(" /ebms") != std::string_view::npos) return 70;
  return capture.headers().get("Content-Type").starts_with("multipart/related") ? 30 : 0;
}

class MessageJudge {
 public:
  MessageJudge(const check::Document& document, const check::Context& context)
      : context_(context), capture_(document.bytes()) {
    basis_.find_cpa = [this](std::string_view id) { return find_cpa(id); };
    basis_.own_oin = context.world ? context.world->own_oin() : WorldOptions{}.own_oin;
    basis_.now = context.now;
  }

  check::Judgement judge() {
    if (!capture_.undone().empty())
      found_.notes.push_back(
          fmt::format("the body was {}: what is in it has no line of the file", capture_.undone()));
    if (auto hit = capture_.wrong_length())
      found_.findings.push_back({std::move(*hit), capture_.header("Content-Length"), nullptr, {}});
    request_.headers = capture_.headers();
    request_.body = Blob::of(std::string(capture_.body()));
    if (!capture_.has_head()) {
      request_.headers.set("SOAPAction", "\"ebXML\"");
      for (const auto rule : {ebms::rule::soap_action, ebms::rule::content_type})
        found_.skip(rule, "no HTTP headers are given");
    }
    Incoming in(request_);
    if (unpack(in))
      judge(in);
    else
      found_.whole = false;
    return std::move(found_);
  }

 private:
  // Goes on behind a header that is wrong.
  bool unpack(Incoming& in) {
    for (std::set<std::string> seen;;) {
      ebms::Envelope partial;
      const auto status = ebms::unpack(in, &partial);
      if (status) return true;
      const Fault& fault = status.error();
      for (rules::Hit& hit : rules::hits(fault)) add(in, std::move(hit));
      if (!seen.insert(fault.rule).second || !mend(fault)) return false;
      in.payloads.clear();
    }
  }

  // What the transport of the message must be, by what the body is.
  bool mend(const Fault& fault) {
    if (fault.place == "SOAPAction") {
      request_.headers.set("SOAPAction", "\"ebXML\"");
    } else if (fault.place == "Content-Type") {
      const check::Capture body(capture_.body());
      request_.headers.set("Content-Type", std::string(body.headers().get("Content-Type")));
    } else {
      return false;
    }
    return true;
  }

  void judge(Incoming& in) {
    if (in.envelope.has_signature) found_.signature = "/Envelope/Header/Signature";
    for (const auto rule : {ebms::rule::certificate_oin, ebms::rule::certificate_other})
      found_.skip(rule, "a certificate is shown in TLS, which is not in the file");
    add(in, ebms::understood(in));
    ebms::look_at_message_id(in);
    from_us(in);
    if (const auto status = ebms::parties(in, basis_); !status) {
      if (context_.world)
        add(in, status);
      else
        without_cpa();
    }
    if (!in.envelope.is_signal() || ebms::is_answered(in.envelope)) breaches(in);
    for (rules::Hit& hit : in.warnings) add(in, std::move(hit));
    if (!in.envelope.is_signal()) payloads(in);
  }

  // A message of MijnOverheid is judged as the other party would.
  void from_us(const Incoming& in) {
    const auto cpa = basis_.find_cpa(in.envelope.cpa_id);
    if (!cpa) return;
    const ebms::Party* own = cpa->party_by_oin(basis_.own_oin);
    const ebms::Party* sender = cpa->party(in.envelope.from);
    if (sender && (!own || own == sender)) basis_.own_oin = cpa->other(*sender).oin();
  }

  void breaches(Incoming& in) {
    if (context_.world)
      basis_.knows = [this](const std::string& id) { return known(id); };
    else if (!in.envelope.ref_to.empty())
      found_.skip(ebms::rule::ref_to_unknown, needs_world);
    for (const Fault& fault : ebms::all_breaches(in, basis_))
      for (rules::Hit& hit : rules::hits(fault)) add(in, std::move(hit));
  }

  void without_cpa() {
    found_.skip(ebms::rule::cpa_unknown, needs_world);
    for (const auto rule :
         {ebms::rule::cpa_not_usable, ebms::rule::from_party, ebms::rule::to_party,
          ebms::rule::role_other, ebms::rule::service_action, ebms::rule::duplicate_elimination,
          ebms::rule::ack_requested, ebms::rule::ack_signed, ebms::rule::sync_reply,
          ebms::rule::signature})
      found_.skip(rule, needs_cpa);
  }

  void payloads(Incoming& in) {
    for (const check::Checker& checker : context_.checkers) {
      const auto& carried = checker.carried;
      if (carried.action.empty() || carried.service != in.envelope.service.value ||
          carried.action != in.envelope.action)
        continue;
      if (in.payloads.size() == 1) return payload(in, in.payloads[0], &checker);
      return add(in, rules::Hit{std::string(carried.one_payload), "/Envelope/Body/Manifest",
                                fmt::format("there are {} payload parts", in.payloads.size())});
    }
    for (const ebms::Payload& one : in.payloads) payload(in, one, nullptr);
  }

  void payload(const Incoming& in, const ebms::Payload& one, const check::Checker* checker) {
    const check::Document part(one.bytes.view());
    if (!checker) checker = check::recognise(context_.checkers, part);
    if (!checker) {
      found_.notes.push_back(
          fmt::format("payload '{}' is of no kind that is known, so it is not judged",
                      text::one_line(one.content_id, 100)));
      return;
    }
    check::Context within = context_;
    if (within.sender.empty() && !in.envelope.from.empty())
      within.sender = in.sender ? in.sender->oin() : in.envelope.from.front().value;
    check::add_part(found_, check::judge(*checker, part, within), in_file(part.bytes()));
  }

  // --- places
  void add(const Incoming& in, const Status& status) {
    if (!status)
      for (rules::Hit& hit : rules::hits(status.error())) add(in, std::move(hit));
  }
  void add(const Incoming& in, rules::Hit hit) {
    const check::Range at = place(in, hit.place);
    found_.findings.push_back({std::move(hit), at, nullptr, {}});
  }

  check::Range in_file(std::string_view part) const {
    const std::string_view body = request_.body.view();
    if (part.data() < body.data() || part.data() > body.data() + body.size()) return {};
    const auto offset = static_cast<std::size_t>(part.data() - body.data());
    return capture_.range_of(capture_.body().substr(offset, part.size()));
  }

  check::Range place(const Incoming& in, std::string_view where) const {
    if (where == "SOAPAction" || where == "Content-Type") return capture_.header(where);
    if (where.starts_with("part ")) return part(where);
    if (where.starts_with("cid:")) return reference(in, where);
    const check::Range soap = in_file(in.soap);
    if (in.soap.empty() || soap.empty()) return capture_.range_of(capture_.body().substr(0, 1));
    const check::Range within = check::locate(check::Outline(in.soap), where);
    return {soap.begin + within.begin, soap.begin + within.end};
  }

  // "part 2", or "part 'its-content-id'".
  check::Range part(std::string_view where) const {
    const std::string_view body = capture_.body();
    const auto type = mime::parse_content_type(request_.headers.get("Content-Type"));
    if (!type) return {};
    const std::string dashes = "--" + std::string(type->parameter("boundary"));
    const auto number = text::to_int(where.substr(5)).value_or(0);
    std::size_t at = body.find(dashes);
    if (number == 0) {
      const auto id = where.substr(5);
      const auto found = body.find(id.size() > 2 ? id.substr(1, id.size() - 2) : id);
      at = found == body.npos ? at : found;
    }
    for (std::int64_t n = 1; n < number && at != body.npos; ++n) at = body.find(dashes, at + 1);
    if (at == body.npos) at = 0;
    const std::string_view line = body.substr(at, body.find_first_of("\r\n", at) - at);
    return capture_.range_of(line);
  }

  check::Range reference(const Incoming& in, std::string_view href) const {
    const auto at = in.soap.find(href);
    return at == in.soap.npos ? check::Range{} : in_file(in.soap.substr(at, href.size()));
  }

  // --- what is known
  std::shared_ptr<const ebms::Cpa> find_cpa(std::string_view id) const {
    if (context_.world)
      if (auto cpa = context_.world->cpas().find(id)) return cpa;
    for (const auto& other : context_.others)
      if (other.soort == "cpa" && other.bytes.find(id) != std::string_view::npos)
        if (auto cpa = ebms::judge_cpa(other.bytes, context_.now).cpa; cpa && cpa->id == id)
          return std::make_shared<const ebms::Cpa>(std::move(*cpa));
    return nullptr;
  }

  bool known(const std::string& id) const {
    return context_.world->database().read(
        [&](store::Connection& c) { return ebms::known_message(c, id); });
  }

  const check::Context& context_;
  const check::Capture capture_;
  http::Request request_;
  ebms::Basis basis_;
  check::Judgement found_;
};

check::Judgement judge(const check::Document& document, const check::Context& context) {
  return MessageJudge(document, context).judge();
}

}  // namespace

check::Checker ebms_message() {
  return {"ebms",     "an ebMS message: HTTP message, MIME body or envelope",
          recognises, judge,
          mend_ebms,  check::with_its_length};
}

}  // namespace mosim::checkers
