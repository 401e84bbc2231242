// The shape of OINs and HRNs.
#include "simulator/pki/oin.hpp"

#include "tests/simulator/pki/support.hpp"

using namespace mosim;
using namespace mosim::pki;
using Catch::Matchers::Contains;

TEST_CASE("well-formed OINs and HRNs are accepted") {
  for (const char* oin : {"00000001823288444000",     // RSIN
                          "00000003123456780000",     // KVK number, also the HRN of a company
                          "00000004000000001000",     // SubOIN
                          "00000004003214345001",     // SubOIN with a number of its own: Logius
                          "0000000700AA00000000",     // BRIN, with letters
                          "00000099000000001000"}) {  // test
    INFO(oin);
    CHECK(check_oin(oin));
  }
}

TEST_CASE("malformed OINs are refused with what is wrong") {
  const auto why = [](std::string_view oin) {
    const auto fault = check_oin(oin).error();
    CHECK(fault.rule == "PKI-R-007");
    return fault.text;
  };
  CHECK_THAT(why(""), Contains("0 characters instead of 20"));
  CHECK_THAT(why("0000009900000000100"), Contains("19 characters"));
  CHECK_THAT(why("000000990000000010000"), Contains("21 characters"));
  CHECK_THAT(why("OIN00099000000001000"), Contains("eight digits"));
  CHECK_THAT(why("0000000100AA00000000"), Contains("digits only"));
  CHECK_THAT(why("000000070-AA00000000"), Contains("letters and digits"));
  CHECK_THAT(why("00000099000000001001"), Contains("end in 000"));
  CHECK_THAT(why(std::string_view("0000009900\n000000100", 20)), !Contains("\n"));
}

TEST_CASE("a prefix of no register is refused") {
  for (const char* oin : {"00000000000000001000", "00000011000000001000", "10000001000000001000"})
    CHECK(check_oin(oin).error().rule == "PKI-R-008");
}

TEST_CASE("the OIN is read from the certificate") {
  Authority ca = test::authority();
  CHECK(oin_of(test::leaf_of(ca.issue(test::order()))) == test::kOin);
  Order without = test::order();
  without.oin.clear();
  CHECK(oin_of(test::leaf_of(ca.issue(without))).error().rule == "PKI-R-006");
}
