// On libcurl, which tells at which step it ended and how long each took.
#include "simulator/http/probe.hpp"

#include "simulator/base/text.hpp"
#include "simulator/http/client.hpp"
#include "simulator/http/tls_context.hpp"

#include <fmt/format.h>

#include <curl/curl.h>
#include <memory>
#include <stdexcept>

namespace mosim::http {

namespace {

using std::chrono::microseconds;

// What the callbacks need while the call runs.
struct Call {
  const Probe& asked;
  const TlsIdentity& identity;
  Url url;
  bool asked_for_certificate = false;
  bool connected = false;
  std::string unusable;  // why our own identity cannot be
  std::string received;
  Response answer;
  char error[CURL_ERROR_SIZE] = "";
};

using Easy = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// OpenSSL asks this when the server asks for a certificate, and at no other time.
int on_certificate_request(SSL*, void* call) {
  static_cast<Call*>(call)->asked_for_certificate = true;
  return 1;  // go on with the one of the context
}

CURLcode on_context(CURL*, void* context, void* data) {
  auto& call = *static_cast<Call*>(data);
  auto* ssl = static_cast<SSL_CTX*>(context);
  try {
    set_identity(ssl, call.identity);
    SSL_CTX_set_cert_cb(ssl, on_certificate_request, data);
    return CURLE_OK;
  } catch (const std::exception& e) {  // no exception crosses a C callback
    call.unusable = e.what();
    return CURLE_SSL_CERTPROBLEM;
  }
}

int on_connected(void* data, char*, char*, int, int) {
  static_cast<Call*>(data)->connected = true;
  return CURL_PREREQFUNC_OK;
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* to) {
  auto& call = *static_cast<Call*>(to);
  const auto room = call.asked.body_bytes - std::min(call.asked.body_bytes, call.received.size());
  call.received.append(data, std::min(size, room));
  return size <= room ? size : CURL_WRITEFUNC_ERROR;
}

std::size_t on_header(char* data, std::size_t, std::size_t size, void* to) {
  auto& headers = static_cast<Call*>(to)->answer.headers;
  const std::string_view line(data, size);
  if (line.starts_with("HTTP/")) headers = {};  // those of a 100 before it do not count
  if (const auto colon = line.find(':'); colon != line.npos)
    headers.add(std::string(text::trim(line.substr(0, colon))),
                std::string(text::trim(line.substr(colon + 1))));
  return size;
}

microseconds moment(CURL* curl, CURLINFO info) {
  curl_off_t at = 0;
  curl_easy_getinfo(curl, info, &at);
  return microseconds(at);
}

// Which step it did not pass.
Step failed_at(CURLcode code, const Call& call, CURL* curl) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return Step::dns;
    case CURLE_COULDNT_CONNECT:
      return Step::tcp;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
      return Step::certificate;
    case CURLE_SSL_CONNECT_ERROR:
      return Step::tls;
    default:
      break;
  }
  if (call.connected) return Step::http;
  if (moment(curl, CURLINFO_CONNECT_TIME_T).count() > 0)
    return call.url.scheme == "https" ? Step::tls : Step::http;
  return moment(curl, CURLINFO_NAMELOOKUP_TIME_T).count() > 0 ? Step::tcp : Step::dns;
}

Finding wrong_certificate(CURL* curl, const Call& call) {
  long verdict = X509_V_OK;
  curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &verdict);
  // libcurl looks at the name after OpenSSL looked at the chain, and then tells of no verdict.
  if (verdict == X509_V_OK || verdict == X509_V_ERR_UNSPECIFIED)
    return {
        Step::certificate,
        false,
        fmt::format("the host name {} is not in the certificate of the server", call.url.host),
        "the server needs a certificate with this name as DNS name, or the CPA an endpoint with "
        "the name in the certificate",
        {}};
  return {Step::certificate,
          false,
          fmt::format("the certificate of the server is not trusted: {}",
                      X509_verify_cert_error_string(verdict)),
          "it must come from the CA of this installation, with the intermediates, and be valid: "
          "'mijnoverheid-sim pki' makes one",
          {}};
}

Finding failure(Step step, CURLcode code, CURL* curl, const Call& call) {
  const std::string why = call.error[0] ? call.error : curl_easy_strerror(code);
  const bool late = code == CURLE_OPERATION_TIMEDOUT;
  switch (step) {
    case Step::dns:
      return {step,
              false,
              fmt::format("no address is known for the host {}", call.url.host),
              "is the name right, and known to the name server of this machine?",
              {}};
    case Step::tcp:
      return {step,
              false,
              fmt::format("nobody listens at port {} of {}: {}", call.url.port, call.url.host, why),
              late ? "a firewall that drops what it does not let in answers like this"
                   : "is the adapter up, on this port, and on an address that others can reach?",
              {}};
    case Step::tls:
      return {step,
              false,
              fmt::format("no TLS: {}", why),
              "the server must speak TLS 1.2 or 1.3 at this port, with ECDHE and AES-GCM or "
              "ChaCha20",
              {}};
    case Step::certificate:
      return wrong_certificate(curl, call);
    case Step::http:
      break;
  }
  return {step,
          false,
          fmt::format("no answer over HTTP: {}", why),
          call.asked_for_certificate && !late
              ? "a server that refuses our certificate often ends the connection like this: does "
                "it trust the CA of this installation?"
              : "does the adapter answer at this path?",
          {}};
}

// What a step that was passed has to tell.
std::string passed(Step step, CURL* curl, const Call& call) {
  const char* text = nullptr;
  switch (step) {
    case Step::dns:
      return fmt::format("{} is known", call.url.host);
    case Step::tcp:
      curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &text);
      return fmt::format("connected with {}, port {}", text ? text : "", call.url.port);
    case Step::tls:
      return call.asked_for_certificate ? "the server speaks it, and asks for a client certificate"
                                        : "the server speaks it";
    case Step::certificate:
      return fmt::format("it is trusted, and {} is in it", call.url.host);
    case Step::http:
      return fmt::format("HTTP {}", call.answer.status);
  }
  return "";
}

