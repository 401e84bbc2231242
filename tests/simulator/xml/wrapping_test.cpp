// Attacks on a reader of signed XML: each way to make it see what was not signed, or to keep it
// busy, is refused by name; and where nothing false is read, only what was signed is.
#include "simulator/xml/document.hpp"
#include "tests/simulator/xml/signature_support.hpp"

#include <atomic>
#include <thread>

using namespace mosim;
using namespace mosim::xml;
using namespace mosim::xml::test;
using Catch::Matchers::Contains;
using mosim::testing::stranger;
using mosim::testing::weak;

namespace {

const std::string evil_part = "<b:Deel ID='_9'><b:Naam>Boef</b:Naam></b:Deel>";

std::string with_root_namespace(const std::string& element) {
  const auto at = element.find_first_of(" >");
  return element.substr(0, at) + " xmlns:b='urn:test:bericht'" + element.substr(at);
}

}  // namespace

TEST_CASE("signature wrapping around the whole message is refused in each of its shapes") {
  const std::string good = signed_whole();
  const std::string signature = cut(good, "<ds:Signature", "</ds:Signature>");
  const std::string unsigned_good = replaced(good, signature, "");
  const std::string evil_open = "<b:Bericht xmlns:b='urn:test:bericht' ID='_9'><b:Van>boef</b:Van>";
  const std::string to_another =
      "structure: the reference is to '#_1', not to the element around the signature";

  // 1: the signed message hangs in the signature of the false one.
  CHECK(refusal(evil_open +
                replaced(signature, "</ds:Signature>", unsigned_good + "</ds:Signature>") +
                "</b:Bericht>") == to_another);
  // 2: beside it, the signature detached.
  CHECK(refusal(evil_open + signature + unsigned_good + "</b:Bericht>") == to_another);
  CHECK(refusal(evil_open + unsigned_good + signature + "</b:Bericht>") == to_another);
  // The signed message whole within the false one.
  CHECK(refusal(evil_open + good + "</b:Bericht>") == "unsigned: no Signature");
  // In an Object of the signature.
  CHECK(refusal(evil_open +
                replaced(signature, "</ds:Signature>",
                         "<ds:Object>" + unsigned_good + "</ds:Object></ds:Signature>") +
                "</b:Bericht>") == "structure: an Object within the signature");
  // The same ID on both, also as what other readers take for one.
  for (const std::string name : {"ID", "Id", "id", "xml:id", "b:Id"}) {
    const std::string evil = "<b:Bericht xmlns:b='urn:test:bericht' " + name + "='_1'>";
    INFO(name);
    CHECK(refusal(evil + signature + unsigned_good + "</b:Bericht>") ==
          "structure: the ID '_1' stands twice in the document");
  }
}

