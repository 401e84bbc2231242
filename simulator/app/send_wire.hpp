// An organisation on the wire: sends ebMS messages over mTLS and has a receiving endpoint of its
// own, where the acknowledgments and results come in. Knows its CPA, its certificate and the
// address; nothing of the server's insides.
#pragma once

#include "simulator/app/access.hpp"
#include "simulator/ebms/cpa.hpp"
#include "simulator/ebms/envelope.hpp"
#include "simulator/http/client.hpp"
#include "simulator/http/listener.hpp"

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace mosim::app {

struct Delivery {
  std::string message_id;
  std::string conversation;
  bool acknowledged = false;
  int attempts = 0;
  std::string error;   // why not, in one line
  std::string result;  // BerichtVerwerkResponse; empty when none came in time
};

class Organisation {
 public:
  // `port`: where to listen; nullopt as the CPA says.
  Organisation(const Access& access, std::string oin, std::optional<std::uint16_t> port);
  ~Organisation();

  std::uint16_t port() const { return listener_->port(); }
  const std::string& cpa_id() const { return cpa_.id; }
  // Sends a batch and waits for the acknowledgment and the result. Without an acknowledgment it
  // sends the same message again, as often and after as long as the CPA says: by `clock`, as time
  // in the world goes.
  Delivery deliver(const std::string& batch, const std::function<Timestamp()>& clock,
                   std::chrono::seconds most);

 private:
  ebms::Envelope envelope(const std::string& action, const std::string& conversation,
                          Timestamp now) const;
  // What goes over the wire, the same each time.
  struct Sending {
    http::Headers headers;
    Blob body;
    bool asks_acknowledgment;
    ebms::Reliability reliability;
    Timestamp first;  // when it goes for the first time
  };
  const ebms::Channel& request_channel() const;
  ebms::Envelope request(const std::string& conversation, const ebms::Channel& channel,
                         Timestamp now) const;
  Sending prepare(Delivery& delivery, const std::string& batch, Timestamp now) const;
  void post(Delivery& delivery, const Sending& sending);
  bool await(Delivery& delivery, const Sending& sending, const std::function<Timestamp()>& clock,
             std::chrono::seconds most);
  http::Response receive(http::Request& request);
  void take(const ebms::Envelope& e, std::string_view payload);
  void acknowledge(const ebms::Envelope& e);

  const std::string oin_;
  const std::string url_;
  ebms::Cpa cpa_;
  http::Client client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Delivery*> waiting_;  // by conversation
  std::unique_ptr<http::Listener> listener_;
};

}  // namespace mosim::app
