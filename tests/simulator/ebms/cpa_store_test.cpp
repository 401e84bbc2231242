// The CPAs of a world: kept when they are good, found by their id, and where their parties listen.
#include "simulator/ebms/cpa_store.hpp"

#include "simulator/base/text.hpp"
#include "tests/simulator/ebms/cpa_support.hpp"
#include "tests/support/fresh.hpp"

using namespace mosim;
using namespace mosim::ebms;
using namespace mosim::ebms::test;

namespace {
const std::string id = order().id;
const std::string in_cpa = "https://adapter.gemeente.example:8443/ebms";

std::string endpoint(const CpaStore& cpas) {
  const auto cpa = cpas.find(id);
  REQUIRE(cpa);
  const Party* party = cpa->party_by_oin(requester);
  REQUIRE(party);
  return cpas.endpoint(*cpa, *party, *party->signal_channel("Acknowledgment"));
}
}  // namespace

TEST_CASE("a good CPA is kept and found by its exact id, a bad one is not") {
  store::Database database({}, store::migrations_of("ebms"));
  CpaStore cpas(database);
  CHECK_FALSE(cpas.find(id));
  CHECK(cpas.import(good(), now).ok());
  CHECK(cpas.find(id)->id == id);
  CHECK(cpas.xml(id) == good());
  CHECK_FALSE(cpas.find(id + "."));
  CHECK_FALSE(cpas.find(text::lower(id)));
  for (const std::string& bad :
       {std::string(), std::string("nonsense"), std::string("<a/>"), std::string("\0\xff", 2),
        edit(good(), "agreed", "proposed"), good().substr(0, good().size() / 2)}) {
    CHECK_FALSE(cpas.import(bad, now).ok());
    CHECK(cpas.all().size() == 1);
    CHECK(cpas.xml(id) == good());
  }
}

TEST_CASE("a CPA with the same id takes the place of the old one, also for who holds that still") {
  store::Database database({}, store::migrations_of("ebms"));
  CpaStore cpas(database);
  cpas.import(good(), now);
  const auto old = cpas.find(id);
  auto o = order();
  o.retries = 2;
  CHECK(cpas.import(generate_cpa(o), now).ok());
  CHECK(cpas.all().size() == 1);
  CHECK(cpas.find(id) != old);
  CHECK(old->id == id);
}

TEST_CASE("a removed CPA is gone, also after reopening") {
  testing::FreshFolder folder;
  {
    store::Database database({folder.path() / "a.db"}, store::migrations_of("ebms"));
    CpaStore cpas(database);
    cpas.import(good(), now);
    CHECK(cpas.remove(id));
    CHECK_FALSE(cpas.remove(id));
    CHECK_FALSE(cpas.find(id));
  }
  store::Database database({folder.path() / "a.db"}, store::migrations_of("ebms"));
  CHECK(CpaStore(database).all().empty());
}

TEST_CASE("a party listens where its CPA says, unless it was told to be elsewhere or nowhere") {
  testing::FreshFolder folder;
  {
    store::Database database({folder.path() / "a.db"}, store::migrations_of("ebms"));
    CpaStore cpas(database);
    cpas.import(good(), now);
    CHECK(endpoint(cpas) == in_cpa);
    CHECK_FALSE(cpas.mapped(id, requester));
    cpas.map_endpoint(id, requester, "http://localhost:9999/x");
    CHECK(endpoint(cpas) == "http://localhost:9999/x");
    CHECK_FALSE(cpas.mapped(id, provider));
    cpas.map_endpoint(id, requester, "");
    CHECK(endpoint(cpas) == "");
  }
  store::Database database({folder.path() / "a.db"}, store::migrations_of("ebms"));
  CpaStore cpas(database);
  CHECK(endpoint(cpas) == "");
  cpas.map_endpoint(id, requester, std::nullopt);
  CHECK(endpoint(cpas) == in_cpa);
}

TEST_CASE("a CPA that has ended is still known after reopening, so that its own rule refuses") {
  testing::FreshFolder folder;
  {
    store::Database database({folder.path() / "a.db"}, store::migrations_of("ebms"));
    CpaStore cpas(database);
    CHECK(cpas.import(good(), now).ok());
    CHECK_FALSE(cpas.import(good(), now + std::chrono::days(400)).ok());
  }
  store::Database database({folder.path() / "a.db"}, store::migrations_of("ebms"));
  CpaStore cpas(database);
  REQUIRE(cpas.find(id));
  CHECK(cpas.find(id)->usable_at(now));
  CHECK_FALSE(cpas.find(id)->usable_at(now + std::chrono::days(400)));
}
