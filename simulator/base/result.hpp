// What the outside did wrong is a value: Result<T> holds a T or a Fault. What we or the machine did
// wrong is an exception. A Fault is turned into a SOAP Fault, ebMS ErrorList or problem document in
// one place per protocol.
#pragma once

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace mosim {

struct Fault {
  std::string code;   // stable and per protocol: "ValueNotRecognized", "Client", "MimeProblem"
  std::string rule;   // id of the rule that was broken, e.g. "EB-R-004"; empty when none applies
  std::string place;  // XPath, header name, "line 12": where the sender must look
  std::string text;   // what is wrong
  std::string hint;   // what to do about it
  std::vector<Fault> causes;
};

template <class T>
using Result = tl::expected<T, Fault>;
using Status = Result<void>;

inline tl::unexpected<Fault> refuse(Fault fault) { return tl::unexpected<Fault>(std::move(fault)); }

// One line for a person: "text (rule, at place): hint".
std::string describe(const Fault& fault);

}  // namespace mosim
