#include "simulator/app/send.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <fstream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "simulator/app/installation.hpp"
#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/ebms/envelope.hpp"
#include "simulator/http/client.hpp"
#include "simulator/http/listener.hpp"
#include "simulator/mime/multipart.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/xml/document.hpp"

namespace mosim::app {

namespace {

std::string batch_of(const SendOptions& o) {
  const std::string batch_id = ids::uuid();
  xml::Writer w;
  w.open("v:Berichten").attribute("xmlns:v", "http://schemas.rdw.nl/GEB/BerichtVerwerkService/Types/2009/01");
  w.attribute("xmlns:b", "http://schemas.rdw.nl/GEB/BerichtenProsessor/Bericht/Types/2009/01").open("v:BatchInformatie");
  w.element("v:BatchID", batch_id).element("v:AanmaakDatum", time::format(time::real_now())).element("v:BerichtLeverancierID", example_oin).close();
  for (int i = 0; i < o.aantal; ++i) {
    w.open("b:Bericht").open("b:BerichtInformatie").element("b:BatchID", batch_id).element("b:BerichtID", ids::uuid());
    w.element("b:BerichtType", o.berichttype).element("b:Onderwerp", o.onderwerp);
    if (!o.tekst.empty()) w.element("b:BerichtTekst", o.tekst);
    w.element("b:GebruikerID", o.bsn).element("b:SoortGebruiker", "Burger").close();
    if (!o.bijlagen.empty()) w.open("b:Bijlagen");
    for (std::size_t n = 0; n < o.bijlagen.size(); ++n)
      w.open("b:Bijlage").element("b:Inhoud", text::base64_encode(pki::read_file(o.bijlagen[n]))).element("b:BijlageType", "Pdf")
          .element("b:Omschrijving", o.bijlagen[n].filename().string()).element("b:Volgorde", std::to_string(n + 1)).close();
    if (!o.bijlagen.empty()) w.close();
    w.close();
  }
  return w.take();
}

// What comes back: the acknowledgment (or error) of our message, then the result as a message of its own, which we acknowledge.
struct Inbox {
  std::mutex mutex;
  std::condition_variable changed;
  std::string acknowledged;  // "ja", or the error
  std::string result;        // BerichtVerwerkResponse
};

struct Sender {
  ebms::Cpa cpa;
  http::TlsIdentity identity;
  std::string conversation = ids::uuid();
  Inbox inbox;

  ebms::Envelope envelope(std::string action) const {
    const ebms::Party& self = *cpa.party_by_oin(example_oin);
    ebms::Envelope e;
    e.from = self.ids;
    e.to = cpa.other(self).ids;
    e.cpa_id = cpa.id;
    e.conversation = conversation;
    e.action = std::move(action);
    e.message_id = ids::message_id("voorbeeldstad.example");
    e.timestamp = time::real_now();
    return e;
  }

