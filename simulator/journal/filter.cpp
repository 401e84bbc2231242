#include "simulator/journal/filter.hpp"

#include <algorithm>

namespace mosim::journal {

namespace {

using Match = Field::Match;

const FilterField table[] = {
    {{"conversation", Match::equal, "conversationId", "of this ConversationId"},
     &Filter::conversation,
     "conversation = ?"},
    {{"messageId", Match::equal, "messageId", "of this MessageId"},
     &Filter::message_id,
     "message_id = ?"},
    {{"refToMessageId", Match::equal, "refToMessageId", "in answer to this MessageId"},
     &Filter::ref_to,
     "ref_to = ?"},
    {{"outcome", Match::equal, "uitkomst", "accepted, refused, duplicate, failed, ..."},
     &Filter::outcome,
     "outcome = ?"},
    {{"rule", Match::equal, "hits.regel", "where this rule was broken, e.g. BB-R-003"},
     &Filter::rule,
     "id in (select entry from journal_hit where rule = ?)"},
    {{"storing", Match::equal, "storingen.soort storingen.id",
      "in which a storing of this kind fired, or the one with this id"},
     &Filter::storing,
     "id in (select entry from journal_storing where ? in (soort, storing))"},
    {{"door", Match::equal, "door", "on this door: koppelvlak, portaal, leverancier, beheer"},
     &Filter::door,
     "door = ?"},
    {{"protocol", Match::equal, "protocol", "ebms, wus, saml, http, tls, smtp"},
     &Filter::protocol,
     "protocol = ?"},
    {{"direction", Match::equal, "richting",
      "in (a door was spoken to), out (a call of ours), work (on what came in)"},
     &Filter::direction,
     "direction = ?"},
    {{"van", Match::equal, "van", "sent by this OIN or other party"},
     &Filter::sender,
     "sender = ?"},
    {{"aan", Match::equal, "aan", "sent to this OIN or other party"},
     &Filter::receiver,
     "receiver = ?"},
    {{"service", Match::equal, "service", "of this Service"}, &Filter::service, "service = ?"},
    {{"action", Match::equal, "action", "of this Action"}, &Filter::action, "action = ?"},
    {{"cpaId", Match::equal, "cpaId", "under this CPA"}, &Filter::cpa, "cpa = ?"},
    {{"onderwerp", Match::equal, "onderwerp", "about this, e.g. a BatchID"},
     &Filter::subject,
     "subject = ?"},
    {{"status", Match::number, "status", "with this HTTP status; 0 when no answer came"},
     &Filter::status,
     "status = ?"},
    {{"zoek", Match::contains, "regel toelichting", "with this text in its line or note"},
     &Filter::search,
     "instr(lower(line || char(10) || note), ?) > 0"},
    {{"vanaf", Match::from, "tijd", "at this virtual moment or later"}, &Filter::from, "at >= ?"},
    {{"tot", Match::until, "tijd", "before this virtual moment"}, &Filter::until, "at < ?"},
    {{"werkelijkVanaf", Match::from, "werkelijkeTijd", "at this moment of the machine or later"},
     &Filter::real_from,
     "real_at >= ?"},
    {{"werkelijkTot", Match::until, "werkelijkeTijd", "before this moment of the machine"},
     &Filter::real_until,
     "real_at < ?"},
    {{"duur", Match::at_least, "duurMicros", "that took this long or longer"},
     &Filter::duration,
     "duration_us >= ?"},
};

}  // namespace

std::span<const FilterField> fields() { return table; }

const FilterField* field_named(std::string_view name) {
  const auto* found =
      std::ranges::find_if(table, [&](const FilterField& f) { return is_named(f, name); });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace mosim::journal
