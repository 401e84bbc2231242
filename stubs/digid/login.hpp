// A browser on its way through the login screens, or through the logout screen: what is kept with
// its session. Spec: digid 5.3, 13.1.
#pragma once

#include "simulator/html/session.hpp"
#include "stubs/digid/artifacts.hpp"
#include "stubs/digid/identiteiten.hpp"
#include "stubs/digid/incoming.hpp"
#include "stubs/digid/sessies.hpp"

#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <variant>

namespace mosim::digid {

// A login that runs. Its token stands in every form, so that a form of a former login, left in
// another tab, does nothing to this one.
struct Login {
  Aanvraag aanvraag;
  std::string address;  // of the browser when the request came in
  std::string csrf = html::random_token();
  std::string taal = "nl";
  Timestamp used{};

  std::string naam;               // the user name that was typed
  std::optional<Identiteit> wie;  // after the right password
  struct Sms {
    std::string code;
    Timestamp sent{};
  };
  std::optional<Sms> sms;
  std::string toestel;  // key of the paired phone (phone.hpp)
  bool kaart = false;   // by the app, with a card held to the phone
  int koppelpogingen = 0;
};

// A logout that waits for the user.
struct Uitloggen {
  DienstPtr dienst;
  std::string request_id;
  std::optional<std::string> relay_state;
  Sessie sessie;
  std::string csrf = html::random_token();
};

struct Visit {
  std::string browser = html::random_token();  // key of eenmalig inloggen
  std::optional<Login> login;
  std::optional<Uitloggen> uitloggen;
};

// The browsers of a world; a part of it.
class Visits : public html::Sessions<Visit> {
 public:
  explicit Visits(World& world);

  // A message that came by a POST from the site of the service, where the browser sends no cookie
  // of ours, waits for the GET that follows.
  struct Parked {
    std::variant<Aanvraag, Incoming> message;
    std::string address;
    std::string persona;  // for a login without screens
    Timestamp until{};
  };
  std::string park(Parked message);
  std::optional<Parked> take(std::string_view handle);

 private:
  const Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, Parked, std::less<>> parked_;
  std::deque<std::string> order_;
};

// What a screen gets: the login of this browser, locked; for a POST its form, with the token
// checked.
struct Scherm {
  const http::Request& request;
  Exchange& ex;
  Visits::Ptr visit;
  Login& login;
  http::Fields form;

  std::string field(std::string_view name) const;  // "" when absent
  http::Response page(std::string_view template_name, nlohmann::json values = {},
                      int status = 200) const;
  // A page with one message, by the name of its text, and a way to go on.
  http::Response melding(const std::string& text, const std::string& to = "/digid/inloggen") const;
};
using SchermHandler = std::function<http::Response(Scherm&)>;
// Below /digid/inloggen; without a live login, or with a wrong token, the page that says so.
void add_scherm(Routes& portaal, const std::string& method, const std::string& path,
                SchermHandler handler);

// An AuthnRequest that was received and judged: refused, answered, or shown the login screens.
http::Response arrive(const http::Request& request, Exchange& ex, Aanvraag aanvraag);

// The end of a login: an artifact, and the browser back to the service.
http::Response back(Exchange& ex, const Aanvraag& aanvraag, Outcome outcome);
http::Response refused(Exchange& ex, const Aanvraag& aanvraag, std::string_view code,
                       std::string_view sub_code);
// After a login by `wie` that reached this level. `visit` may be null: a login without screens. It
// is locked otherwise, and gets a new session id.
http::Response logged_in(const http::Request& request, Exchange& ex, const Visits::Ptr& visit,
                         const Aanvraag& aanvraag, const std::string& address,
                         const Identiteit& wie, Level reached);
// The first sector of the service in which the account has a number.
std::optional<int> sector_for(const Dienst& dienst, const Identiteit& wie);

// The same from a screen; a user without a suitable number is told so first.
http::Response finish(Scherm& scherm, Level reached);
// What keeps this account from logging in, as the name of a text; "" when nothing does.
std::string state_refusal(const Identiteit& wie);

// A LogoutRequest as it comes, and one whose signature is good, with the cookies of the browser.
http::Response receive_logout(const http::Request& request, Exchange& ex, Interface door);
http::Response logout_request(const http::Request& request, Exchange& ex, Incoming incoming);

void install_logout(Routes& portaal);
void install_intake(Routes& portaal);
void install_screens(Routes& portaal);
void install_sms(Routes& portaal);
void install_app(Routes& portaal);

}  // namespace mosim::digid
