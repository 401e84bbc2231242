// What `check --fix` can mend of the documents of the Berichtenbox.
#pragma once

#include "simulator/check/checker.hpp"

namespace mosim::berichtenbox {

check::Edits herstel_batch(const check::Document& document, const check::Finding& finding,
                           const check::Context& context);
check::Edits herstel_aanvraag(const check::Document& document, const check::Finding& finding,
                              const check::Context& context);

check::Edits herstel_vraag(const check::Document& document, const check::Finding& finding,
                           const check::Context& context);

}  // namespace mosim::berichtenbox
