// A signed document from outside. What is verified is one element as XML, with the ID that it says;
// and a document that somebody else might have changed is never taken for the signed one.
#include "simulator/xml/signature.hpp"

#include "simulator/xml/document.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/signers.hpp"

using namespace mosim;

namespace {

constexpr xml::Step path[] = {{"urn:test:bericht", "Bericht"}};
const auto& signer = testing::service;

void judge(std::string_view document) {
  const auto result =
      xml::verify(document, path, std::span(&signer.certificate, 1), {.sha1 = true});
  if (!result) {
    fuzz::promise(!result.error().code.empty() && !result.error().text.empty(),
                  "a refusal says why");
    return;
  }
  const auto read = xml::Document::parse(result->bytes);
  fuzz::promise(read.has_value(), "what was signed is XML");
  fuzz::promise(read->root().is("urn:test:bericht", "Bericht"), "the element of the path");
  fuzz::promise(read->root().attribute("", "ID").value_or("") == result->id, "its ID");
  fuzz::promise(read->root().child("Van").text() == "gemeente", "only what was signed is read");
}

}  // namespace

// The input is a document; and it takes the place of a piece in the middle of a signed one.
MOSIM_FUZZ_TARGET {
  static const std::string good =
      xml::sign("<b:Bericht xmlns:b='urn:test:bericht' ID='_1'><b:Van>gemeente</b:Van></b:Bericht>",
                {.id = "_1", .after = "Van", .prefix_list = "b", .key_name = "k"}, signer.key,
                signer.certificate);
  judge(input);
  if (input.size() < 4) return;
  const auto at =
      (static_cast<unsigned char>(input[0]) * 256U + static_cast<unsigned char>(input[1])) %
      good.size();
  const auto size = static_cast<unsigned char>(input[2]);
  judge(std::string(good).replace(at, size, input.substr(3)));
}
