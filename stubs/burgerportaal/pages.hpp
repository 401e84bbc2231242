// What the stub puts on the doors, and its own sections. Private to the stub.
#pragma once

#include "simulator/world/world.hpp"

#include <string>
#include <string_view>

namespace mosim::burgerportaal {

void install_login(Routes& portaal);
void install_logout(House& house);
void install_activeren(Routes& portaal);
void install_site(Routes& portaal);
void install_post(Routes& portaal);

portal::Section gegevens();
portal::Section zaken();  // for when no stub brings any
portal::Section machtigen();
portal::Section instellingen();

// For a visitor who is not logged in; kept by nobody. `reden`: see start.cpp.
http::Response to_start(std::string_view reden = "");
http::Response stranger_page(std::string_view template_name, const std::string& title,
                             const nlohmann::json& values, int status = 200);

}  // namespace mosim::burgerportaal
