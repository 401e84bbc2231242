// One request of somebody who is logged in, and the frame that goes around every page. On both
// doors the same pages, with the same paths; links and forms name them as they are here.
#pragma once

#include "simulator/world/world.hpp"

#include <nlohmann/json.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace mosim::leveranciersportaal {

struct Bezoek {
  const http::Request& request;
  World& world;
  journal::Entry& entry;
  std::string oin;         // of the organisation that the certificate names
  std::string gebruiker;   // user name
  bool beheerder = false;  // may change; else may only read
  std::string csrf;
  http::Fields form = {};     // of a POST, after its token was found good
  std::string probleem = {};  // said above the page: why what was asked did not happen

  std::string veld(std::string_view name) const;      // of the form; "" when absent
  std::string gevraagd(std::string_view name) const;  // of the query; "" when absent
};

using Pagina = std::function<http::Response(Bezoek&)>;

// `wijzig` answers a POST to the same path, of a beheerder only; empty when the page has none.
// `path` begins with /leverancier/ and may have captures.
void add_pagina(House& house, const std::string& path, const Pagina& toon,
                const Pagina& wijzig = {});

// `template_name` is a file in data/templates without its ending.
http::Response toon(const Bezoek& bezoek, std::string_view template_name, const std::string& titel,
                    nlohmann::json values, int status = 200);
// After a form that did something: to `path`, where `melding` is said once.
http::Response klaar(const Bezoek& bezoek, const std::string& path, const std::string& melding);
http::Response niet_gevonden(const Bezoek& bezoek);

}  // namespace mosim::leveranciersportaal
