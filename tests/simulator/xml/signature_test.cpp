// Signatures within XML: what the simulator signs others verify, what others sign it verifies, and
// no other form of signature than the allowed one counts.
#include "simulator/base/text.hpp"
#include "simulator/xml/document.hpp"
#include "tests/simulator/xml/signature_support.hpp"
#include "tests/support/xmlsec1.hpp"

using namespace mosim;
using namespace mosim::xml;
using namespace mosim::xml::test;
using Catch::Matchers::Contains;
using mosim::testing::stranger;

TEST_CASE("what is signed is read back as the bytes that were digested, without the signature") {
  const auto result = verified(signed_whole());
  REQUIRE(result);
  CHECK(result->id == "_1");
  CHECK(result->key_name == "sleutel");
  CHECK(result->algorithm == "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
  CHECK(result->bytes ==
        "<b:Bericht xmlns:b=\"urn:test:bericht\" ID=\"_1\"><b:Van>gemeente</b:Van>"
        "<b:Deel ID=\"_2\"><b:Naam>Jansen</b:Naam></b:Deel></b:Bericht>");
  const auto read = Document::parse(signed_whole()).value();
  const auto reference = read.root().child("Signature").child("SignedInfo").child("Reference");
  CHECK(reference.child("DigestValue").text() ==
        text::base64_encode(crypto::sha256(result->bytes)));
}

TEST_CASE("the signature stands where it was ordered, with or without KeyName and certificate") {
  const auto names = [](const SigningOrder& order) {
    std::string out;
    const auto read = Document::parse(sign(plain, order, service.key, service.certificate)).value();
    for (const auto& child : read.root().children()) out.append(child.local()).append(" ");
    for (const auto& child : read.root().child("Signature").child("KeyInfo").children())
      out.append(child.local()).append(" ");
    return out;
  };
  CHECK(names({.id = "_1", .after = "", .prefix_list = "", .key_name = "x"}) ==
        "Signature Van Deel KeyName X509Data ");
  CHECK(names({.id = "_1", .after = "Van", .prefix_list = "", .key_name = ""}) ==
        "Van Signature Deel X509Data ");
  CHECK(names({.id = "_1",
               .after = "Deel",
               .prefix_list = "",
               .key_name = "x",
               .with_certificate = false}) == "Van Deel Signature KeyName ");
  const std::string declared = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + plain;
  CHECK_THAT(signed_whole(declared), Catch::StartsWith("<?xml version=\"1.0\""));
  CHECK(verified(signed_whole(declared)));
}

TEST_CASE("what cannot be signed is our own mistake") {
  const auto order = [](std::string id, std::string after) {
    return SigningOrder{
        .id = std::move(id), .after = std::move(after), .prefix_list = "", .key_name = ""};
  };
  CHECK_THROWS_AS(sign(plain, order("_9", ""), service.key, service.certificate), std::logic_error);
  CHECK_THROWS_AS(sign(plain, order("", ""), service.key, service.certificate), std::logic_error);
  CHECK_THROWS_AS(sign(plain, order("_1", "Aan"), service.key, service.certificate),
                  std::logic_error);
  CHECK_THROWS_AS(sign("<a", order("_1", ""), service.key, service.certificate), std::logic_error);
  const auto curve = crypto::Key::make(crypto::Key::Type::p256);
  CHECK_THROWS(sign(plain, order("_1", ""), curve, service.certificate));
}

TEST_CASE("a part signed first stays valid within the whole that is signed around it") {
  const std::string both = signed_whole(signed_inner());
  REQUIRE(verified(both));
  const auto part = verified(both, inner);
  REQUIRE(part);
  CHECK(part->id == "_2");
  // Also when it is taken from what the outer signature covers.
  CHECK(verified(verified(both)->bytes, inner));
}

TEST_CASE("xmlsec1 verifies what the simulator signs") {
  const mosim::testing::Xmlsec1 judge("urn:test:bericht:Bericht");
  const std::string with_prefixes = sign(
      "<b:Bericht xmlns:b='urn:test:bericht' xmlns:xs='urn:xs' ID='_1'><b:Van>\xC3\xA9 &lt; "
      "&#13;</b:Van></b:Bericht>",
      {.id = "_1", .after = "Van", .prefix_list = "ds saml samlp xs", .key_name = "k"}, service.key,
      service.certificate);
  for (const std::string& document : {signed_whole(), with_prefixes}) {
    CHECK(judge.verifies(document, service.certificate));
    CHECK(verified(document));
    CHECK_FALSE(judge.verifies(document, stranger.certificate));
  }
}

namespace {

struct Form {
  std::string method = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
  std::string digest = "http://www.w3.org/2001/04/xmlenc#sha256";
  std::string c14n = "http://www.w3.org/2001/10/xml-exc-c14n#";
  std::string uri = "#_1";
  std::string transforms =
      "<Transform Algorithm='http://www.w3.org/2000/09/xmldsig#enveloped-signature'/>"
      "<Transform Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>";
};
// As other software writes it: default namespace, white space.
std::string signature_of(const Form& f) {
  return "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#' Id='sig'>\n <SignedInfo>\n"
         "  <CanonicalizationMethod Algorithm='" +
         f.c14n +
         "'/>\n"
         "  <SignatureMethod Algorithm='" +
         f.method +
         "'/>\n"
         "  <Reference URI=\"" +
         f.uri + "\"><Transforms>" + f.transforms +
         "</Transforms>\n"
         "   <DigestMethod Algorithm='" +
         f.digest +
         "'/><DigestValue/></Reference>\n"
         " </SignedInfo>\n <SignatureValue/></Signature>";
}
std::string by_xmlsec1(const Form& form, const crypto::Key& key = service.key) {
  return mosim::testing::Xmlsec1("urn:test:bericht:Bericht")
      .sign(replaced(plain, "</b:Van>", "</b:Van>" + signature_of(form)), key);
}

const std::string sha1_digest = "http://www.w3.org/2000/09/xmldsig#sha1";
const std::string rsa_sha1 = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
const std::string enveloped =
    "<Transform Algorithm='http://www.w3.org/2000/09/xmldsig#enveloped-signature'/>";
const std::string exclusive = "<Transform Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>";

}  // namespace

TEST_CASE("what xmlsec1 signs in the ways that clients do is verified") {
  const std::string more = "http://www.w3.org/2001/04/xmldsig-more#";
  const std::string listed =
      enveloped +
      "<Transform Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'><ec:InclusiveNamespaces "
      "xmlns:ec='http://www.w3.org/2001/10/xml-exc-c14n#' PrefixList='b xs'/></Transform>";
  const std::string comments =
      enveloped + "<Transform Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#WithComments'/>";
  const Form forms[] = {
      {},
      {.method = more + "rsa-sha384", .digest = more + "sha384"},
      {.method = more + "rsa-sha512", .digest = "http://www.w3.org/2001/04/xmlenc#sha512"},
      {.uri = ""},
      {.transforms = listed},
      {.transforms = comments},
  };
  for (const Form& form : forms) {
    const std::string document = by_xmlsec1(form);
    INFO(document);
    const auto result = verified(document);
    REQUIRE(result);
    CHECK(result->algorithm == form.method);
    CHECK(result->id == "_1");
    CHECK(Document::parse(result->bytes)->root().child("Van").text() == "gemeente");
    CHECK(verified(document, whole, stranger.certificate).error().code == "signature");
  }
}

TEST_CASE("SHA-1 counts only where it is allowed") {
  for (const Form& form : {Form{.method = rsa_sha1, .digest = sha1_digest},
                           Form{.method = rsa_sha1}, Form{.digest = sha1_digest}}) {
    const std::string document = by_xmlsec1(form);
    CHECK(verified(document, whole, service.certificate, true));
    CHECK_THAT(refusal(document), Catch::StartsWith("algorithm: SHA-1 is not allowed"));
  }
}

TEST_CASE("a valid signature of another form than the one allowed is refused") {
  struct Case {
    Form form;
    std::string why;
  };
  const std::string xpath =
      "<Transform Algorithm='http://www.w3.org/TR/1999/REC-xpath-19991116'><XPath>1</XPath>"
      "</Transform>";
  const Case cases[] = {
      {{.c14n = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"}, "algorithm: not an algorithm"},
      {{.transforms = enveloped}, "structure: the transforms must be"},
      {{.transforms = enveloped + exclusive + exclusive}, "structure: the transforms must be"},
      {{.transforms = enveloped + xpath}, "algorithm: not an algorithm"},
      {{.transforms = xpath + exclusive}, "algorithm: not an algorithm"},
      {{.uri = "#xpointer(id('_1'))"}, "structure: the reference is to '#xpointer"},
      {{.uri = "#xpointer(/)"}, "structure: the reference is to '#xpointer"},
      {{.digest = "http://www.w3.org/2001/04/xmlenc#ripemd160"}, "algorithm: not an algorithm"},
  };
  for (const Case& one : cases) {
    INFO(one.why);
    CHECK_THAT(refusal(by_xmlsec1(one.form)), Catch::StartsWith(one.why));
  }
}

TEST_CASE("a form that was tampered with is refused before anything is computed") {
  const std::string good = by_xmlsec1({});
  const auto algorithm = [&](std::string_view from, std::string_view to) {
    return refusal(replaced(good, from, to));
  };
  const std::string no_algorithm = "algorithm: not an algorithm that is allowed here";
  CHECK_THAT(algorithm("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                       "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"),
             Catch::StartsWith(no_algorithm));
  CHECK_THAT(algorithm("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                       "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"),
             Catch::StartsWith(no_algorithm));
  for (const char* transform :
       {"http://www.w3.org/TR/1999/REC-xslt-19991116", "http://www.w3.org/2000/09/xmldsig#base64",
        "http://www.w3.org/2002/06/xmldsig-filter2", ""})
    CHECK_THAT(algorithm("http://www.w3.org/2000/09/xmldsig#enveloped-signature", transform),
               Catch::StartsWith(no_algorithm));
  for (const char* uri : {"file:///etc/passwd", "/etc/passwd", "http://127.0.0.1:1/x", "#_2", "#",
                          "_1", "#_1 ", "cid:_1"})
    CHECK_THAT(refusal(replaced(good, "URI=\"#_1\"", "URI=\"" + std::string(uri) + "\"")),
               Catch::StartsWith("structure: the reference is to"));
  CHECK_THAT(refusal(replaced(good, " URI=\"#_1\"", "")), Contains("the reference has no URI"));

  const std::string reference = cut(good, "<Reference", "</Reference>");
  CHECK(refusal(replaced(good, reference, reference + reference)) ==
        "structure: a second Reference");
  CHECK(refusal(replaced(good, reference, "")) == "structure: no Reference");
  const std::string signature = cut(good, "<Signature ", "</Signature>");
  CHECK(
      refusal(replaced(good, signature, signature + replaced(signature, "\"sig\"", "\"sig2\""))) ==
      "structure: a second Signature");
  const std::string value = cut(good, "<SignatureValue>", "</SignatureValue>");
  CHECK(refusal(replaced(good, value, "<SignatureValue> \n</SignatureValue>")) ==
        "structure: the signature has no value");
  CHECK(refusal(replaced(good, value, "")) == "structure: no SignatureValue");
  CHECK_THAT(refusal(replaced(good, value, "<SignatureValue>AAAA</SignatureValue>")),
             Catch::StartsWith("signature: "));
  CHECK(refusal(replaced(good, value, value + "<Object><x xmlns=''/></Object>")) ==
        "structure: an Object within the signature");
  CHECK(refusal(plain) == "unsigned: no Signature");
  CHECK(refusal(signed_inner()) == "unsigned: no Signature");
  CHECK(verified(plain).error().place == "/Bericht");
}
