// One received message on its way through the checks, in the order in which ebms-core makes them
// (spec digikoppeling 1.5). They look at nothing but the message and what `Basis` says, so that a
// message can be judged without a server too.
#pragma once

#include "simulator/ebms/cpa.hpp"
#include "simulator/ebms/envelope.hpp"
#include "simulator/http/message.hpp"
#include "simulator/rules/rule.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mosim::ebms {

struct Payload {
  std::string content_id;
  std::string content_type;
  Blob bytes;
};

// What a message is judged by.
struct Basis {
  std::function<std::shared_ptr<const Cpa>(std::string_view id)> find_cpa;
  std::function<bool(const std::string& message_id)> knows;  // empty: nobody can tell
  std::string own_oin;
  Timestamp now{};
  bool exact_certificate = true;  // switch ebms.certificaat-controle
};

struct Incoming {
  explicit Incoming(const http::Request& r) : request(r) {}

  const http::Request& request;
  Envelope envelope;
  std::string_view soap;     // where it stands in the body, or `decoded_soap`
  std::string decoded_soap;  // when the root part came in base64 or quoted-printable
  std::vector<Payload> payloads;
  std::vector<rules::Hit> warnings;
  std::shared_ptr<const Cpa> cpa;
  const Party* sender = nullptr;
  const Party* self = nullptr;
  const Party* certified = nullptr;      // whose certificate it must be
  const Channel* signals = nullptr;      // where the sender wants our signals
  const ActionBinding* sends = nullptr;  // of a business message
  const ActionBinding* receives = nullptr;
  const Channel* channel = nullptr;
  bool sync = false;  // answer in the HTTP response
  bool wants_ack = false;
};

// HTTP headers, MIME and envelope. `partial`: see read_envelope().
Status unpack(Incoming& in, Envelope* partial);
Status understood(const Incoming& in);  // no header block that must be, and is not
// CPA, From and To: after this an ebMS answer is possible.
Status parties(Incoming& in, const Basis& basis);
Status certificate(const Incoming& in, const Basis& basis);
void look_at_message_id(Incoming& in);  // a warning at most
Status manifest(Incoming& in);          // leaves the payloads that it names, in its order

// Of a signal: whether it gets an answer, and so is judged further.
bool is_answered(const Envelope& signal);
// Everything else that a message must obey, up to the first breach; or all that can be judged in
// spite of those before, also without a CPA.
Status business(Incoming& in, const Basis& basis);
std::vector<Fault> all_breaches(Incoming& in, const Basis& basis);

}  // namespace mosim::ebms
