// What `send` tells: per message its processing code, as a table or as JSON, and what each code
// means.
#pragma once

#include "simulator/app/send_wire.hpp"

#include <string>
#include <vector>

namespace mosim::app {

class Report {
 public:
  // One delivery of `berichten` messages. False when it holds a result that is not valid.
  void add(const Delivery& delivery, int berichten);
  bool all_delivered() const { return delivered_ == total_ && total_ > 0; }
  int delivered() const { return delivered_; }
  void print_table() const;
  void print_json() const;

 private:
  struct Row {
    std::string bericht_id, berichttype, code, stadium;
    std::size_t delivery;
  };
  struct Sent {
    std::string message_id, conversation, batch_id, error;
    int attempts;
    bool acknowledged;
    int berichten;
  };
  std::vector<Sent> sent_;
  std::vector<Row> rows_;
  int total_ = 0;
  int delivered_ = 0;
};

}  // namespace mosim::app
