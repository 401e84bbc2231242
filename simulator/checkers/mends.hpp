// What `check --fix` can mend of the engine's own kinds.
#pragma once

#include "simulator/check/checker.hpp"

namespace mosim::checkers {

check::Edits mend_cpa(const check::Document& document, const check::Finding& finding,
                      const check::Context& context);

check::Edits mend_ebms(const check::Document& document, const check::Finding& finding,
                       const check::Context& context);

}  // namespace mosim::checkers