TEST_CASE("signature wrapping around the signed part is refused in each of its shapes") {
  const std::string good = signed_inner();
  const std::string part = cut(good, "<b:Deel", "</b:Deel>");
  const std::string signature = cut(good, "<ds:Signature", "</ds:Signature>");
  const std::string bare = replaced(part, signature, "");
  const auto with = [&](const std::string& content) { return replaced(good, part, content); };
  const auto evil_around = [&](const std::string& content) {
    return replaced(evil_part, "<b:Naam>", content + "<b:Naam>");
  };
  const std::string to_another =
      "structure: the reference is to '#_2', not to the element around the signature";
  REQUIRE(verified(good, inner));

  // 3: a false part before or after the signed one.
  CHECK(refusal(with(evil_part + part), inner) == "structure: a second Deel");
  CHECK(refusal(with(part + evil_part), inner) == "structure: a second Deel");
  // 4: the signed part within the false one.
  CHECK(refusal(with(evil_around(part)), inner) == "unsigned: no Signature");
  // 5: the signature in the false part, the signed one elsewhere without it.
  CHECK(refusal(with(evil_around(signature)), inner) == to_another);
  CHECK(refusal(replaced(with(evil_around(signature)), "</b:Bericht>",
                         "<b:Elders>" + bare + "</b:Elders></b:Bericht>"),
                inner) == to_another);
  // 6: the signed part within the signature in the false one.
  CHECK(refusal(with(evil_around(replaced(signature, "</ds:Signature>", bare + "</ds:Signature>"))),
                inner) == to_another);
  // 7: a false part in an extension before the signed one, with its ID or another.
  const std::string same_id = replaced(evil_part, "_9", "_2");
  CHECK(refusal(with("<b:Extensions>" + same_id + "</b:Extensions>" + part), inner) ==
        "structure: the ID '_2' stands twice in the document");
  const auto beside =
      verified(with("<b:Extensions>" + evil_part + "</b:Extensions>" + part), inner);
  REQUIRE(beside);
  CHECK_THAT(beside->bytes, Contains("Jansen") && !Contains("Boef"));
  // 8: the signed part in an Object.
  CHECK(refusal(with(evil_around(replaced(signature, "</ds:Signature>",
                                          "<ds:Object>" + bare + "</ds:Object></ds:Signature>"))),
                inner) == "structure: an Object within the signature");
  // The signed part as the root of a document that is read by another path.
  CHECK_THAT(refusal(with_root_namespace(part), inner), Contains("no Bericht of urn:test:bericht"));
  // The signature of the part does not stand for the whole, nor the other way round.
  CHECK(refusal(good, whole) == "unsigned: no Signature");
  CHECK(refusal(signed_whole(), inner) == "unsigned: no Signature");
}

TEST_CASE("the names of the path are those of its namespaces") {
  const std::string other = sign(replaced(plain, "urn:test:bericht", "urn:test:anders"),
                                 {.id = "_1", .after = "", .prefix_list = "", .key_name = ""},
                                 service.key, service.certificate);
  const auto result = verified(other);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == "structure");
  CHECK(result.error().place == "/Bericht");
}

TEST_CASE("comments do not cut a text: what was signed is read whole") {
  const std::string with_comment =
      replaced(plain, "<b:Naam>Jansen", "<b:Naam>Jansen<!-- -->-Boef<!-- x -->");
  for (const std::string& document :
       {signed_whole(with_comment),  // in the message when it was signed, or put in afterwards
        replaced(signed_whole(replaced(plain, "Jansen", "Jansen-Boef")), "Jansen",
                 "Jansen<!--geknipt-->")}) {
    const auto result = verified(document);
    REQUIRE(result);
    CHECK(Document::parse(result->bytes)->root().child("Deel").child("Naam").text() ==
          "Jansen-Boef");
  }
  const std::string cdata = replaced(plain, "Jansen", "Jan<![CDATA[<!--]]>sen");
  CHECK(Document::parse(verified(signed_whole(cdata))->bytes)
            ->root()
            .child("Deel")
            .child("Naam")
            .text() == "Jan<!--sen");
}

TEST_CASE("whatever is changed after signing breaks the signature") {
  const std::string good = signed_whole();
  const std::string changed =
      "signature: the digest is another one: the element was changed after it was signed";
  CHECK(refusal(replaced(good, "Jansen", "Janssen")) == changed);
  CHECK(refusal(replaced(good, "<b:Naam>", "<b:Naam> ")) == changed);
  CHECK(refusal(replaced(good, "</b:Bericht>", "<b:Meer/></b:Bericht>")) == changed);
  CHECK(refusal(replaced(good, "ID=\"_2\"", "ID=\"_3\"")) == changed);
  CHECK(refusal(replaced(good, "ID=\"_2\"", "ID=\"_2\" Extra=\"1\"")) == changed);
  // What says how it was signed is signed too.
  CHECK(refusal(replaced(good, "rsa-sha256", "rsa-sha512")).starts_with("signature: "));
  // Prefixes and quotes of the signature's own elements are its sender's affair.
  CHECK(verified(replaced(good, "ID=\"_2\"", "ID='_2'")));
}

