#include "simulator/pki/authority.hpp"

#include "simulator/base/text.hpp"
#include "simulator/pki/builder.hpp"
#include "simulator/pki/files.hpp"
#include "simulator/pki/index.hpp"

#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>

namespace mosim::pki {
namespace {

namespace fs = std::filesystem;
using namespace crypto::openssl;
using crypto::Certificate;
using crypto::Key;

constexpr std::array kLevels{Level::root, Level::domain, Level::tsp};

// The names that the files have.
std::string stem(Level level) {
  return level == Level::root ? "root" : level == Level::domain ? "domein" : "tsp";
}
fs::path certificate_file(const fs::path& dir, Level level) {
  return dir / (stem(level) + ".crt.pem");
}
fs::path key_file(const fs::path& dir, Level level) { return dir / (stem(level) + ".key.pem"); }

Name copy_of_name(const Ca& ca) {
  return Name(
      check(X509_NAME_dup(X509_get_subject_name(ca.certificate.native())), "X509_NAME_dup"));
}

bool issued_by(const Certificate& certificate, const Ca& issuer) {
  return X509_check_issued(issuer.certificate.native(), certificate.native()) == X509_V_OK &&
         X509_verify(certificate.native(), issuer.key.native()) == 1;
}

Ca load_ca(const fs::path& dir, Level level) {
  const auto certificate = Certificate::from_pem(read_file(certificate_file(dir, level)));
  if (!certificate)
    throw std::runtime_error(certificate_file(dir, level).string() + ": " +
                             certificate.error().text);
  const auto key = Key::from_pem(read_file(key_file(dir, level)));
  if (!key) throw std::runtime_error(key_file(dir, level).string() + ": " + key.error().text);
  if (!key->belongs_to(*certificate))
    throw std::runtime_error(key_file(dir, level).string() + ": is not the key of " +
                             certificate_file(dir, level).filename().string());
  if (!certificate->is_ca())
    throw std::runtime_error(certificate_file(dir, level).string() + ": is no CA certificate");
  return {*certificate, *key};
}

void check_chain(const fs::path& dir, const Hierarchy& cas) {
  const auto demand = [&](Level level, const Ca& issuer, Level above) {
    if (!issued_by(cas.at(level).certificate, issuer))
      throw std::runtime_error(certificate_file(dir, level).string() + ": was not issued by " +
                               certificate_file(dir, above).filename().string());
  };
  demand(Level::root, cas.root, Level::root);
  demand(Level::domain, cas.root, Level::root);
  demand(Level::tsp, cas.domain, Level::domain);
}

std::vector<fs::path> ca_files(const fs::path& dir) {
  std::vector<fs::path> files;
  for (const Level level : kLevels) {
    files.push_back(key_file(dir, level));
    files.push_back(certificate_file(dir, level));
  }
  return files;
}

bool holds(const fs::path& dir, const Hierarchy& cas) {
  return std::all_of(kLevels.begin(), kLevels.end(), [&](Level level) {
    return load_ca(dir, level).certificate.der() == cas.at(level).certificate.der();
  });
}

// Writes the CAs, unless they are there. Throws when anything else is.
void save_cas(const fs::path& dir, const Hierarchy& cas, const std::string& trusted_pem) {
  const auto files = ca_files(dir);
  if (std::any_of(files.begin(), files.end(), [](const fs::path& f) { return fs::exists(f); })) {
    if (!holds(dir, cas))
      throw std::runtime_error(dir.string() + ": holds another PKI, which is not overwritten");
    return;
  }
  for (const char* name : {"ca.pem", "crl.pem", "index"})
    if (fs::exists(dir / name))
      throw std::runtime_error(
          (dir / name).string() +
          ": belongs to another PKI and is not overwritten; put the keys and "
          "certificates root, domein and tsp of that PKI beside it, or move it "
          "away");
  for (const Level level : kLevels) {
    write_file(key_file(dir, level), cas.at(level).key.pem(), 0600, Existing::keep);
    write_file(certificate_file(dir, level), cas.at(level).certificate.pem(), 0644, Existing::keep);
  }
  write_file(dir / "ca.pem", trusted_pem, 0644, Existing::keep);
}

HierarchyNames names_for(const std::string& wanted) {
  const std::string name = text::istarts_with(wanted, "TEST") ? wanted : "TEST " + wanted;
  const auto named = [&](const std::string& what) {
    return name_of({{NID_countryName, "NL"},
                    {NID_organizationName, name + ", not for Production use"},
                    {NID_commonName, name + " - " + what}});
  };
  return {named("Root Priv G-TLS"), named("Intm Priv G-TLS SYS"), named("TSP Priv G-TLS SYS")};
}

}  // namespace

std::string_view Issued::state(Timestamp at) const {
  if (revoked) return "revoked";
  if (at < not_before) return "not yet valid";
  return at > not_after ? "expired" : "valid";
}

struct Authority::Impl {
  explicit Impl(Hierarchy hierarchy) : cas(std::move(hierarchy)) {}

  const Hierarchy cas;
  std::mutex mutex;  // guards what follows
  Index index;
  fs::path dir;  // empty: in memory only

