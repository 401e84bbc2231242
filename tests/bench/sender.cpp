#include "tests/bench/sender.hpp"

#include "simulator/app/installation.hpp"
#include "simulator/app/send_batch.hpp"
#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/ebms/envelope.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace mosim::bench {

namespace {

constexpr std::string_view host = "voorbeeldstad.example";
const std::string oin(app::example_oin);

http::ClientOptions with(const http::TlsIdentity& identity) {
  http::ClientOptions options;
  options.tls = identity;
  return options;
}

}  // namespace

Sender::Sender(const http::TlsIdentity& identity, const std::string& cpa)
    : cpa_(ebms::judge_cpa(cpa, time::real_now()).cpa.value()), client_(with(identity)) {}

mime::Related Sender::message() const {
  app::MessageFields fields;
  fields.onderwerp = "Uw parkeervergunning";
  fields.tekst = "Uw parkeervergunning is verlengd.";
  fields.leverancier = oin;
  const ebms::Party& self = *cpa_.party_by_oin(oin);
  ebms::Envelope e;
  e.from = self.ids;
  e.to = cpa_.other(self).ids;
  e.from_role = "SR";
  e.to_role = "SP";
  e.cpa_id = cpa_.id;
  e.conversation = ids::uuid();
  e.service = {"urn:osb:services", std::string(app::berichtenbox_service)};
  e.action = "GLOBE-R-BV-Request";
  e.message_id = ids::message_id(host);
  e.timestamp = time::real_now();
  e.duplicate_elimination = true;
  e.sync_reply = true;
  e.ack_requested.push_back({});
  e.manifest = {"cid:batch"};
  const std::string soap = ebms::write_envelope(e);
  const app::Batch batch = app::make_batch(fields, 0, 1, e.timestamp);
  return mime::build_related({{"text/xml; charset=UTF-8", ids::message_id(host), soap, {}},
                              {"text/xml", "batch", batch.xml, {}}});
}

http::Response Sender::post(const std::string& url) {
  mime::Related out = message();
  http::Headers headers;
  headers.add("SOAPAction", "\"ebXML\"");
  headers.add("Content-Type", std::move(out.content_type));
  auto answer = client_.send("POST", url, headers, Blob::of(std::move(out.body)));
  if (!answer) throw std::runtime_error(describe(answer.error()));
  const std::string_view body = answer->body.view();
  if (answer->status != 200 || body.find("<eb:Acknowledgment") == body.npos)
    throw std::runtime_error(
        fmt::format("not acknowledged: HTTP {} {}", answer->status, text::one_line(body, 600)));
  return std::move(*answer);
}

}  // namespace mosim::bench
