// Mending an ebMS message: its HTTP headers, its packaging, and of its envelope what is a mistake
// of writing or is settled by the CPA.
#include "simulator/base/text.hpp"
#include "simulator/check/capture.hpp"
#include "simulator/check/mend.hpp"
#include "simulator/check/rules.hpp"
#include "simulator/checkers/mends.hpp"
#include "simulator/ebms/envelope.hpp"
#include "simulator/ebms/rules.hpp"
#include "simulator/mime/multipart.hpp"
#include "simulator/mime/rules.hpp"
#include "simulator/soap/fault.hpp"

#include <array>
#include <optional>

namespace mosim::checkers {

namespace {

using check::Edits;
using check::Outline;
namespace rule = ebms::rule;

constexpr std::string_view oin_scheme = "urn:osb:oin";
constexpr std::array header_order = {
    std::string_view("From"),        std::string_view("To"),
    std::string_view("CPAId"),       std::string_view("ConversationId"),
    std::string_view("Service"),     std::string_view("Action"),
    std::string_view("MessageData"), std::string_view("DuplicateElimination"),
    std::string_view("Description")};
constexpr std::array data_order = {std::string_view("MessageId"), std::string_view("Timestamp"),
                                   std::string_view("RefToMessageId"),
                                   std::string_view("TimeToLive")};

// The end of the last part is followed by the boundary once more.
Edits close_boundary(const check::Capture& capture) {
  const auto type = mime::parse_content_type(capture.headers().get("Content-Type"));
  if (!type || !capture.in_place()) return {};
  const std::size_t end = capture.range_of(capture.body()).end;
  if (capture.body().ends_with("--" + std::string(type->parameter("boundary"))))
    return {{{end, end}, "--\r\n", "the last boundary closes the message"}};
  return {{{end, end},
           std::string(capture.body().ends_with('\n') ? "" : "\r\n") + "--" +
               std::string(type->parameter("boundary")) + "--\r\n",
           "the closing boundary was added"}};
}

// Edits of the envelope, which stands somewhere in the message.
class EnvelopeMender {
 public:
  EnvelopeMender(std::string_view soap, const check::Finding& finding)
      : outline_(soap), finding_(finding) {
    const std::string_view path = finding.hit.place;
    found_ = outline_.find(path.substr(0, path.find(" (line ")));
  }

  Edits mend() const {
    const std::string_view broken = finding_.hit.rule;
    if (broken == rule::not_xml) return check::mend_text(outline_.bytes());
    if (broken == rule::manifest_cid) return mend_cid();
    const int node = found_.node;
    if (node < 0) return {};
    if (broken == rule::schema) return mend_schema(node);
    if (broken == rule::version) return set(node, "version", "2.0");
    if (broken == rule::party_type) return set(node, "type", oin_scheme);
    if (broken == rule::duplicate_elimination) return mend_duplicate_elimination(node);
    if (broken == rule::ack_signed) return toggle(node, "signed");
    if (broken == rule::next_msh)
      return replace_in(node, "actor", ebms::next_msh_actor, ebms::to_party_actor);
    if (broken == rule::message_order)
      return found_.whole ? check::remove(outline_, node) : Edits{};
    if (broken == rule::message_id) return mend_message_id(node);
    if (broken == rule::manifest_href) return mend_href();
    if (broken == rule::from_party || broken == rule::to_party) return mend_party(node);
    if (broken == rule::service_action) return mend_service(node);
    return {};
  }

 private:
  std::string_view local(int node) const { return check::local_of(outline_[node].name); }
  std::string prefixed(int node, std::string_view name) const {
    const std::string prefix(check::prefix_of(outline_[node].name));
    return prefix.empty() ? std::string(name) : prefix + ":" + std::string(name);
  }
  Edits set(int node, std::string_view name, std::string_view value) const {
    if (const auto known = outline_.attribute(node, name))
      return check::new_value(outline_, *known, value);
    return check::add_attribute(outline_, node, prefixed(node, name), value);
  }

  Edits mend_schema(int node) const {
    if (Edits edits = mend_attributes(node); !edits.empty()) return edits;
    for (const int one : {node, outline_[node].parent}) {
      if (one < 0) continue;
      if (local(one) == "MessageHeader")
        if (Edits edits = check::in_order(outline_, one, header_order); !edits.empty())
          return edits;
      if (local(one) == "MessageData")
        if (Edits edits = check::in_order(outline_, one, data_order); !edits.empty()) return edits;
    }
    if (outline_.is_leaf(node) && (local(node) == "Timestamp" || local(node) == "TimeToLive"))
      if (const auto moment = check::as_moment(outline_.content(node)))
        return check::new_value(outline_, node, *moment);
    return {};
  }

  // Unqualified attributes, mustUnderstand="true", and the two that every block must have.
  Edits mend_attributes(int node) const {
    constexpr std::array of_ebms = {
        std::string_view("version"),   std::string_view("type"),
        std::string_view("signed"),    std::string_view("highestSeverity"),
        std::string_view("errorCode"), std::string_view("severity"),
        std::string_view("location"),  std::string_view("messageStatus")};
    constexpr std::array of_soap = {std::string_view("mustUnderstand"), std::string_view("actor")};
    const std::string soap(check::prefix_of(outline_[outline_.root()].name));
    const std::string eb(check::prefix_of(outline_[node].name));
    if (outline_.ns(node) != ebms::eb_ns || eb.empty() || soap.empty()) return {};
    Edits edits = check::qualify(outline_, node, of_ebms, eb);
    for (auto& edit : check::qualify(outline_, node, of_soap, soap))
      edits.push_back(std::move(edit));
    if (!edits.empty()) return edits;
    if (const auto must = outline_.attribute(node, "mustUnderstand"))
      if (outline_.text(must->value) == "true") return check::new_value(outline_, *must, "1");
    const std::string_view detail = finding_.hit.detail;
    if (detail.find("required but missing") == detail.npos) return {};
    if (detail.find("'version'") != detail.npos || detail.find("version") != detail.npos)
      if (!outline_.attribute(node, "version"))
        return check::add_attribute(outline_, node, eb + ":version", "2.0");
    if (detail.find("mustUnderstand") != detail.npos)
      return check::add_attribute(outline_, node, soap + ":mustUnderstand", "1");
    return {};
  }

