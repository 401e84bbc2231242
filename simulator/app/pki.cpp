// `mijnoverheid-sim pki ...`: certificates in DATADIR/pki, without a running server; a running one
// is told of a revocation.
#include "simulator/app/beheer.hpp"
#include "simulator/app/credentials.hpp"
#include "simulator/app/group.hpp"
#include "simulator/app/pages.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/pki/special.hpp"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>

namespace mosim::app {

namespace {

struct PkiOptions {
  std::filesystem::path data_dir = "sim-data";
  std::string oin;
  std::string naam;
  std::string soort;
  std::vector<std::string> dns;
  std::string serienummer;
  std::filesystem::path certificaat;

  std::filesystem::path dir() const { return data_dir / "pki"; }
};

pki::Authority authority_of(const PkiOptions& o) {
  make_data_dir(o.data_dir);
  auto authority = pki::Authority::load(o.dir());
  if (authority) return std::move(*authority);
  std::filesystem::create_directories(o.dir());
  authority = pki::Authority::make(crypto::Key::Type::rsa2048, time::real_now());
  authority->save(o.dir());
  return std::move(*authority);
}

// A server that runs on this data dir reads its revocation lists again.
void tell_server(const PkiOptions& o) {
  try {
    Reach reach;
    reach.data_dir = o.data_dir;
    Beheer(reach).call("POST", "/api/v1/pki/crl");
    fmt::print("the running server refuses it from now on\n");
  } catch (const std::exception&) {
    fmt::print("no server is running on this data dir; it will be refused from the next start\n");
  }
}

int issue(const PkiOptions& o) {
  const auto special = pki::special_named(o.soort);
  if (!o.soort.empty() && !special)
    throw std::runtime_error("--soort: no such kind; `mijnoverheid-sim pki soorten` lists them");
  if (const auto status = pki::check_oin(o.oin); !special && !status)
    throw std::runtime_error("--oin: " + describe(status.error()));
  auto authority = authority_of(o);
  const std::string name = o.soort.empty() ? o.oin : o.oin + "-" + o.soort;
  if (std::filesystem::exists(o.dir() / (name + ".crt.pem")))
    throw std::runtime_error(
        fmt::format("{} is there already and is not overwritten; move it away first",
                    (o.dir() / (name + ".crt.pem")).string()));
  auto order = local_order(o.oin, o.naam.empty() ? o.oin : o.naam, crypto::Key::Type::rsa2048);
  for (const auto& dns : o.dns) order.dns_names.push_back(dns);
  const auto made = special ? pki::issue_special(authority, *special, order, time::real_now())
                            : authority.issue(order);
  pki::write_credential(o.dir(), name, made);
  fmt::print("certificate  {}\nkey          {}\ntrust        {}\n",
             (o.dir() / (name + ".crt.pem")).string(), (o.dir() / (name + ".key.pem")).string(),
             (o.dir() / "ca.pem").string());
  if (special == pki::Special::revoked) tell_server(o);
  return 0;
}

int list(const PkiOptions& o) {
  const auto authority = pki::Authority::load(o.dir());
  if (!authority)
    throw std::runtime_error(
        fmt::format("no PKI in {}; start the server once or use: mijnoverheid-sim pki issue",
                    o.dir().string()));
  const auto now = time::real_now();
  fmt::print("{:<34} {:<20} {:<14} {:<20} {}\n", "serial number", "OIN", "state", "until",
             "subject");
  for (const auto& one : authority->issued())
    fmt::print("{:<34} {:<20} {:<14} {:<20} {}\n", one.serial, one.oin, one.state(now),
               time::format_seconds(one.not_after), one.subject);
  return 0;
}

int revoke(const PkiOptions& o) {
  auto authority = pki::Authority::load(o.dir());
  if (!authority) throw std::runtime_error(fmt::format("no PKI in {}", o.dir().string()));
  std::string serial = o.serienummer;
  if (!o.certificaat.empty()) {
    const auto certificate = crypto::Certificate::from_pem(pki::read_file(o.certificaat));
    if (!certificate) throw std::runtime_error(o.certificaat.string() + " holds no certificate");
    serial = certificate->serial_hex();
  }
  if (serial.empty())
    throw std::runtime_error("name what to revoke: --serienummer or --certificaat");
  if (!authority->revoke(serial, time::real_now()))
    throw std::runtime_error(
        fmt::format("{} is not of this PKI; `mijnoverheid-sim pki list` shows what is", serial));
  fmt::print("revoked {}\n", serial);
  tell_server(o);
  return 0;
}

int kinds() {
  for (const auto& kind : pki::special_kinds())
    fmt::print("{:<16} {}: {}\n", kind.name, kind.rule, kind.text);
  return 0;
}

}  // namespace

void add_pki(CLI::App& app, Commands& commands) {
  const auto options = std::make_shared<PkiOptions>();
  PkiOptions& o = *options;
  Group group(app, commands, "pki", "certificates of the test PKI", "list");
  const auto add = [&](const char* name, const char* text, const char* example, auto run) {
    auto* c = group.add(name, text, example, [options, run] { return run(*options); });
    option(c, "data-dir", o.data_dir, "the server's data dir");
    return c;
  };
  auto* c = add("issue", "make a certificate with key for an organisation",
                "issue --oin 00000099000000004000 --naam 'Gemeente Elders'", issue);
  option(c, "oin", o.oin, "20 digits, or an HRN")->required();
  option(c, "naam", o.naam, "of the organisation");
  option(c, "soort", o.soort, "one that must be refused: see `pki soorten`");
  option(c, "dns", o.dns, "host names besides localhost")->delimiter(',');
  add("list", "what was issued, with serial number and state", "list", list);
  c = add("revoke", "revoke a certificate",
          "revoke --certificaat sim-data/pki/00000099000000004000.crt.pem", revoke);
  option(c, "serienummer", o.serienummer, "as `pki list` shows it");
  option(c, "certificaat", o.certificaat, "a PEM file")->check(CLI::ExistingFile);
  add("soorten", "the kinds of certificates that must be refused", "soorten",
      [](const PkiOptions&) { return kinds(); });
}

}  // namespace mosim::app
