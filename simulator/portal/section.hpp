// What a stub gives to the citizen's site: a section with its pages, a tile for the home page, and
// what is new. The site (stubs/burgerportaal) logs in, keeps the session, checks every form's CSRF
// token, and puts the frame around; a section never sees a stranger.
#pragma once

#include "simulator/domain/burger.hpp"
#include "simulator/http/message.hpp"
#include "simulator/http/router.hpp"
#include "simulator/journal/journal.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mosim {
class World;
}

namespace mosim::portal {

struct Section;

// Who looks, and at whose things: two people when somebody acts for another (machtiging).
struct Visitor {
  domain::Burger self;
  domain::Burger subject;  // = self unless acting
  // When acting: the OINs whose messages may be seen. Empty and acting: none.
  std::vector<std::string> organisaties;
  bool acting() const { return self.bsn != subject.bsn; }
};

// One request of a logged-in visitor to a section.
struct Call {
  World& world;
  journal::Entry& entry;
  const Visitor& visitor;
  const std::string& csrf;               // to stand in each form as hidden field "csrf"
  const http::Fields& form;              // of a POST, already checked
  std::string& notice;                   // said once, on the next page that is shown
  const std::vector<Section>& sections;  // for the menu
  std::string section;                   // id of the section that answers
  struct End {                           // of the session, if nothing more is done
    Timestamp at{};
    Duration left{};
  } end{};
};

struct Tile {
  std::string title;
  std::string text;  // one or two sentences
  std::string href;
  std::int64_t count = 0;  // a badge when not 0, e.g. unread messages
};

// A line of "Nieuw" on the home page.
struct News {
  std::string text;
  std::string href;
  Timestamp at{};
};

using Routes = http::Router<Call>;  // paths below /mijn/<id>

struct Section {
  std::string id;            // "berichten": its pages are /mijn/berichten/...
  std::string title;         // in the menu, Dutch
  int order = 0;             // ascending
  bool when_acting = false;  // also there for who acts for another
  Routes routes;
  std::function<Tile(World&, const Visitor&)> tile;               // may be empty
  std::function<std::vector<News>(World&, const Visitor&)> news;  // may be empty
};

// A page of a section within the frame of the site: menu, name of the visitor, banner, logout.
// `template_name` is a file in data/templates without its ending; "csrf" is added to `values`.
http::Response page(Call& call, std::string_view template_name, const std::string& title,
                    nlohmann::json values, int status = 200);
// After a POST that did something: to `path`, where `notice` is shown once.
http::Response done(Call& call, const std::string& path, std::string notice = "");
std::string field(const http::Fields& form, std::string_view name);  // "" when absent
std::vector<std::string> fields(const http::Fields& form, std::string_view name);

}  // namespace mosim::portal
