// One SMTP server, over libcurl: the connection is kept for the next mail. Private to notify.
#pragma once

#include <memory>
#include <string>

namespace mosim::notify {

struct Delivery {
  enum class Verdict {
    sent,
    refused,  // for good: the server does not want this mail
    later     // it did not work now
  } verdict;
  std::string reason;
};

class Smtp {
 public:
  explicit Smtp(const std::string& address);  // HOST:PORT
  ~Smtp();
  Smtp(const Smtp&) = delete;
  Smtp& operator=(const Smtp&) = delete;

  Delivery send(const std::string& from, const std::string& to, const std::string& mail);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mosim::notify
