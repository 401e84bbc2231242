#include "stubs/leveranciersportaal/stub.hpp"

namespace mosim::leveranciersportaal {

void install(House& house) { house.migrations.emplace_back("leveranciersportaal"); }

}  // namespace mosim::leveranciersportaal
