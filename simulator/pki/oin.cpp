#include "simulator/pki/oin.hpp"

#include "simulator/base/text.hpp"
#include "simulator/pki/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace mosim::pki {
namespace {

struct Register {
  std::string_view prefix;
  bool letters;  // may the main number hold letters?
};
// RSIN, Fi number, KVK number (also the HRN), SubOIN, free, Logius number, BRIN, foreign, UZI,
// TRR-BD, test.
constexpr std::array kRegisters = {
    Register{"00000001", false}, Register{"00000002", false}, Register{"00000003", false},
    Register{"00000004", false}, Register{"00000005", true},  Register{"00000006", false},
    Register{"00000007", true},  Register{"00000008", true},  Register{"00000009", false},
    Register{"00000010", true},  Register{"00000099", false}};

constexpr std::size_t kLength = 20;
constexpr std::string_view kPlace = "subject serialNumber";

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

tl::unexpected<Fault> malformed(std::string_view oin, const std::string& why) {
  return refuse(rules::fault(rule::kOinMalformed, "oin_malformed", std::string(kPlace),
                             fmt::format("'{}' is not an OIN: {}", text::one_line(oin, 40), why)));
}

}  // namespace

Status check_oin(std::string_view oin) {
  if (oin.size() != kLength)
    return malformed(oin, "it has " + std::to_string(oin.size()) + " characters instead of 20");
  const std::string_view prefix = oin.substr(0, 8);
  const std::string_view number = oin.substr(8, 9);
  if (!text::is_digits(prefix)) return malformed(oin, "it must begin with eight digits");
  const auto found = std::find_if(kRegisters.begin(), kRegisters.end(),
                                  [&](const Register& r) { return r.prefix == prefix; });
  if (found == kRegisters.end())
    return refuse(rules::fault(rule::kPrefixUnknown, "oin_prefix_unknown", std::string(kPlace),
                               "prefix " + std::string(prefix) + " belongs to no register"));
  if (!std::all_of(number.begin(), number.end(), is_letter_or_digit) ||
      (!found->letters && !text::is_digits(number)))
    return malformed(oin, found->letters ? "its main number may hold letters and digits only"
                                         : "its main number may hold digits only");
  // A SubOIN counts the parts of one organisation in its last positions: Logius' own is
  // 00000004003214345001.
  if (!oin.starts_with("00000004") && oin.substr(17) != "000")
    return malformed(oin, "it must end in 000");
  return {};
}

Result<std::string> oin_of(const crypto::Certificate& certificate) {
  const std::string oin = certificate.subject_serial_number();
  if (oin.empty())
    return refuse(rules::fault(rule::kNoOin, "no_oin", std::string(kPlace),
                               "the certificate of " + certificate.subject() +
                                   " has no (single, readable) serialNumber in its subject"));
  if (auto status = check_oin(oin); !status) return tl::unexpected(std::move(status.error()));
  return oin;
}

}  // namespace mosim::pki