  Edits mend_duplicate_elimination(int node) const {
    if (found_.whole) return check::remove(outline_, node);
    return check::add_child(outline_, node, "DuplicateElimination", "", header_order);
  }

  Edits toggle(int node, std::string_view name) const {
    const auto known = outline_.attribute(node, name);
    if (!known) return {};
    const std::string_view was = text::trim(outline_.text(known->value));
    return check::new_value(outline_, *known, was == "true" || was == "1" ? "false" : "true");
  }

  Edits replace_in(int node, std::string_view name, std::string_view was,
                   std::string_view becomes) const {
    const auto known = outline_.attribute(node, name);
    if (!known || outline_.text(known->value) != was) return {};
    return check::new_value(outline_, *known, becomes);
  }

  Edits mend_message_id(int node) const {
    const std::string id = check::without(outline_.content(node), "<> \t\r\n");
    std::string plain = id;  // brackets stand there as references
    for (const std::string_view bracket : {"&lt;", "&gt;"})
      if (const auto at = plain.find(bracket); at != plain.npos) plain.erase(at, bracket.size());
    return check::new_value(outline_, node, plain);
  }

  // An OIN with its type glued on, or without a type.
  Edits mend_party(int node) const {
    std::string_view value = text::trim(outline_.content(node));
    if (!text::istarts_with(value, oin_scheme)) return set(node, "type", oin_scheme);
    value.remove_prefix(oin_scheme.size());
    while (value.starts_with(':')) value.remove_prefix(1);
    Edits edits = check::new_value(outline_, node, value);
    for (auto& edit : set(node, "type", oin_scheme)) edits.push_back(std::move(edit));
    return edits;
  }

  Edits mend_service(int node) const {
    constexpr std::string_view scheme = "urn:osb:services";
    if (local(node) != "Service") return {};
    std::string_view value = text::trim(outline_.content(node));
    if (text::istarts_with(value, scheme)) value.remove_prefix(scheme.size());
    while (value.starts_with(':')) value.remove_prefix(1);
    Edits edits = check::new_value(outline_, node, value);
    for (auto& edit : set(node, "type", scheme)) edits.push_back(std::move(edit));
    return edits;
  }

  // "cid:<payload>": the brackets stand in the header of the part only.
  Edits mend_cid() const {
    const std::string_view href = finding_.hit.place;
    for (int node = 0; node < static_cast<int>(outline_.nodes().size()); ++node) {
      const auto known = outline_.attribute(node, "href");
      if (!known || outline_.text(known->value).find("cid:&lt;") != 0) continue;
      std::string_view inner = outline_.text(known->value).substr(8);
      if (inner.ends_with("&gt;")) inner.remove_suffix(4);
      if (href.find(inner) != href.npos)
        return check::new_value(outline_, *known, "cid:" + std::string(inner));
    }
    return {};
  }

  Edits mend_href() const {
    if (!found_.attribute) return {};
    const std::string_view value = outline_.text(found_.attribute->value);
    if (value.find(':') != value.npos) return {};
    return check::new_value(outline_, *found_.attribute, "cid:" + std::string(value));
  }

  const Outline outline_;
  const check::Finding& finding_;
  Outline::Found found_;
};

// The envelope in the message, encoded or not readable: an empty view.
std::string_view soap_of(const check::Capture& capture) {
  if (!capture.in_place()) return {};
  const auto type = mime::parse_content_type(capture.headers().get("Content-Type"));
  if (!type || type->type != "multipart/related") return capture.body();
  const auto parts = mime::split(capture.body(), type->parameter("boundary"));
  if (!parts) return {};
  const auto root = mime::root(*parts, *type);
  return root && !(*root)->is_encoded() ? (*root)->body : std::string_view();
}

}  // namespace

Edits mend_ebms(const check::Document& document, const check::Finding& finding,
                const check::Context&) {
  const std::string_view broken = finding.hit.rule;
  const check::Capture capture(document.bytes());
  if (broken == check::rule::content_length)
    return check::set_header(capture, "Content-Length", std::to_string(capture.raw_size()));
  if (broken == rule::soap_action) return check::set_header(capture, "SOAPAction", "\"ebXML\"");
  if (finding.hit.place == "Content-Type") {
    const check::Capture body(capture.body());
    return check::set_header(capture, "Content-Type",
                             std::string(body.headers().get("Content-Type")));
  }
  if (broken == mime::rule::not_closed) return close_boundary(capture);
  const std::string_view soap = soap_of(capture);
  if (soap.empty()) return {};
  const std::size_t base = capture.range_of(soap).begin;
  Edits edits = EnvelopeMender(soap, finding).mend();
  for (auto& edit : edits) edit.at = {edit.at.begin + base, edit.at.end + base};
  return edits;
}

}  // namespace mosim::checkers