TEST_CASE("only the registered key counts, whatever the message brings along") {
  const std::string self_signed =
      sign(plain, {.id = "_1", .after = "Van", .prefix_list = "", .key_name = "sleutel"},
           stranger.key, stranger.certificate);
  CHECK(refusal(self_signed) == "signature: the signature was not made with the registered key");
  CHECK(refusal(signed_whole(), whole, stranger.certificate) ==
        "signature: the signature was not made with the registered key");
  const crypto::Certificate both[] = {stranger.certificate, service.certificate};
  CHECK(verify(signed_whole(), whole, both));
  CHECK(verify(self_signed, whole, both));
  const auto none = verify(signed_whole(), whole, {});
  REQUIRE_FALSE(none);
  CHECK(none.error().text == "no key is registered");
}

TEST_CASE("a key of 1024 bits signs nothing") {
  const std::string document =
      sign(plain, {.id = "_1", .after = "", .prefix_list = "", .key_name = ""}, weak.key,
           weak.certificate);
  CHECK(refusal(document, whole, weak.certificate) ==
        "algorithm: the registered key is not RSA of 2048 bits or more");
}

TEST_CASE("no DOCTYPE, entity or processing instruction is let in, and nothing is fetched") {
  const std::string good = signed_whole();
  CHECK(refusal("<!DOCTYPE b [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + good) ==
        "xml: a DOCTYPE is not allowed");
  CHECK(refusal("<!DOCTYPE b [<!ATTLIST b x ID #IMPLIED>]>" + good) ==
        "xml: a DOCTYPE is not allowed");
  CHECK(refusal(replaced(good, "Jansen", "&e;")).starts_with("xml: "));
  CHECK(refusal(replaced(good, "Jansen", "Jan<?x?>sen")) == "structure: a processing instruction");
  CHECK(refusal("<?x?>" + good) == "structure: a processing instruction");
  CHECK(refusal(good + "<?x?>") == "structure: a processing instruction");
  CHECK(refusal("").starts_with("xml: "));
  CHECK(refusal("<b").starts_with("xml: "));
  CHECK(refusal(good + good).starts_with("xml: "));
}

TEST_CASE("what would keep the verifier busy is refused") {
  const std::string good = signed_whole();
  const auto grown = [&](const std::string& more) {
    return refusal(replaced(good, "</b:Bericht>", more + "</b:Bericht>"));
  };
  CHECK(grown(std::string(300 * 1024, 'x')) == "xml: more than 256 kB");
  std::string deep, shallow, attributes;
  for (int i = 0; i < 300; ++i) deep += "<a>";
  for (int i = 0; i < 300; ++i) deep += "</a>";
  CHECK(grown(deep).starts_with("xml: "));
  for (int i = 0; i < 70; ++i) attributes += " xmlns:n" + std::to_string(i) + "='urn:n'";
  CHECK(grown("<a" + attributes + "/>") == "structure: more than 64 namespaces in scope");
  std::string list;
  for (int i = 0; i < 100; ++i) list += "p" + std::to_string(i) + " ";
  const std::string prefixes =
      sign(plain, {.id = "_1", .after = "Van", .prefix_list = list, .key_name = ""}, service.key,
           service.certificate);
  CHECK(refusal(prefixes) == "structure: more than 32 prefixes");
}

TEST_CASE("an ID that is no plain name is refused: it would be read as an expression") {
  for (const char* id : {"x') or id('y", "_1 ", "a b", "", "xpointer(/)", "\xC3\xA9"}) {
    const std::string document =
        replaced(signed_whole(), "ID=\"_1\"", "ID=\"" + std::string(id) + "\"");
    INFO(id);
    CHECK_THAT(refusal(document), Catch::StartsWith("structure: the ID ") ||
                                      Catch::StartsWith("structure: the signed element has no ID"));
  }
}

TEST_CASE("threads verify and sign at the same time") {
  const std::string good = signed_whole();
  std::atomic<int> right = 0;
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int i = 0; i < 25; ++i) {
        const auto name = std::to_string(t) + "." + std::to_string(i);
        const auto document = signed_whole(replaced(plain, "Jansen", name));
        const auto result = verified(document);
        const bool broken = !verified(replaced(document, name, name + "x"));
        right +=
            broken && result && result->bytes.find(name) != std::string::npos && verified(good);
      }
    });
  threads.clear();
  CHECK(right == 100);
}
