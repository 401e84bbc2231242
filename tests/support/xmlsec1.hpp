// The program xmlsec1 as an independent judge of signatures within XML, and as one who decrypts. It
// is told which attributes are IDs.
#pragma once

#include "tests/support/catch.hpp"
#include "tests/support/fresh.hpp"
#include "tests/support/signers.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

namespace mosim::testing {

class Xmlsec1 {
 public:
  // `id_of`: "namespace:local" of the element whose attribute ID is one.
  explicit Xmlsec1(std::string id_of) : id_of_(std::move(id_of)) {}

  bool verifies(const std::string& document, const crypto::Certificate& certificate) const {
    write("key.pem", certificate.pem());
    write("in.xml", document);
    return run("--verify --pubkey-cert-pem key.pem") == 0;
  }
  // `form` holds a Signature with empty DigestValue and SignatureValue.
  std::string sign(const std::string& form, const crypto::Key& key) const {
    write("key.pem", key.pem());
    write("in.xml", form);
    REQUIRE(run("--sign --privkey-pem key.pem --output out.xml") == 0);
    return output();
  }
  // The document with its EncryptedData replaced by what is in it; "" with the wrong key.
  std::string decrypt(const std::string& document, const crypto::Key& key) const {
    write("key.pem", key.pem());
    write("in.xml", document);
    const std::string ids = "--id-attr:Id http://www.w3.org/2001/04/xmlenc#:EncryptedKey";
    return run("--decrypt --privkey-pem key.pem --output out.xml " + ids) == 0 ? output() : "";
  }

 private:
  void write(const char* name, const std::string& bytes) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
  }
  std::string output() const {
    std::ifstream in(folder_.path() / "out.xml", std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  int run(const std::string& arguments) const {
    const std::string command = "cd '" + folder_.path().string() + "' && xmlsec1 " + arguments +
                                " --id-attr:ID '" + id_of_ + "' in.xml 2>&1";
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    std::string said;
    std::array<char, 4096> piece;
    for (std::size_t n; (n = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
      said.append(piece.data(), n);
    const int status = ::pclose(pipe);
    UNSCOPED_INFO("xmlsec1 " << arguments << ": " << said);
    return status;
  }

  FreshFolder folder_;
  std::string id_of_;
};

}  // namespace mosim::testing
