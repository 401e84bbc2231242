// A PKI on disk: what is kept, who may read it, and that nothing of a user is ever lost.
#include "simulator/pki/files.hpp"
#include "tests/simulator/pki/support.hpp"

#include <fstream>
#include <sys/stat.h>

using namespace mosim;
using namespace mosim::pki;
using namespace mosim::pki::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

unsigned mode_of(const fs::path& file) {
  struct stat info {};
  REQUIRE(::stat(file.c_str(), &info) == 0);
  return info.st_mode & 0777u;
}

void put(const fs::path& file, const std::string& text) {
  write_file(file, text, 0644, Existing::replace);
}

std::size_t files_in(const fs::path& dir) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(dir), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("where there is no PKI none is loaded") {
  const Folder folder;
  CHECK_FALSE(Authority::load(folder.path()));
  CHECK_FALSE(Authority::load(folder.path() / "missing"));
}

TEST_CASE("a PKI survives a restart, with what it issued and revoked") {
  const Folder folder;
  std::string trusted, revoked;
  {
    Authority ca = authority();
    ca.issue(order());
    ca.save(folder.path() / "pki");
    revoked = leaf_of(ca.issue(order())).serial_hex();
    CHECK(ca.revoke(revoked, kNow));
    trusted = ca.trusted_pem();
  }
  auto ca = Authority::load(folder.path() / "pki");
  REQUIRE(ca);
  CHECK(ca->trusted_pem() == trusted);
  const auto issued = ca->issued();
  REQUIRE(issued.size() == 2);
  CHECK(issued[0].state(kNow) == "valid");
  CHECK(issued[0].oin == kOin);
  CHECK(issued[1].serial == revoked);
  CHECK(issued[1].revoked == kNow);
  const auto leaf = leaf_of(ca->issue(order()));
  CHECK(judge(leaf, trusted, ca->crls_pem(kNow), kNow));
}

TEST_CASE("keys are readable by their owner only") {
  const Folder folder;
  Authority ca = authority();
  ca.save(folder.path());
  write_credential(folder.path(), kOin, ca.issue(order()));
  for (const char* name : {"root", "domein", "tsp", kOin}) {
    CHECK(mode_of(folder.path() / (std::string(name) + ".key.pem")) == 0600);
    CHECK(fs::exists(folder.path() / (std::string(name) + ".crt.pem")));
  }
  CHECK(read_file(folder.path() / "ca.pem") == ca.trusted_pem());
  CHECK(files_in(folder.path()) ==
        11);  // four pairs, ca.pem, crl.pem, index: no half-written files
}

TEST_CASE("saving once more changes nothing") {
  const Folder folder;
  Authority ca = authority();
  ca.issue(order());
  ca.save(folder.path());
  const std::string key = read_file(folder.path() / "tsp.key.pem");
  ca.save(folder.path());
  Authority::load(folder.path())->save(folder.path());
  CHECK(read_file(folder.path() / "tsp.key.pem") == key);
  CHECK(Authority::load(folder.path())->issued().size() == 1);
}

TEST_CASE("another PKI is never overwritten") {
  const Folder folder;
  const Authority mine = authority();
  mine.save(folder.path());
  CHECK_THROWS_WITH(mine.impostor(kNow).save(folder.path()), Contains("another PKI"));
  CHECK(Authority::load(folder.path())->trusted_pem() == mine.trusted_pem());
}

TEST_CASE("a user's own ca.pem or crl.pem is never overwritten") {
  for (const char* name : {"ca.pem", "crl.pem"}) {
    const Folder folder;
    put(folder.path() / name, "mine");
    CHECK_THROWS_WITH(authority().save(folder.path()),
                      Contains(name) && Contains("not overwritten"));
    CHECK(read_file(folder.path() / name) == "mine");
    CHECK(files_in(folder.path()) == 1);
  }
}

