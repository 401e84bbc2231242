// An ebMS 2.0 message header and its signals as a value, read from and written to SOAP. Spec:
// digikoppeling 1.3, 1.4.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/ebms/cpa.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::ebms {

inline constexpr std::string_view eb_ns =
    "http://www.oasis-open.org/committees/ebxml-msg/schema/msg-header-2_0.xsd";
inline constexpr std::string_view msh_service = "urn:oasis:names:tc:ebxml-msg:service";
inline constexpr std::string_view to_party_actor = "urn:oasis:names:tc:ebxml-msg:actor:toPartyMSH";
inline constexpr std::string_view next_msh_actor = "urn:oasis:names:tc:ebxml-msg:actor:nextMSH";

namespace action {
inline constexpr std::string_view acknowledgment = "Acknowledgment";
inline constexpr std::string_view message_error = "MessageError";
inline constexpr std::string_view ping = "Ping";
inline constexpr std::string_view pong = "Pong";
inline constexpr std::string_view status_request = "StatusRequest";
inline constexpr std::string_view status_response = "StatusResponse";
}  // namespace action

struct ErrorItem {
  std::string code;  // "Inconsistent"
  std::string severity = "Error";
  std::string location;
  std::string text;
};

struct AckRequest {
  bool is_signed = false;
  std::string actor = std::string(to_party_actor);
};

struct MessageStatus {
  std::string status;  // UnAuthorized, NotRecognized, Received, Processed, Forwarded
  std::string ref_to;
  std::optional<Timestamp> at;
};

struct Envelope {
  std::string version = "2.0";
  std::vector<Typed> from;
  std::vector<Typed> to;
  std::string from_role;
  std::string to_role;
  std::string cpa_id;
  std::string conversation;
  Typed service;
  std::string action;
  std::string message_id;
  Timestamp timestamp{};
  std::string ref_to;
  std::optional<Timestamp> time_to_live;
  bool duplicate_elimination = false;
  bool sync_reply = false;
  bool message_order = false;
  bool has_signature = false;
  std::vector<AckRequest> ack_requested;
  std::optional<Timestamp> acknowledged_at;  // of an Acknowledgment block
  std::string acknowledged_ref;
  std::vector<ErrorItem> errors;
  std::string status_of;  // of a StatusRequest block
  std::optional<MessageStatus> message_status;
  std::vector<std::string> manifest;    // hrefs as written, e.g. "cid:payload-1"
  std::string unknown_must_understand;  // a header block that we do not know and must

  bool is_signal() const { return service.type.empty() && service.value == msh_service; }
};

// From bytes: XML, schema, then the values. A Fault with rule EB-R-004 or EB-R-005 and the place.
// When `partial` is given and the text is XML, it gets what could be read of the header even if the
// schema says no, for an answer.
Result<Envelope> read_envelope(std::string_view bytes, Envelope* partial = nullptr);

// A whole SOAP document; blocks in the order that ebms-core writes them.
std::string write_envelope(const Envelope& envelope);

}  // namespace mosim::ebms
