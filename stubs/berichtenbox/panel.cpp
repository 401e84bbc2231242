#include "stubs/berichtenbox/panel.hpp"

#include "stubs/berichtenbox/boxen.hpp"

namespace mosim::berichtenbox {

namespace {

std::vector<std::vector<std::string>> rows(World& world, const std::string& bsn) {
  return world.database().read([&](store::Connection& c) {
    std::vector<std::vector<std::string>> out;
    auto found = c.query(
        "select b.zichtbaar_at, coalesce(o.naam, b.leverancier), b.berichttype, b.onderwerp, "
        "b.gelezen_at is not null, case b.map when 0 then 'Postvak IN' when -1 then 'Archief' when "
        "-2 then 'Prullenbak' else m.naam end, (select count(*) from bijlage where bericht = b.id) "
        "from bericht b left join organisatie o on o.oin = b.leverancier left join map m on m.id = "
        "b.map where b.bsn = ? and b.map is not null order by b.zichtbaar_at desc, b.id desc limit "
        "200",
        bsn);
    while (found.next())
      out.push_back({time::format_seconds(time::from_millis(found.integer(0))), found.text(1),
                     found.text(2), found.text(3), found.text(5), found.integer(4) != 0 ? "✓" : "",
                     found.text(6)});
    return out;
  });
}

}  // namespace

House::Panel panel() {
  return {"berichtenbox",
          {"Berichtenbox", "Berichtenbox (message box)"},
          {{"Zichtbaar vanaf", "Visible from"},
           {"Afzender", "Sender"},
           {"Berichttype", "Message type"},
           {"Onderwerp", "Subject"},
           {"Map", "Folder"},
           {"Gelezen", "Read"},
           {"Bijlagen", "Attachments"}},
          rows};
}

}  // namespace mosim::berichtenbox
