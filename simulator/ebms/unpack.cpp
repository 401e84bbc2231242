// From the octets of a message to its envelope and payloads.
#include "simulator/base/text.hpp"
#include "simulator/ebms/incoming.hpp"
#include "simulator/ebms/rules.hpp"
#include "simulator/mime/multipart.hpp"

#include <fmt/format.h>

namespace mosim::ebms {

namespace {

tl::unexpected<Fault> broken(std::string_view id, std::string place, std::string detail,
                             std::string code = "Client") {
  return refuse(rules::fault(rule_named(id), std::move(code), std::move(place), std::move(detail)));
}

bool looks_like_message_id(std::string_view id) {
  const auto at = id.find('@');
  return at != id.npos && at > 0 && at + 1 < id.size() && id.find_first_of("<> \t") == id.npos;
}

Status unpack_parts(Incoming& in, const mime::ContentType& type, std::string& charset) {
  const auto parts = mime::split(in.request.body.view(), type.parameter("boundary"));
  if (!parts) return refuse(parts.error());
  const auto root = mime::root(*parts, type);
  if (!root) return refuse(root.error());
  in.soap = (*root)->body;
  if ((*root)->is_encoded()) {
    auto decoded = mime::decoded(**root);
    if (!decoded) return refuse(decoded.error());
    in.decoded_soap = std::move(*decoded);
    in.soap = in.decoded_soap;
  }
  if (const auto root_type = mime::parse_content_type((*root)->header("Content-Type")))
    charset = root_type->parameter("charset");
  for (const mime::Part& part : *parts) {
    if (&part == *root) continue;
    Payload payload{part.content_id(), std::string(part.header("Content-Type")), {}};
    if (part.is_encoded()) {
      auto decoded = mime::decoded(part);
      if (!decoded) return refuse(decoded.error());
      payload.bytes = Blob::of(std::move(*decoded));
    } else {
      payload.bytes = in.request.body.slice(part.body);
    }
    in.payloads.push_back(std::move(payload));
  }
  return {};
}

}  // namespace

Status unpack(Incoming& in, Envelope* partial) {
  const http::Request& request = in.request;
  if (request.headers.get("SOAPAction") != "\"ebXML\"")
    return broken(
        rule::soap_action, "SOAPAction",
        fmt::format("SOAPAction is '{}'", text::one_line(request.headers.get("SOAPAction"), 80)));
  const auto type = mime::parse_content_type(request.headers.get("Content-Type"));
  if (!type) return refuse(type.error());
  in.soap = request.body.view();
  std::string charset(type->parameter("charset"));
  if (type->type == "multipart/related") {
    if (const auto status = unpack_parts(in, *type, charset); !status) return status;
  } else if (type->type != "text/xml") {
    return broken(rule::content_type, "Content-Type",
                  fmt::format("Content-Type is '{}'", text::one_line(type->type, 80)));
  }
  if (!charset.empty() && !text::iequals(charset, "utf-8"))
    return broken(rule::charset, "Content-Type",
                  fmt::format("charset is '{}'", text::one_line(charset, 40)));
  auto envelope = read_envelope(in.soap, partial);
  if (!envelope) return refuse(envelope.error());
  in.envelope = std::move(*envelope);
  return {};
}

Status understood(const Incoming& in) {
  if (in.envelope.unknown_must_understand.empty()) return {};
  return broken(rule::must_understand, "/Envelope/Header/" + in.envelope.unknown_must_understand,
                "the block is not known here", "MustUnderstand");
}

void look_at_message_id(Incoming& in) {
  if (!looks_like_message_id(in.envelope.message_id))
    in.warnings.push_back(rules::hit(rule_named(rule::message_id),
                                     "/Envelope/Header/MessageHeader/MessageData/MessageId",
                                     text::one_line(in.envelope.message_id, 120)));
}

}  // namespace mosim::ebms
