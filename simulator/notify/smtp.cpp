#include "simulator/notify/smtp.hpp"

#include "simulator/base/text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <curl/curl.h>
#include <stdexcept>
#include <string_view>

namespace mosim::notify {

namespace {

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
  auto& rest = *static_cast<std::string_view*>(from);
  const std::size_t n = std::min(size * count, rest.size());
  std::memcpy(to, rest.data(), n);
  rest.remove_prefix(n);
  return n;
}

// What the server said last; more telling than what libcurl makes of it.
std::size_t hear(char* line, std::size_t size, std::size_t count, void* into) {
  *static_cast<std::string*>(into) = text::one_line(text::trim({line, size * count}));
  return size * count;
}

}  // namespace

struct Smtp::Impl {
  std::string url;
  CURL* curl = nullptr;
};

Smtp::Smtp(const std::string& address) : impl_(std::make_unique<Impl>()) {
  static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
  impl_->curl = ready == CURLE_OK ? curl_easy_init() : nullptr;
  if (!impl_->curl) throw std::runtime_error("libcurl does not start");
  impl_->url = "smtp://" + address + "/localhost";  // who we say we are
}

Smtp::~Smtp() { curl_easy_cleanup(impl_->curl); }

Delivery Smtp::send(const std::string& from, const std::string& to, const std::string& mail) {
  CURL* curl = impl_->curl;
  curl_easy_reset(curl);  // keeps the connection
  std::string_view rest = mail;
  std::string heard;
  std::array<char, CURL_ERROR_SIZE> words{};
  curl_slist* receivers = curl_slist_append(nullptr, to.c_str());
  curl_easy_setopt(curl, CURLOPT_URL, impl_->url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");  // whatever the environment says
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 5L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, receivers);
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(curl, CURLOPT_READDATA, &rest);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &heard);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words.data());
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(receivers);
  if (code == CURLE_OK) return {Delivery::Verdict::sent, ""};
  long answer = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
  if (answer < 400) heard = words[0] ? words.data() : curl_easy_strerror(code);
  return {answer >= 500 ? Delivery::Verdict::refused : Delivery::Verdict::later, heard};
}

}  // namespace mosim::notify
