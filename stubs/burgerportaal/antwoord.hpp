// What DigiD answered to an artifact, judged as a service must: signature, for whom, to which
// question, when, how strong, who. Spec: digid 7.3, 8, 9, 13.5. Private to the stub.
#pragma once

#include "simulator/base/result.hpp"
#include "simulator/base/time.hpp"
#include "simulator/saml/level.hpp"
#include "simulator/saml/metadata.hpp"

#include <string>
#include <string_view>

namespace mosim::burgerportaal {

struct Verwacht {
  const saml::IdpMetadata& digid;
  std::string resolve_id;  // of our ArtifactResolve
  std::string request_id;  // of our AuthnRequest
  std::string entity_id;   // ours
  std::string acs;
  saml::Level niveau{};  // asked
  Timestamp now{};
};

struct Inlog {
  std::string bsn;
  std::string name_id;
  std::string session_index;
};

// Of a SOAP envelope. Fault code "cancelled" when the user did, "digid" otherwise.
Result<Inlog> judge(std::string_view envelope, const Verwacht& verwacht);

}  // namespace mosim::burgerportaal