void set_up(CURL* curl, Call& call, curl_slist* headers, curl_slist* addresses) {
  const Probe& asked = call.asked;
  curl_easy_setopt(curl, CURLOPT_URL, asked.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, call.error);
  curl_easy_setopt(curl, CURLOPT_RESOLVE, addresses);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(asked.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, asked.body.data());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(asked.connect_time.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                   static_cast<long>((asked.connect_time + asked.answer_time).count()));
  curl_easy_setopt(curl, CURLOPT_CAINFO, nullptr);  // whom we trust stands in the identity
  curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
  curl_easy_setopt(curl, CURLOPT_CA_CACHE_TIMEOUT, 0L);
  // Else it would add a flag to our store: a chain may end halfway, whose CRLs are then not found.
  curl_easy_setopt(curl, CURLOPT_SSL_OPTIONS, static_cast<long>(CURLSSLOPT_NO_PARTIALCHAIN));
  curl_easy_setopt(curl, CURLOPT_SSL_CTX_FUNCTION, on_context);
  curl_easy_setopt(curl, CURLOPT_SSL_CTX_DATA, &call);
  curl_easy_setopt(curl, CURLOPT_PREREQFUNCTION, on_connected);
  curl_easy_setopt(curl, CURLOPT_PREREQDATA, &call);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &call);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &call);
}

List headers_of(const Probe& asked) {
  curl_slist* list = nullptr;
  for (const auto& line :
       {"Content-Type: " + asked.content_type, "SOAPAction: " + asked.soap_action,
        std::string("Expect:"), std::string("User-Agent: mijnoverheid-sim")})
    list = curl_slist_append(list, line.c_str());
  return {list, curl_slist_free_all};
}

// localhost and what ends in it are this machine (RFC 6761, 6.3), as for http::Client.
List addresses_of(const Url& url) {
  if (!is_loopback_name(url.host)) return {nullptr, curl_slist_free_all};
  const auto line = fmt::format("{}:{}:127.0.0.1,[::1]", url.host, url.port);
  return {curl_slist_append(nullptr, line.c_str()), curl_slist_free_all};
}

// How far the call came.
struct End {
  CURLcode code;
  Step last;  // that was tried
  bool failed() const { return code != CURLE_OK; }
  bool failed_at(Step step) const { return failed() && last == step; }
};

Finding finding_of(Step step, const End& end, CURL* curl, const Call& call) {
  if (end.failed_at(step)) return failure(step, end.code, curl, call);
  // A server whose certificate is refused was not heard out on what it asks for.
  if (step == Step::tls && !call.asked_for_certificate && !end.failed_at(Step::certificate))
    return {step,
            false,
            "the server does not ask for a client certificate",
            "Digikoppeling demands mutual TLS: let it demand one, and trust the CA of this "
            "installation",
            {}};
  if (step == Step::http && call.answer.status >= 300)
    return {step,
            false,
            fmt::format("HTTP {}", call.answer.status),
            "is the path that of the adapter, and does it let this certificate in?",
            {}};
  return {step, true, passed(step, curl, call), "", {}};
}

Probed tell(const End& end, CURL* curl, const Call& call) {
  const microseconds passed_at[] = {
      moment(curl, CURLINFO_NAMELOOKUP_TIME_T), moment(curl, CURLINFO_CONNECT_TIME_T),
      moment(curl, CURLINFO_APPCONNECT_TIME_T), moment(curl, CURLINFO_APPCONNECT_TIME_T),
      moment(curl, CURLINFO_TOTAL_TIME_T)};
  Probed out;
  microseconds before{};
  for (const Step step : {Step::dns, Step::tcp, Step::tls, Step::certificate, Step::http}) {
    if (call.url.scheme != "https" && (step == Step::tls || step == Step::certificate)) continue;
    Finding finding = finding_of(step, end, curl, call);
    const auto until = passed_at[static_cast<std::size_t>(finding.ok ? step : Step::http)];
    finding.took = std::max(before, until) - before;
    before += finding.took;
    out.findings.push_back(std::move(finding));
    if (!out.findings.back().ok) break;
  }
  return out;
}

}  // namespace

Probed probe(const Probe& asked, const TlsIdentity& identity) {
  const auto url = parse_url(asked.url);
  if (!url)
    return {{{Step::dns,
              false,
              fmt::format("{} is not an http or https URL", text::quoted(asked.url)),
              "an endpoint looks like https://adapter.example:8443/ebms",
              {}}},
            std::nullopt};
  const Easy curl(curl_easy_init(), curl_easy_cleanup);
  if (!curl) throw std::runtime_error("libcurl does not start");
  Call call{asked, identity, *url, false, false, "", "", {}, ""};
  const List headers = headers_of(asked), addresses = addresses_of(*url);
  set_up(curl.get(), call, headers.get(), addresses.get());
  CURLcode code = curl_easy_perform(curl.get());
  if (!call.unusable.empty()) throw std::runtime_error(call.unusable);
  if (code == CURLE_WRITE_ERROR) code = CURLE_OK;  // a longer answer than we need is an answer
  long status = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  call.answer.status = static_cast<int>(status);
  const End end{code, code == CURLE_OK ? Step::http : failed_at(code, call, curl.get())};
  Probed out = tell(end, curl.get(), call);
  if (code == CURLE_OK) {
    call.answer.body = Blob::of(std::move(call.received));
    out.answer = std::move(call.answer);
  }
  return out;
}

}  // namespace mosim::http
