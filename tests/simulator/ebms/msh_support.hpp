// A message service in a world of its own, an organisation that writes to it by hand, and what came
// of it.
#pragma once

#include "simulator/ebms/msh.hpp"
#include "simulator/ebms/rules.hpp"
#include "simulator/ebms/storingen.hpp"
#include "simulator/mime/multipart.hpp"
#include "tests/simulator/ebms/cpa_support.hpp"
#include "tests/support/fresh.hpp"
#include "tests/support/receiver.hpp"

#include <atomic>

namespace mosim::ebms::test {

inline constexpr auto hour = std::chrono::hours(1);

inline const std::string request_action = "GLOBE-R-BV-Request", result_action = "GLOBE-R-BV-Result";

// A good business message of the requester, to be spoiled.
inline Envelope business(std::string id = "m1@adapter.example") {
  Envelope e;
  e.from = {{"urn:osb:oin", requester}};
  e.to = {{"urn:osb:oin", provider}};
  e.from_role = "SR";
  e.to_role = "SP";
  e.cpa_id = order().id;
  e.conversation = "conversation-1";
  e.service = service;
  e.action = request_action;
  e.message_id = std::move(id);
  e.timestamp = now;
  e.duplicate_elimination = true;
  e.ack_requested.push_back({});
  e.manifest = {"cid:payload-1"};
  return e;
}

inline Envelope signal(std::string_view action, std::string ref = "",
                       std::string id = "s1@adapter.example") {
  Envelope e = business(std::move(id));
  e.from_role = e.to_role = "";
  e.service = {"", std::string(msh_service)};
  e.action = action;
  e.duplicate_elimination = false;
  e.ack_requested.clear();
  e.manifest.clear();
  e.ref_to = std::move(ref);
  return e;
}

inline Envelope acknowledgment(const std::string& ref) {
  Envelope e = signal(action::acknowledgment, ref);
  e.acknowledged_at = now;
  e.acknowledged_ref = ref;
  return e;
}

inline Envelope message_error(const std::string& ref, const std::string& severity = "Error") {
  Envelope e = signal(action::message_error, ref);
  e.errors = {{"Inconsistent", severity, "/here", "this is wrong"}};
  return e;
}

inline std::shared_ptr<const crypto::Certificate> peer(const std::string& chain) {
  return std::make_shared<const crypto::Certificate>(crypto::Certificate::from_pem(chain).value());
}

// As it comes in at the door. Without payload it is bare XML.
inline http::Request sent(const std::string& soap, const std::vector<mime::OutPart>& payloads) {
  http::Request request;
  request.method = "POST";
  request.target = request.path = "/ebms";
  request.headers.add("SOAPAction", "\"ebXML\"");
  request.peer = peer(credentials().requester);
  if (payloads.empty()) {
    request.headers.add("Content-Type", "text/xml; charset=UTF-8");
    request.body = Blob::of(soap);
    return request;
  }
  std::vector<mime::OutPart> parts{{"text/xml; charset=UTF-8", "soap@adapter.example", soap, {}}};
  parts.insert(parts.end(), payloads.begin(), payloads.end());
  auto related = mime::build_related(parts);
  request.headers.add("Content-Type", related.content_type);
  request.body = Blob::of(std::move(related.body));
  return request;
}
inline http::Request sent(const Envelope& e, std::string_view payload = "<batch/>") {
  if (e.manifest.empty()) return sent(write_envelope(e), {});
  return sent(write_envelope(e), {{"text/xml", "payload-1", payload, {}}});
}

// The message service with all it needs. With a folder it keeps everything there.
class Service {
 public:
  explicit Service(std::filesystem::path folder = {}, const std::string& cpa = good())
      : clock({now, time::real_now(), 0}),
        database({folder.empty() ? folder : folder / "world.db"}, migrations()),
        faults(database, kinds()),
        journal({}, {}, book()),
        outbox(database, clock,
               [client = std::make_shared<http::Client>(http::ClientOptions{})] { return client; }),
        cpas(database),
        msh({database, clock, journal, outbox, cpas, switches, faults, provider, "logius.example",
             credentials().provider, payloads(folder)}) {
    switches.add(ebms::switches());
    if (!cpas.find(order().id)) {
      REQUIRE(cpas.import(cpa, now).ok());
      listens_at("");
    }
    msh.handle(service, request_action, [this](const Received& message, journal::Entry& noted) {
      return handler(message, noted);
    });
  }
  ~Service() { stop(); }

  // Where the requester wants what is for it; "" is nowhere, then signals are in the HTTP answer.
  void listens_at(const std::string& url) { cpas.map_endpoint(order().id, requester, url); }

  http::Response receive(const http::Request& request) {
    entry = {};
    auto response = msh.receive(request, entry);
    return response;
  }
  http::Response receive(const Envelope& e) { return receive(sent(e)); }
  void settle_down() {
    msh.wait_idle();
    outbox.wait_idle();
  }
  void stop() {
    msh.stop();
    outbox.stop();
  }
  std::int64_t count(const std::string& sql) {
    return database.read([&](store::Connection& c) { return c.integer(sql).value_or(0); });
  }
  bool hit(std::string_view rule) const {
    return std::any_of(entry.hits.begin(), entry.hits.end(),
                       [&](const rules::Hit& h) { return h.rule == rule; });
  }

  Clock clock;
  rules::Switches switches;
  store::Database database;
  faults::Faults faults;
  journal::Journal journal;
  outbox::Outbox outbox;
  CpaStore cpas;
  std::atomic<int> processed = 0;  // how often the handler was asked
  // Judges nothing and answers with one result.
  Handler handler = [this](const Received&, journal::Entry&) -> Step {
    ++processed;
    return [](store::Connection&) {
      return std::vector<Reply>{{result_action, "result-1", "text/xml", "<result/>", {}}};
    };
  };
  Msh msh;
  journal::Entry entry;  // of the last receive()

 private:
  static std::vector<store::Migration> migrations() {
    auto all = store::migrations_of("outbox");
    for (const auto* area : {"ebms", "faults"})
      for (auto& migration : store::migrations_of(area)) all.push_back(std::move(migration));
    return all;
  }
  static std::filesystem::path payloads(const std::filesystem::path& folder) {
    if (folder.empty()) return folder;
    std::filesystem::create_directories(folder / "payloads");
    return folder / "payloads";
  }
  static const faults::Kinds& kinds() {
    static const faults::Kinds all = [] {
      faults::Kinds made;
      made.add(storingen());
      return made;
    }();
    return all;
  }
  static const rules::Book& book() {
    static const rules::Book all = [] {
      rules::Book made;
      made.add(rules());
      return made;
    }();
    return all;
  }
};

// The signal in an HTTP answer. Fails when there is none.
inline Envelope signal_in(const http::Response& response) {
  REQUIRE(response.status == 200);
  CHECK(response.headers.get("Content-Type") == "text/xml; charset=UTF-8");
  CHECK(response.headers.get("SOAPAction") == "\"ebXML\"");
  auto envelope = read_envelope(response.body.view());
  INFO(response.body.view());
  REQUIRE(envelope);
  return *envelope;
}

inline std::string error_code(const Envelope& e) {
  CHECK(e.action == action::message_error);
  REQUIRE(e.errors.size() == 1);
  CHECK(e.errors[0].severity == "Error");
  return e.errors[0].code;
}

}  // namespace mosim::ebms::test
