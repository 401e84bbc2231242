// Activation: welcome, e-mail address with the code that was mailed to it (or none), and done.
// Spec: burgerportaal 2.
#include "simulator/domain/burgers.hpp"
#include "simulator/notify/notify.hpp"
#include "stubs/burgerportaal/emailcode.hpp"
#include "stubs/burgerportaal/pages.hpp"
#include "stubs/burgerportaal/toegang.hpp"

namespace mosim::burgerportaal {

namespace {

const std::string base = "/mijn/activeren";

http::Response step(Bezoeker& b, const char* name, nlohmann::json values = nlohmann::json::object(),
                    int status = 200) {
  const portal::Visitor visitor{b.burger, b.burger, {}};
  static const std::vector<portal::Section> none;
  auto call = call_of(b, visitor, none, "-");
  values["naam"] = domain::volledige_naam(b.burger);
  values["email"] = values.value("email", b.burger.email);
  return portal::page(call, std::string("mijn-activeren") + name, "MijnOverheid activeren",
                      std::move(values), status);
}

http::Response welcome(Bezoeker& b) { return step(b, ""); }

http::Response email(Bezoeker& b) {
  if (b.request.method == "GET") return step(b, "-email");
  const std::string address(text::trim(portal::field(b.form, "email")));
  if (!notify::is_address(address))
    return step(b, "-email", {{"fout", true}, {"email", address}}, 422);
  emailcode::send(b.ex.world, b.ex.entry, b.burger.bsn, address);
  return http::Response::redirect(base + "/code");
}

http::Response code(Bezoeker& b) {
  const auto address = b.ex.world.database().read(
      [&](store::Connection& c) { return emailcode::awaiting(c, b.burger.bsn); });
  if (!address) return http::Response::redirect(base + "/email");
  if (b.request.method == "GET") return step(b, "-code", {{"email", *address}});
  switch (emailcode::type(b.ex.world, b.ex.entry, b.burger.bsn, portal::field(b.form, "code"))) {
    case emailcode::Verdict::right:
      return http::Response::redirect(base + "/afronden");
    case emailcode::Verdict::wrong:
      return step(b, "-code", {{"fout", true}, {"email", *address}}, 422);
    case emailcode::Verdict::used_up:
      break;
  }
  return step(b, "-email", {{"op", true}, {"email", *address}}, 422);
}

http::Response finish(Bezoeker& b) {
  if (b.request.method == "GET") return step(b, "-afronden");
  b.ex.world.database().write([&](store::Connection& c) {
    domain::burgers::set_account(c, b.burger.bsn, domain::Account::actief,
                                 b.ex.world.clock().now());
  });
  b.session.data.melding =
      "Uw MijnOverheid is geactiveerd. Post van de overheid komt voortaan hier.";
  return http::Response::redirect("/mijn");
}

void add(Routes& portaal, const char* method, const std::string& path, const Pagina& pagina) {
  portaal.add(method, path, [pagina](const http::Request& request, Exchange& ex) {
    return for_visitor(request, ex, [&](Bezoeker& b) {
      return b.burger.account == domain::Account::actief ? http::Response::redirect("/mijn")
                                                         : pagina(b);
    });
  });
}

}  // namespace

void install_activeren(Routes& portaal) {
  add(portaal, "GET", base, welcome);
  for (const char* method : {"GET", "POST"}) {
    add(portaal, method, base + "/email", email);
    add(portaal, method, base + "/code", code);
    add(portaal, method, base + "/afronden", finish);
  }
}

}  // namespace mosim::burgerportaal
