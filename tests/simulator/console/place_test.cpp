// What a rule points to is found in the raw message, broken as it may be.
#include "simulator/console/place.hpp"

#include "tests/support/catch.hpp"

#include <string>

namespace mosim::console {

namespace {

// The text that is marked; "" when nothing is. With "~" before it when it is not the thing itself.
std::string found(std::string_view raw, std::string_view place) {
  const auto span = locate(raw, place);
  if (!span) return "";
  return (span->exact ? "" : "~") + std::string(raw.substr(span->begin, span->end - span->begin));
}

const std::string message =
    "POST /ebms?x=1&SigAlg=rsa HTTP/1.1\nSOAPAction: \"ebXML\"\nContent-Type: text/xml\n\n"
    "<soap:Envelope a='>'><!-- <Header> --><soap:Header><eb:MessageHeader eb:version=\"3.0\">"
    "<eb:CPAId>urn:x</eb:CPAId><eb:From><eb:PartyId>1</eb:PartyId><eb:PartyId>2</eb:PartyId>"
    "</eb:From></eb:MessageHeader></soap:Header><soap:Body><eb:Manifest/></soap:Body>"
    "</soap:Envelope>\r\n--grens\r\n\r\n<Berichten><Bericht><BSN>1</BSN></Bericht>"
    "<Bericht><BSN>2</BSN></Bericht></Berichten>";

}  // namespace

TEST_CASE("an element is found by its path, whatever its prefix") {
  CHECK(found(message, "/Envelope/Header/MessageHeader/CPAId") == "<eb:CPAId>urn:x</eb:CPAId>");
  CHECK(found(message, "/Envelope/Body/Manifest") == "<eb:Manifest/>");
}

TEST_CASE("the number in a path counts elements of that name") {
  CHECK(found(message, "/Envelope/Header/MessageHeader/From/PartyId[2]") ==
        "<eb:PartyId>2</eb:PartyId>");
  CHECK(found(message, "/Berichten/Bericht[2]/BSN") == "<BSN>2</BSN>");
}

TEST_CASE("a path may begin in any part of the message, and carry a line number") {
  CHECK(found(message, "/Berichten/Bericht/BSN (line 7)") == "<BSN>1</BSN>");
  CHECK(found(message, "/MessageHeader/CPAId") == "<eb:CPAId>urn:x</eb:CPAId>");
}

TEST_CASE("an attribute is marked with its value") {
  CHECK(found(message, "/Envelope/Header/MessageHeader/@version") == "version=\"3.0\"");
}

TEST_CASE("of what is missing, the nearest that should hold it is marked") {
  CHECK(found(message, "/Envelope/Header/MessageHeader/From/Role") == "~<eb:From>");
  CHECK(found(message, "/Envelope/Body/Manifest/@id") == "~<eb:Manifest/>");
  CHECK(found(message, "/Berichten/Bericht[3]/BSN") == "~<Berichten>");
}

TEST_CASE("a header, a parameter and a text are found by what they are called") {
  CHECK(found(message, "soapaction") == "SOAPAction: \"ebXML\"");
  CHECK(found(message, "SigAlg") == "SigAlg=rsa");
  CHECK(found(message, "--grens") == "--grens");
  CHECK(found(message, "client certificate").empty());
}

TEST_CASE("of a long element only the beginning is marked") {
  const std::string raw = "<a><b>" + std::string(5000, 'x') + "</b></a>";
  CHECK(found(raw, "/a/b") == "<b>");
}

TEST_CASE("text that is no XML, or breaks off, is no danger") {
  for (const std::string_view raw :
       {"", "<", "</", "<!", "<!--", "<![CDATA[", "<a", "<a b='", "</a></a>", "<a><a><a", "a<b c>d",
        "<a/", "< a>", "<a b=c", "<a b='1", "<:/>", "<a\xff\xfe>"})
    for (const std::string_view place :
         {"/a", "/a/a", "/a/@b", "/", "//", "/[", "/a[", "/a[x]", "/@b", "b", "", " (", "/a (b)"}) {
      INFO(raw << " at " << place);
      if (const auto span = locate(raw, place)) {
        CHECK(span->begin <= span->end);
        CHECK(span->end <= raw.size());
      }
    }
}

}  // namespace mosim::console
