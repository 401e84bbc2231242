// Who may pass: a visitor with a live session, and only with forms of the site's own pages. Private
// to the stub.
#pragma once

#include "stubs/burgerportaal/bezoekers.hpp"
#include "stubs/burgerportaal/pages.hpp"

#include <functional>
#include <string>

namespace mosim::burgerportaal {

// From a page of this site, with the token of this session; else the journal names the rule.
bool is_own_form(const http::Request& request, journal::Entry& entry, const std::string& csrf);
http::Response foreign_form();

// One request of a visitor who is logged in: session locked, form checked, burger read.
struct Bezoeker {
  const http::Request& request;
  Exchange& ex;
  Bezoekers::Session& session;
  domain::Burger burger;
  http::Fields form;  // of a POST
};
using Pagina = std::function<http::Response(Bezoeker&)>;
// Leads strangers to the start page, and keeps what is shown out of every cache.
http::Response for_visitor(const http::Request& request, Exchange& ex, const Pagina& pagina);

// The page within the frame, for what the site itself shows a visitor.
portal::Call call_of(Bezoeker& bezoeker, const portal::Visitor& visitor,
                     const std::vector<portal::Section>& sections, std::string section);

}  // namespace mosim::burgerportaal
