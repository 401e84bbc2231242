// An organisation with DigiD in its site, and citizens who log in there: a signed AuthnRequest by
// Redirect, the artifact, and a signed ArtifactResolve over mutual TLS for the signed Assertion.
// The screens are passed over, by the shortcut for tests. Safe for threads.
#pragma once

#include "simulator/saml/messages.hpp"
#include "simulator/saml/metadata.hpp"
#include "tests/bench/site.hpp"

#include <atomic>
#include <string>
#include <vector>

namespace mosim::bench {

class Logins {
 public:
  explicit Logins(Site& site);  // registers the organisation, switches the shortcut on

  const crypto::Key& key() const { return key_; }
  const crypto::Certificate& certificate() const { return certificate_; }
  // Throws unless the answer holds the Assertion of who logged in.
  void one();
  // The same; also throws unless DigiD's two signatures and all that a service must look at are
  // right.
  void one_verified();

 private:
  struct Login {
    std::string bsn;
    std::string request_id, resolve_id;
    std::string envelope;  // DigiD's answer
  };
  Login log_in();
  std::string artifact_for(Login& login);
  saml::Head head(const std::string& destination) const;
  std::string metadata() const;

  const crypto::Certificate certificate_;
  const crypto::Key key_;
  http::Client client_;
  const saml::IdpMetadata digid_;
  std::vector<std::string> citizens_;  // BSNs of who have a test identity
  std::atomic<std::size_t> next_{0};
};

}  // namespace mosim::bench
