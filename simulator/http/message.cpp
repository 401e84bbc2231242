#include "simulator/http/message.hpp"

#include "simulator/base/text.hpp"

#include <stdexcept>

namespace mosim::http {

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [known, value] : all_)
    if (text::iequals(known, name)) return value;
  return std::nullopt;
}

void Headers::add(std::string name, std::string value) {
  all_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(all_, [&](const auto& header) { return text::iequals(header.first, name); });
  all_.emplace_back(std::string(name), std::move(value));
}

std::string_view Request::capture(std::string_view name) const {
  for (const auto& [known, value] : captures)
    if (known == name) return value;
  return {};
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  for (const auto& [known, value] : query)
    if (known == name) return value;
  return std::nullopt;
}

Response Response::of(int status, std::string content_type, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", std::move(content_type));
  response.body = Blob::of(std::move(body));
  return response;
}
Response Response::text(int status, std::string body) {
  return of(status, "text/plain; charset=utf-8", std::move(body));
}
Response Response::empty(int status) {
  Response response;
  response.status = status;
  return response;
}
Response Response::redirect(std::string location, int status) {
  Response response = empty(status);
  response.headers.add("Location", std::move(location));
  return response;
}

std::string_view reason(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Payload Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 422:
      return "Unprocessable Entity";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Status";
  }
}

std::string decode_path(std::string_view encoded) {
  std::string out;
  for (const std::string_view segment : text::split(encoded, '/')) {
    out += '/';
    for (const char c : text::percent_decode(segment))
      if (c == '/' || c == '%')
        out += c == '/' ? "%2F" : "%25";
      else
        out += c;
  }
  return out.substr(1);
}

Fields parse_form(std::string_view encoded) {
  Fields out;
  for (const std::string_view pair : text::split(encoded, '&')) {
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    out.emplace_back(
        text::percent_decode(pair.substr(0, equals), true),
        equals == pair.npos ? "" : text::percent_decode(pair.substr(equals + 1), true));
  }
  return out;
}

}  // namespace mosim::http
