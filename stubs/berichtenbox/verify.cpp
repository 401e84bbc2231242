// What lies in all boxes, for a test that expects a number of messages.
#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/api.hpp"

#include <nlohmann/json.hpp>

namespace mosim::berichtenbox {

namespace {

using nlohmann::json;
using Match = Field::Match;

std::vector<json> newest(World& world, const Verifiable::Asked& asked, std::size_t most) {
  const auto bsn = asked.find("bsn");
  const std::string who = bsn == asked.end() ? "" : bsn->second;
  const auto now = time::to_millis(world.clock().now());
  return world.database().read([&](store::Connection& c) {
    std::vector<json> out;
    auto rows = c.query(
        "select m.bsn, m.leverancier, m.bericht_id, m.berichttype, m.onderwerp, m.tekst, "
        "m.referentie, m.zichtbaar_at, m.zichtbaar_at <= ?, m.gelezen_at, b.batch_id, "
        "b.message_id, b.conversation from bericht m left join batch b on b.id = m.batch "
        "where m.map is not null and (? = '' or m.bsn = ?) order by m.id desc limit ?",
        now, who, who, most);
    while (rows.next())
      out.push_back({{"bsn", rows.text(0)},
                     {"leverancier", rows.text(1)},
                     {"berichtId", rows.text(2)},
                     {"berichtType", rows.text(3)},
                     {"onderwerp", rows.text(4)},
                     {"tekst", rows.text(5)},
                     {"referentie", rows.text(6)},
                     {"zichtbaarVanaf", time::format(time::from_millis(rows.integer(7)))},
                     {"zichtbaar", rows.integer(8) != 0},
                     {"gelezen", !rows.is_null(9)},
                     {"batchId", rows.text(10)},
                     {"messageId", rows.text(11)},
                     {"conversationId", rows.text(12)}});
    return out;
  });
}

}  // namespace

Verifiable verifiable_berichten() {
  return {"berichten",
          {{"bsn", Match::equal, "bsn", "in the box of this burger"},
           {"leverancier", Match::equal, "leverancier", "from this OIN"},
           {"berichtId", Match::equal, "berichtId", "with this BerichtID, in lower case"},
           {"berichtType", Match::equal, "berichtType", "of this BerichtType"},
           {"onderwerp", Match::equal, "onderwerp", "with this subject"},
           {"referentie", Match::equal, "referentie", "with this reference"},
           {"batchId", Match::equal, "batchId", "that came in this batch"},
           {"messageId", Match::equal, "messageId", "that came in this ebMS message"},
           {"conversation", Match::equal, "conversationId", "that came in this conversation"},
           {"zichtbaar", Match::equal, "zichtbaar", "true: the burger sees it now"},
           {"gelezen", Match::equal, "gelezen", "true: it was read"},
           {"zoek", Match::contains, "onderwerp tekst", "with this text in subject or text"},
           {"vanaf", Match::from, "zichtbaarVanaf", "visible from this virtual moment or later"},
           {"tot", Match::until, "zichtbaarVanaf", "visible from before this virtual moment"}},
          newest,
          nullptr};
}

}  // namespace mosim::berichtenbox
