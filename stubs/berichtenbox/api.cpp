#include "stubs/berichtenbox/api.hpp"

#include "simulator/api/paging.hpp"
#include "simulator/api/reply.hpp"
#include "simulator/base/text.hpp"
#include "simulator/store/selection.hpp"
#include "stubs/berichtenbox/boxen.hpp"

#include <nlohmann/json.hpp>

#include <functional>

namespace mosim::berichtenbox {

namespace {

using api::field;
using nlohmann::json;

std::string mapnaam(store::Connection& c, std::int64_t id) {
  if (id == postvak) return "postvak-in";
  if (id == archief) return "archief";
  if (id == prullenbak) return "prullenbak";
  return c.text("select naam from map where id = ?", id).value_or("");
}

json bijlagen_of(store::Connection& c, std::int64_t bericht) {
  json out = json::array();
  auto rows = c.query(
      "select volgorde, omschrijving, length(inhoud) from bijlage where bericht = ? order by "
      "volgorde",
      bericht);
  while (rows.next())
    out.push_back({{"volgorde", rows.integer(0)},
                   {"omschrijving", rows.text(1)},
                   {"bytes", rows.integer(2)}});
  return out;
}

constexpr std::string_view bericht_columns =
    "select id, leverancier, bericht_id, berichttype, onderwerp, tekst, referentie, zichtbaar_at, "
    "geplaatst_at, map, gelezen_at from bericht";

json bericht_from(store::Connection& c, const store::Rows& rows) {
  return {{"id", rows.integer(0)},
          {"leverancier", rows.text(1)},
          {"berichtId", rows.text(2)},
          {"berichtType", rows.text(3)},
          {"onderwerp", rows.text(4)},
          {"tekst", rows.text(5)},
          {"referentie", rows.text(6)},
          {"zichtbaarVanaf", time::format(time::from_millis(rows.integer(7)))},
          {"geplaatst", time::format(time::from_millis(rows.integer(8)))},
          {"map", mapnaam(c, rows.integer(9))},
          {"gelezen", !rows.is_null(10)},
          {"bijlagen", bijlagen_of(c, rows.integer(0))}};
}

// A page of a table whose key is `id`, of one row more than was asked.
store::Selection::Page page_by(const api::Paging& asked, std::string_view table,
                               std::string_view sort) {
  store::Selection::Page out{table, "id", sort, asked.descending, {}, asked.limit + 1};
  if (!asked.after.empty()) out.after = asked.after_number(0);
  return out;
}

// What lies in a box on this virtual moment; ?alles=ja shows what is to be published later too.
http::Response box(const http::Request& request, Exchange& ex) {
  constexpr std::string_view sorts[] = {"-zichtbaarVanaf", "geplaatst", "id"};
  const auto asked = api::paging_by_id(request, sorts);
  if (!asked) return asked.error();
  const std::string bsn(request.capture("bsn")),
      leverancier = field(request, "leverancier"), id = text::lower(field(request, "berichtId")),
      type = field(request, "berichtType"), onderwerp = field(request, "onderwerp"),
      referentie = field(request, "referentie");
  store::Selection wanted;
  wanted.where("map is not null").where("bsn = ?", bsn);
  wanted.equal("leverancier", leverancier).equal("bericht_id", id).equal("berichttype", type);
  wanted.equal("onderwerp", onderwerp).equal("referentie", referentie);
  if (request.query_value("alles") != "ja")
    wanted.where("zichtbaar_at <= ?", time::to_millis(ex.world.clock().now()));
  wanted.page(page_by(*asked, "bericht",
                      asked->sort == "id"          ? "id"
                      : asked->sort == "geplaatst" ? "geplaatst_at"
                                                   : "zichtbaar_at"));
  return ex.world.database().read([&](store::Connection& c) {
    std::vector<json> found;
    auto rows = wanted.query(c, bericht_columns);
    while (rows.next()) found.push_back(bericht_from(c, rows));
    return api::page_of(request, *asked, "berichten", "id", found, std::identity(), {{"bsn", bsn}});
  });
}

json resultaten_of(store::Connection& c, std::int64_t batch) {
  json out = json::array();
  auto rows = c.query(
      "select bericht_id, berichttype, code, stadium, rule, detail from bericht_resultaat "
      "where batch = ? order by positie",
      batch);
  while (rows.next())
    out.push_back({{"berichtId", rows.text(0)},
                   {"berichtType", rows.text(1)},
                   {"code", rows.text(2)},
                   {"stadium", rows.text(3)},
                   {"regel", rows.text(4)},
                   {"detail", rows.text(5)}});
  return out;
}

json batch_from(store::Connection& c, const store::Rows& rows) {
  return {{"id", rows.integer(0)},
          {"leverancier", rows.text(1)},
          {"batchId", rows.text(2)},
          {"messageId", rows.text(3)},
          {"conversationId", rows.text(4)},
          {"ontvangen", time::format(time::from_millis(rows.integer(5)))},
          {"totaal", rows.integer(6)},
          {"verwerkt", rows.integer(7)},
          {"resultaten", resultaten_of(c, rows.integer(0))}};
}

http::Response batches(const http::Request& request, Exchange& ex) {
  constexpr std::string_view sorts[] = {"-id"};
  const auto asked = api::paging_by_id(request, sorts);
  if (!asked) return asked.error();
  const std::string leverancier = field(request, "leverancier"), id = field(request, "batchId"),
                    message = field(request, "messageId"),
                    conversation = field(request, "conversationId");
  store::Selection wanted;
  wanted.equal("leverancier", leverancier).equal("batch_id", id).equal("message_id", message);
  wanted.equal("conversation", conversation).page(page_by(*asked, "batch", "id"));
  return ex.world.database().read([&](store::Connection& c) {
    std::vector<json> found;
    auto rows = wanted.query(c,
                             "select id, leverancier, batch_id, message_id, conversation, "
                             "ontvangen_at, totaal, verwerkt from batch");
    while (rows.next()) found.push_back(batch_from(c, rows));
    return api::page_of(request, *asked, "batches", "id", found, std::identity());
  });
}

}  // namespace

void install_api(Routes& beheer) {
  beheer.add("GET", "/api/v1/burgers/{bsn}/berichten", box);
  beheer.add("GET", "/api/v1/batches", batches);
}

}  // namespace mosim::berichtenbox
