// A message in a query or a form, and an artifact.
#include "simulator/saml/bindings.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

MOSIM_FUZZ_TARGET {
  constexpr std::size_t most = 256 * 1024;
  for (const auto kind : {saml::Kind::request, saml::Kind::response}) {
    if (const auto read = saml::read_redirect(input, kind)) {
      fuzz::promise(read->xml.size() <= most, "no message is larger than allowed");
      fuzz::promise(read->has_relay_state || read->relay_state.empty(), "no state from nowhere");
      fuzz::promise(!saml::verify_redirect(*read, {}, true), "without a key nothing is signed");
    } else {
      fuzz::promise(!read.error().rule.empty(), "a refusal names its rule");
    }
    http::Request request;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body = Blob::of(std::string(input));
    if (const auto read = saml::read_post(request, kind))
      fuzz::promise(read->xml.size() <= most, "no message is larger than allowed");
  }
  if (const auto artifact = saml::read_artifact(input))
    fuzz::promise(artifact->source_id.size() == 20 && input.size() == 60, "an artifact is whole");
}
