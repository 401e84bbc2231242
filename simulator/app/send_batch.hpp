// What `send` delivers: batches made from the command line's fields, or one ready file.
#pragma once

#include "simulator/base/time.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace mosim::app {

struct MessageFields {
  std::vector<std::string> bsns = {"999990019"};  // in turn, when there are more messages
  std::string onderwerp = "Testbericht";
  std::string tekst;
  std::string berichttype = "PARKVERG";
  std::string referentie;
  std::string publicatiedatum;  // xs:dateTime
  std::string leverancier;      // OIN
  std::vector<std::filesystem::path> bijlagen;
};

struct Batch {
  std::string xml;
  int berichten = 0;
};

// A Berichten document with `count` messages, the first of them number `first` of all.
Batch make_batch(const MessageFields& fields, int first, int count, Timestamp now);
// As the file has it; only the messages are counted.
Batch read_batch(const std::filesystem::path& file);

}  // namespace mosim::app
