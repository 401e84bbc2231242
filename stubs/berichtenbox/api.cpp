#include "stubs/berichtenbox/api.hpp"

#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "stubs/berichtenbox/boxen.hpp"

#include <nlohmann/json.hpp>

namespace mosim::berichtenbox {

namespace {

using api::reply;
using nlohmann::json;

std::string mapnaam(store::Connection& c, std::int64_t id) {
  if (id == postvak) return "postvak-in";
  if (id == archief) return "archief";
  if (id == prullenbak) return "prullenbak";
  return c.text("select naam from map where id = ?", id).value_or("");
}

// What lies in a box on this virtual moment; ?alles=ja shows what is to be published later too.
http::Response box(const http::Request& request, Exchange& ex) {
  const std::string bsn(request.capture("bsn"));
  const bool all = request.query_value("alles") == "ja";
  const auto now = time::to_millis(ex.world.clock().now());
  return ex.world.database().read([&](store::Connection& c) {
    json out = json::array();
    auto rows = c.query(
        "select id, leverancier, bericht_id, berichttype, onderwerp, tekst, referentie, "
        "zichtbaar_at, geplaatst_at, map, gelezen_at from bericht "
        "where bsn = ? and (? or zichtbaar_at <= ?) and map is not null order by zichtbaar_at "
        "desc, id desc limit 1000",
        bsn, all, now);
    while (rows.next()) {
      json bijlagen = json::array();
      auto parts = c.query(
          "select volgorde, omschrijving, length(inhoud) from bijlage where bericht = ? order by "
          "volgorde",
          rows.integer(0));
      while (parts.next())
        bijlagen.push_back({{"volgorde", parts.integer(0)},
                            {"omschrijving", parts.text(1)},
                            {"bytes", parts.integer(2)}});
      out.push_back({{"leverancier", rows.text(1)},
                     {"berichtId", rows.text(2)},
                     {"berichtType", rows.text(3)},
                     {"onderwerp", rows.text(4)},
                     {"tekst", rows.text(5)},
                     {"referentie", rows.text(6)},
                     {"zichtbaarVanaf", time::format(time::from_millis(rows.integer(7)))},
                     {"geplaatst", time::format(time::from_millis(rows.integer(8)))},
                     {"map", mapnaam(c, rows.integer(9))},
                     {"gelezen", !rows.is_null(10)},
                     {"bijlagen", std::move(bijlagen)}});
    }
    return reply({{"bsn", bsn}, {"berichten", std::move(out)}});
  });
}

http::Response batches(const http::Request&, Exchange& ex) {
  return ex.world.database().read([&](store::Connection& c) {
    json out = json::array();
    auto rows = c.query(
        "select id, leverancier, batch_id, message_id, conversation, ontvangen_at, totaal, "
        "verwerkt from batch order by id desc limit 100");
    while (rows.next()) {
      json results = json::array();
      auto each = c.query(
          "select bericht_id, berichttype, code, stadium, rule, detail from bericht_resultaat "
          "where batch = ? order by positie",
          rows.integer(0));
      while (each.next())
        results.push_back({{"berichtId", each.text(0)},
                           {"berichtType", each.text(1)},
                           {"code", each.text(2)},
                           {"stadium", each.text(3)},
                           {"regel", each.text(4)},
                           {"detail", each.text(5)}});
      out.push_back({{"leverancier", rows.text(1)},
                     {"batchId", rows.text(2)},
                     {"messageId", rows.text(3)},
                     {"conversationId", rows.text(4)},
                     {"ontvangen", time::format(time::from_millis(rows.integer(5)))},
                     {"totaal", rows.integer(6)},
                     {"verwerkt", rows.integer(7)},
                     {"resultaten", std::move(results)}});
    }
    return reply({{"batches", std::move(out)}});
  });
}

}  // namespace

void install_api(Routes& beheer) {
  beheer.add("GET", "/api/v1/burgers/{bsn}/berichten", box);
  beheer.add("GET", "/api/v1/batches", batches);
}

}  // namespace mosim::berichtenbox
