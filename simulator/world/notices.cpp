#include "simulator/world/notices.hpp"

namespace mosim {

namespace {

constexpr std::string_view sms = "notify.sms-niet-bezorgd", email = "notify.email-niet-bezorgd";

const std::vector<faults::Member> burger{faults::Member::bsn};
const faults::Value reason{"reden", faults::Value::Type::text, "Storing van de simulator",
                           "wat er als toelichting bij staat"};
const faults::Kind table[] = {
    {sms,
     "Een sms aan een burger wordt niet bezorgd.",
     "GET /api/v1/notices toont hem als mislukt; op de pagina met sms-berichten staat hij niet.",
     burger,
     {reason}},
    {email,
     "Een e-mail aan een burger wordt niet bezorgd.",
     "GET /api/v1/notices toont hem als mislukt; er gaat niets naar de mailserver.",
     burger,
     {reason}},
};

// Of a notice that a timer made.
void tell(World& world, const notify::Notice& notice, const faults::Fired& fired) {
  journal::Entry entry;
  entry.at = notice.at;
  entry.real_at = time::real_now();
  entry.direction = journal::Direction::work;
  entry.protocol = "notify";
  entry.outcome = "storing";
  entry.note = notice.reason;
  entry.storingen.push_back(fired.shown());
  world.journal().add(std::move(entry));
}

}  // namespace

std::span<const faults::Kind> notice_storingen() { return table; }

void notify_burger(World& world, store::Connection& c, notify::Notice notice,
                   journal::Entry* entry) {
  faults::Subject subject;
  subject.bsn = notice.bsn;
  if (const auto fired =
          world.faults().fire(notice.kind == notify::Kind::sms ? sms : email, subject)) {
    notice.state = "mislukt";
    notice.note = fired->text("reden");
    if (entry)
      entry->storingen.push_back(fired->shown());
    else
      tell(world, notice, *fired);
  }
  notify::add(c, notice);
}

}  // namespace mosim