TEST_CASE("a damaged PKI is reported in one line that names the file") {
  const auto broken = [](const std::string& file, auto damage, const std::string& why) {
    const Folder folder;
    authority().save(folder.path());
    damage(folder.path() / file);
    CHECK_THROWS_WITH(Authority::load(folder.path()),
                      Contains(file) && Contains(why) && !Contains("\n"));
  };
  const auto other = authority();
  const Folder elsewhere;
  other.save(elsewhere.path());
  const auto swap_in = [&](const std::string& name) {
    return
        [&elsewhere, name](const fs::path& file) { put(file, read_file(elsewhere.path() / name)); };
  };
  broken(
      "tsp.key.pem", [](const fs::path& f) { fs::remove(f); }, "cannot be read");
  broken(
      "tsp.key.pem", [](const fs::path& f) { put(f, "x"); }, "no readable private key");
  broken("tsp.key.pem", swap_in("tsp.key.pem"), "is not the key of tsp.crt.pem");
  broken(
      "root.crt.pem", [](const fs::path& f) { put(f, ""); }, "there is no certificate");
  broken(
      "index", [](const fs::path& f) { put(f, "issued\tnonsense\n"); }, "cannot be read at");
  broken(
      "domein.crt.pem",
      [&](const fs::path& f) {
        put(f, read_file(elsewhere.path() / "domein.crt.pem"));
        put(f.parent_path() / "domein.key.pem", read_file(elsewhere.path() / "domein.key.pem"));
      },
      "was not issued by root.crt.pem");
}

TEST_CASE("a line that a crash cut off is forgotten") {
  const Folder folder;
  authority().save(folder.path());
  Authority::load(folder.path())->issue(order());
  std::ofstream(folder.path() / "index", std::ios::app) << "issued\ttsp\tAB";
  auto ca = Authority::load(folder.path());
  CHECK(ca->issued().size() == 1);
  ca->issue(order());
  CHECK(Authority::load(folder.path())->issued().size() == 2);
}

TEST_CASE("two programs may use one PKI") {
  const Folder folder;
  Authority server = authority();
  server.save(folder.path());
  const Credential before = server.issue(order());
  auto tool = Authority::load(folder.path());
  const Credential late = tool->issue(order());
  CHECK(tool->revoke(leaf_of(before).serial_hex(), kNow));
  server.issue(order());
  CHECK(server.issued().size() == 3);
  CHECK(tool->issued().size() == 3);
  const auto verdict = judge(leaf_of(before), server.trusted_pem(), server.crls_pem(kNow), kNow);
  REQUIRE_FALSE(verdict);
  CHECK(verdict.error().code == "revoked");
  CHECK_FALSE(
      judge(leaf_of(before), server.trusted_pem(), read_file(folder.path() / "crl.pem"), kNow));
  CHECK(judge(leaf_of(late), server.trusted_pem(), read_file(folder.path() / "crl.pem"), kNow));
}

TEST_CASE("a credential is read as it was written and not overwritten by accident") {
  const Folder folder;
  Authority ca = authority();
  const Credential first = ca.issue(order()), second = ca.issue(order());
  CHECK_FALSE(read_credential(folder.path(), kOin));
  write_credential(folder.path(), kOin, first);
  CHECK(read_credential(folder.path(), kOin)->chain == first.chain);
  CHECK(read_credential(folder.path(), kOin)->key == first.key);
  CHECK_THROWS_WITH(write_credential(folder.path(), kOin, second), Contains("not overwritten"));
  CHECK(read_credential(folder.path(), kOin)->key == first.key);
  write_credential(folder.path(), kOin, second, Existing::replace);
  CHECK(read_credential(folder.path(), kOin)->key == second.key);
  CHECK(mode_of(folder.path() / (std::string(kOin) + ".key.pem")) == 0600);
}

TEST_CASE("a key that is not the certificate's is refused") {
  const Folder folder;
  Authority ca = authority();
  write_credential(folder.path(), "mixed", {ca.issue(order()).chain, ca.issue(order()).key});
  CHECK_THROWS_WITH(read_credential(folder.path(), "mixed"),
                    Contains("mixed.key.pem: is not the key of mixed.crt.pem"));
  fs::remove(folder.path() / "mixed.key.pem");
  CHECK_THROWS_WITH(read_credential(folder.path(), "mixed"), Contains("cannot be read"));
}

TEST_CASE("a credential's name cannot lead out of its folder") {
  const Folder folder;
  for (const char* name : {"", "../evil", "a/b", ".hidden", "a\nb"})
    CHECK_THROWS_AS(write_credential(folder.path(), name, {"", ""}), std::runtime_error);
  CHECK(files_in(folder.path()) == 0);
}
