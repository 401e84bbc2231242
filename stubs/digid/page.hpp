// The pages of DigiD: one frame around them, in Dutch and English. Neutral: nothing of the real
// one's looks.
#pragma once

#include "simulator/http/message.hpp"
#include "stubs/digid/diensten.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace mosim::digid {

// The texts of a language are in `values` as t_<name>; the title is the text "<template>.titel".
http::Response page(std::string_view template_name, const std::string& taal, nlohmann::json values,
                    int status = 200);
std::string text(std::string_view name, const std::string& taal);

http::Response expired_page(const http::Request& request, int status = 200);
// DigiD says no more than 404; the simulator names the rule too.
http::Response not_found_page(Exchange& ex, const Fault& fault);

}  // namespace mosim::digid