  http::Response receive(http::Request& request, http::Client& client, const std::string& url) {
    const auto type = mime::parse_content_type(request.headers.get("Content-Type"));
    if (!type) return http::Response::empty(500);
    std::vector<mime::Part> parts;
    std::string_view soap = request.body.view();
    if (type->type == "multipart/related") {
      auto split = mime::split(request.body.view(), type->parameter("boundary"));
      if (!split) return http::Response::empty(500);
      parts = std::move(*split);
      const auto root = mime::root(parts, *type);
      if (!root) return http::Response::empty(500);
      soap = (*root)->body;
    }
    const auto e = ebms::read_envelope(soap);
    if (!e) return http::Response::empty(500);
    {
      const std::lock_guard lock(inbox.mutex);
      if (e->acknowledged_at) inbox.acknowledged = "ja";
      for (const auto& error : e->errors) inbox.acknowledged = error.code + ": " + error.text;
      if (e->action == "GLOBE-R-BV-Result" && parts.size() > 1) inbox.result = parts[1].body;
    }
    inbox.changed.notify_all();
    if (!e->ack_requested.empty()) {
      ebms::Envelope ack = envelope("Acknowledgment");
      ack.service = {"", std::string(ebms::msh_service)};
      ack.conversation = e->conversation;
      ack.ref_to = ack.acknowledged_ref = e->message_id;
      ack.acknowledged_at = ack.timestamp;
      http::Headers headers;
      headers.add("SOAPAction", "\"ebXML\"");
      headers.add("Content-Type", "text/xml; charset=UTF-8");
      static_cast<void>(client.send("POST", url, headers, Blob::of(ebms::write_envelope(ack))));
    }
    return http::Response::empty(204);
  }
};

ebms::Cpa load_cpa(const std::filesystem::path& dir, const std::string& id) {
  auto verdict = ebms::judge_cpa(pki::read_file(dir / "cpa" / (id + ".xml")), time::real_now());
  if (!verdict.cpa) throw std::runtime_error("the CPA in the data dir cannot be read");
  return std::move(*verdict.cpa);
}

int show(const std::string& result, int sent) {
  const auto document = xml::Document::parse(result, &xml::Schema::load("berichtenbox/result.xsd"));
  if (!document) throw std::runtime_error("the result is not valid: " + describe(document.error()));
  int good = 0;
  fmt::print("{:<38} {:<9} {:<40} {}\n", "BerichtID", "Type", "VerwerkingsCode", "Stadium");
  for (const auto& bericht : document->root().child("Berichten").children()) {
    const std::string code = bericht.child("VerwerkingsCode").text();
    good += code == "Verwerkt" ? 1 : 0;
    fmt::print("{:<38} {:<9} {:<40} {}\n", bericht.child("BerichtID").text(), bericht.child("BerichtType").text(), code, bericht.child("Stadium").text());
  }
  const int total = static_cast<int>(text::to_int(document->root().child("BatchInformatie").child("TotaalAantalOntvangenBerichten").text()).value_or(sent));
  fmt::print("{} of {} delivered\n", good, total);
  return good == total ? 0 : 1;
}

}  // namespace

int send(const SendOptions& o) {
  xml::init();
  const auto doors = nlohmann::json::parse(pki::read_file(o.data_dir / "doors.json"));
  Sender sender;
  sender.cpa = load_cpa(o.data_dir, doors.at("cpaId").get<std::string>());
  const auto credential = pki::read_credential(o.data_dir / "pki", std::string(example_oin));
  if (!credential) throw std::runtime_error("the data dir has no certificate of the example organisation; start the server once");
  sender.identity = {credential->chain, credential->key, pki::read_file(o.data_dir / "pki" / "ca.pem"), ""};
  const ebms::Party& self = *sender.cpa.party_by_oin(example_oin);
  const std::string url = doors.at("koppelvlak").get<std::string>() + "/ebms";
  const auto own = http::parse_url(self.channels.front().endpoint);

  http::ClientOptions client_options;
  client_options.tls = sender.identity;
  http::Client client(client_options);
  http::ListenerOptions door;
  door.name = "receiving endpoint of the organisation";
  door.port = own ? own->port : 0;
  door.tls = sender.identity;
  door.client_certificate = http::ClientCertificate::demanded;
  http::Listener listener(door, [&](http::Request& request) { return sender.receive(request, client, url); });
  listener.start();

  const std::string batch = o.batch.empty() ? batch_of(o) : pki::read_file(o.batch);
  ebms::Envelope e = sender.envelope("GLOBE-R-BV-Request");
  e.service = {"urn:osb:services", std::string(berichtenbox_service)};
  e.from_role = "SR";
  e.to_role = "SP";
  e.duplicate_elimination = true;
  e.ack_requested.push_back({});
  e.manifest = {"cid:batch"};
  const std::string soap = ebms::write_envelope(e);
  auto related = mime::build_related({{"text/xml; charset=UTF-8", ids::message_id("voorbeeldstad.example"), soap, {}}, {"text/xml", "batch", batch, {}}});
  http::Headers headers;
  headers.add("SOAPAction", "\"ebXML\"");
  headers.add("Content-Type", related.content_type);
  const auto answer = client.send("POST", url, headers, Blob::of(std::move(related.body)));
  if (!answer) throw std::runtime_error(describe(answer.error()));
  if (answer->status >= 300) throw std::runtime_error(fmt::format("MijnOverheid answered HTTP {}: {}", answer->status, text::one_line(answer->body.view(), 600)));
  fmt::print("sent: MessageId {}, ConversationId {}\n", e.message_id, e.conversation);

  std::unique_lock lock(sender.inbox.mutex);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(o.seconds);
  if (!sender.inbox.changed.wait_until(lock, deadline, [&] { return !sender.inbox.acknowledged.empty(); })) throw std::runtime_error("no acknowledgment came");
  fmt::print("acknowledgment: {}\n", sender.inbox.acknowledged);
  if (sender.inbox.acknowledged != "ja") return 1;
  if (!sender.inbox.changed.wait_until(lock, deadline, [&] { return !sender.inbox.result.empty(); })) throw std::runtime_error("acknowledged, but no result came; look in the journal");
  const std::string result = sender.inbox.result;
  lock.unlock();
  listener.stop();
  return show(result, o.aantal);
}

}  // namespace mosim::app
