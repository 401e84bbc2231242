// OpenSSL objects with owners, and its errors as text. Only for the .cpp files of crypto, pki and
// http.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mosim::crypto::openssl {

template <auto free_function>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free_function(object);
  }
};
template <class T, auto free_function>
using Owned = std::unique_ptr<T, Free<free_function>>;

using Bio = Owned<BIO, BIO_free_all>;
using BigNumber = Owned<BIGNUM, BN_free>;
using X509Ptr = Owned<X509, X509_free>;
using CrlPtr = Owned<X509_CRL, X509_CRL_free>;
using TimePtr = Owned<ASN1_TIME, ASN1_TIME_free>;

// Why the last call failed, in OpenSSL's words; empties the thread's error queue. "" when it gave
// no reason.
std::string reason();

// For calls that fail only when we or the machine did something wrong.
void check(bool ok, const char* what);
template <class Pointer>
Pointer check(Pointer pointer, const char* what) {
  check(pointer != nullptr, what);
  return pointer;
}

Bio reader(std::string_view bytes);  // does not copy: `bytes` must outlive it. Throws beyond 2 GB.
Bio writer();
std::string text_of(const Bio& bio);

// OpenSSL would ask for a passphrase on the terminal; a server must not.
int no_passphrase(char*, int, int, void*);

}  // namespace mosim::crypto::openssl