  CrlPtr crl(Level level, Timestamp now) {
    return make_crl(cas.at(level), index.revoked(level), now);
  }

  std::string crls_pem(Timestamp now) {
    const Bio out = writer();
    for (const Level level : kLevels)
      check(PEM_write_bio_X509_CRL(out.get(), crl(level, now).get()) == 1,
            "PEM_write_bio_X509_CRL");
    return text_of(out);
  }
  void write_crls() {
    const Timestamp made = cas.root.certificate.not_before() + std::chrono::days(1);
    const Timestamp latest = std::max(made, index.last_revocation().value_or(made));
    write_file(dir / "crl.pem", crls_pem(latest), 0644, Existing::replace);
  }
  void bind(const fs::path& directory) {
    index.bind(directory / "index");
    dir = directory;
  }
  bool revoke(Level level, const std::string& serial, Timestamp when) {
    const bool first = index.revoke(level, serial, when);
    if (first && !dir.empty()) write_crls();
    return first;
  }
};

Authority Authority::make(Key::Type key_type, Timestamp now, const std::string& name) {
  return Authority(std::make_shared<Impl>(make_hierarchy(key_type, now, names_for(name))));
}

Authority Authority::impostor(Timestamp now) const {
  const Hierarchy& cas = impl_->cas;
  const HierarchyNames names{copy_of_name(cas.root), copy_of_name(cas.domain),
                             copy_of_name(cas.tsp)};
  return Authority(std::make_shared<Impl>(make_hierarchy(Key::Type::p256, now, names)));
}

std::optional<Authority> Authority::load(const fs::path& dir) {
  const auto files = ca_files(dir);
  if (std::none_of(files.begin(), files.end(), [](const fs::path& f) { return fs::exists(f); }))
    return std::nullopt;
  auto impl = std::make_shared<Impl>(
      Hierarchy{load_ca(dir, Level::root), load_ca(dir, Level::domain), load_ca(dir, Level::tsp)});
  check_chain(dir, impl->cas);
  impl->bind(dir);
  Authority authority(std::move(impl));
  authority.complete();
  return authority;
}

// Whoever brings CAs of their own need not make what follows from them.
void Authority::complete() const {
  const std::lock_guard lock(impl_->mutex);
  const fs::path trusted = impl_->dir / "ca.pem";
  if (!fs::exists(trusted)) write_file(trusted, trusted_pem(), 0644, Existing::keep);
  if (!fs::exists(impl_->dir / "crl.pem")) impl_->write_crls();
}

void Authority::save(const fs::path& dir) const {
  fs::create_directories(dir);
  const std::lock_guard lock(impl_->mutex);
  save_cas(dir, impl_->cas, trusted_pem());
  impl_->bind(dir);
  impl_->write_crls();
}

Credential Authority::issue(const Order& order) {
  if (!order.oin.empty())
    if (const auto status = check_oin(order.oin); !status)
      throw std::invalid_argument(describe(status.error()));
  return issue_unchecked(order);
}

Credential Authority::issue_unchecked(const Order& order) {
  const Key key = Key::make(order.key_type);
  const Hierarchy& cas = impl_->cas;
  const Certificate leaf = make_leaf(order, key, cas.tsp);
  const std::lock_guard lock(impl_->mutex);
  impl_->index.add({leaf.serial_hex(), order.oin, leaf.subject(), leaf.not_before(),
                    leaf.not_after(), std::nullopt, Level::tsp});
  return {leaf.pem() + cas.tsp.certificate.pem() + cas.domain.certificate.pem(), key.pem()};
}

void Authority::revoke(const Certificate& certificate, Timestamp when) {
  for (const Level level : kLevels)
    if (issued_by(certificate, impl_->cas.at(level))) {
      const std::lock_guard lock(impl_->mutex);
      impl_->revoke(level, certificate.serial_hex(), when);
      return;
    }
  throw std::invalid_argument("the certificate of " + certificate.subject() +
                              " is not from this PKI");
}

bool Authority::revoke(std::string_view serial_hex, Timestamp when) {
  const std::lock_guard lock(impl_->mutex);
  impl_->index.refresh();
  const Issued* const found = impl_->index.find(serial_hex);
  if (found == nullptr) return false;
  impl_->revoke(found->issuer, std::string(found->serial), when);
  return true;
}

std::vector<Issued> Authority::issued() const {
  const std::lock_guard lock(impl_->mutex);
  impl_->index.refresh();
  return impl_->index.all();
}

std::string Authority::trusted_pem() const {
  std::string out;
  for (const Level level : kLevels) out += impl_->cas.at(level).certificate.pem();
  return out;
}

std::string Authority::root_pem() const { return impl_->cas.root.certificate.pem(); }

std::string Authority::crls_pem(Timestamp now) const {
  const std::lock_guard lock(impl_->mutex);
  impl_->index.refresh();
  return impl_->crls_pem(now);
}

std::string Authority::crl_der(Level level, Timestamp now) const {
  const std::lock_guard lock(impl_->mutex);
  impl_->index.refresh();
  unsigned char* bytes = nullptr;
  const int size = i2d_X509_CRL(impl_->crl(level, now).get(), &bytes);
  check(size > 0, "i2d_X509_CRL");
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

}  // namespace mosim::pki
