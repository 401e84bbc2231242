// The browsers of a world, and the guard before every screen.
#include "simulator/crypto/certificate.hpp"
#include "stubs/digid/login.hpp"
#include "stubs/digid/page.hpp"
#include "stubs/digid/rules.hpp"

namespace mosim::digid {

namespace {

constexpr std::size_t most_parked = 10'000;
constexpr auto parked_life = std::chrono::minutes(5);

bool alive(World& world, const Login& login) {
  const auto now = world.clock().now();
  return now >= login.used && now < login.used + world.switches().duration(sw::sessie);
}

std::string language_asked(const http::Request& request) {
  const auto asked = request.query_value("taal");
  return asked == "en" || asked == "nl" ? std::string(*asked) : "";
}

}  // namespace

Visits::Visits(World& world)
    : Sessions(world.clock(), {"digid", std::chrono::hours(3), std::chrono::hours(12)}),
      clock_(world.clock()) {}

std::string Visits::park(Parked message) {
  std::string handle = html::random_token();
  const std::lock_guard lock(mutex_);
  while (order_.size() >= most_parked || (!order_.empty() && !parked_.contains(order_.front()))) {
    parked_.erase(order_.front());
    order_.pop_front();
  }
  message.until = clock_.now() + parked_life;
  order_.push_back(handle);
  parked_.emplace(handle, std::move(message));
  return handle;
}

std::optional<Visits::Parked> Visits::take(std::string_view handle) {
  const std::lock_guard lock(mutex_);
  const auto at = parked_.find(handle);
  if (at == parked_.end()) return std::nullopt;
  Parked found = std::move(at->second);
  parked_.erase(at);
  if (clock_.now() >= found.until) return std::nullopt;
  return found;
}

std::string Scherm::field(std::string_view name) const { return portal::field(form, name); }

http::Response Scherm::page(std::string_view template_name, nlohmann::json values,
                            int status) const {
  values["csrf"] = login.csrf;
  values["dienst"] = login.aanvraag.dienst->naam;
  values["annuleren"] = true;
  return digid::page(template_name, login.taal, std::move(values), status);
}

http::Response Scherm::melding(const std::string& text, const std::string& to) const {
  return page("digid-melding", {{"tekst", digid::text(text, login.taal)}, {"verder", to}});
}

void add_scherm(Routes& portaal, const std::string& method, const std::string& path,
                SchermHandler handler) {
  portaal.add(method, path, [handler = std::move(handler)](const http::Request& r, Exchange& ex) {
    const auto visit = ex.world.part<Visits>().find(r);
    if (!visit) return expired_page(r);
    const std::lock_guard lock(visit->mutex);
    auto& login = visit->data.login;
    if (login && !alive(ex.world, *login)) login.reset();
    if (!login) return expired_page(r);
    if (const auto language = language_asked(r); !language.empty()) login->taal = language;
    Scherm scherm{r, ex, visit, *login, {}};
    if (r.method == "POST") {
      scherm.form = http::parse_form(r.body.view());
      if (!html::is_post_from_here(r) ||
          !crypto::equal_constant_time(scherm.field("csrf"), login->csrf))
        return expired_page(r, 403);
    }
    login->used = ex.world.clock().now();
    return handler(scherm);
  });
}

}  // namespace mosim::digid
