#include "simulator/soap/wus.hpp"

#include "simulator/base/ids.hpp"
#include "simulator/base/text.hpp"
#include "simulator/soap/fault.hpp"
#include "simulator/soap/rules.hpp"

#include <fmt/format.h>

namespace mosim::soap {

namespace {

tl::unexpected<Fault> client(std::string_view rule, std::string place, std::string detail,
                             std::string code = "Client") {
  return refuse(
      rules::fault(rule_named(rule), std::move(code), std::move(place), std::move(detail)));
}

std::string_view unquoted(std::string_view value) {
  value = text::trim(value);
  return value.size() >= 2 && value.front() == '"' && value.back() == '"'
             ? value.substr(1, value.size() - 2)
             : value;
}

Status check_http(const http::Request& request, const Operation& operation) {
  const std::string type = text::lower(request.headers.get("Content-Type"));
  if (text::trim(std::string_view(type).substr(0, type.find(';'))) != "text/xml")
    return client(rule::content_type, "Content-Type",
                  fmt::format("Content-Type is '{}'", text::one_line(type, 100)));
  const auto at = type.find("charset=");
  const std::string_view charset =
      at == type.npos ? "utf-8"
                      : std::string_view(type).substr(at + 8, type.find(';', at) - at - 8);
  if (unquoted(charset) != "utf-8")
    return client(rule::content_type, "Content-Type",
                  fmt::format("the charset is {}", text::one_line(charset, 40)));
  const std::string_view action = unquoted(request.headers.get("SOAPAction"));
  if (!action.empty() && action != operation.action)
    return client(rule::soap_action, "SOAPAction",
                  fmt::format("SOAPAction is '{}'", text::one_line(action, 200)));
  return {};
}

// Each schema problem by the rule of where it is: the operation's own within Body, else that of the
// envelope.
tl::unexpected<Fault> schema_fault(Fault found, const Operation& operation) {
  const bool in_body =
      !found.causes.empty() && found.causes.front().place.find("/Body/") != std::string::npos;
  const rules::Rule& broken = in_body ? *operation.body_rule : rule_named(rule::envelope);
  Fault out =
      rules::fault(broken, "Client",
                   found.causes.empty() ? found.place : found.causes.front().place, found.text);
  out.causes = std::move(found.causes);
  return refuse(std::move(out));
}

Result<xml::Document> parse(const http::Request& request, const Operation& operation) {
  auto bare = xml::Document::parse(request.body.view());
  if (!bare) {
    Fault& found = bare.error();
    if (!found.causes.empty()) found.place = found.causes.front().place;
    Fault fault = rules::fault(rule_named(rule::not_xml), "Client", found.place, found.text);
    fault.causes = std::move(found.causes);
    return refuse(std::move(fault));
  }
  const xml::Element root = bare->root();
  if (root.local() == "Envelope" && root.ns() != envelope_ns)
    return client(rule::version, "/Envelope",
                  fmt::format("the namespace is '{}'", text::one_line(root.ns(), 100)),
                  "VersionMismatch");
  if (!root.is(envelope_ns, "Envelope"))
    return client(rule::envelope, root.path(),
                  fmt::format("the root is '{}'", text::one_line(root.local(), 60)));
  const auto verdict = xml::check(request.body.view(), operation.schema);
  if (verdict.ok()) return bare;
  Fault fault;
  fault.text = verdict.problems.front().text;
  for (const auto& problem : verdict.problems)
    fault.causes.push_back({"", "", xml::place(problem), problem.text, "", {}});
  return schema_fault(std::move(fault), operation);
}

Status check_header(const xml::Element& header, Question& question, const Operation& operation,
                    bool demanded) {
  std::vector<std::string_view> missing{"To", "Action", "MessageID"};
  for (const xml::Element& block : header.children()) {
    if (block.ns() != wsa_ns) {
      if (text::trim(block.attribute(envelope_ns, "mustUnderstand").value_or("")) == "1")
        return client(rule::must_understand, block.path(), std::string(block.local()),
                      "MustUnderstand");
      continue;
    }
    question.addressed = true;
    const std::string value = block.text();
    if (block.local() == "MessageID") question.message_id = value;
    if (block.local() == "Action" && value != operation.action)
      return client(rule::wsa_value, block.path(),
                    fmt::format("wsa:Action is '{}'", text::one_line(value, 200)));
    std::erase(missing, block.local());
  }
  if (missing.empty()) return {};
  const std::string detail = fmt::format("not given: {}", fmt::join(missing, " "));
  if (demanded) return client(rule::wsa_demanded, "/Envelope/Header", detail);
  question.warnings.push_back(
      rules::hit(rule_named(rule::wsa_missing), "/Envelope/Header", detail));
  return {};
}

http::Response write(const Question& question, int status, std::string_view action,
                     std::string_view body_xml) {
  xml::Writer w;
  w.open("soap:Envelope").attribute("xmlns:soap", envelope_ns);
  if (question.addressed) {
    w.open("soap:Header").open("wsa:Action").attribute("xmlns:wsa", wsa_ns).text(action).close();
    w.open("wsa:MessageID").attribute("xmlns:wsa", wsa_ns).text("urn:uuid:" + ids::uuid()).close();
    if (!question.message_id.empty())
      w.open("wsa:RelatesTo").attribute("xmlns:wsa", wsa_ns).text(question.message_id).close();
    w.close();
  }
  w.open("soap:Body").raw(body_xml);
  return http::Response::of(status, "text/xml; charset=utf-8", w.take());
}

}  // namespace

Result<Question> read_question(const http::Request& request, const Operation& operation,
                               bool demand_addressing) {
  if (const auto status = check_http(request, operation); !status) return refuse(status.error());
  auto document = parse(request, operation);
  if (!document) return refuse(std::move(document.error()));
  Question question;
  question.document = std::move(*document);
  const xml::Element root = question.document.root();
  const auto header =
      check_header(root.child(envelope_ns, "Header"), question, operation, demand_addressing);
  if (!header) return refuse(header.error());
  const auto in_body = root.child(envelope_ns, "Body").children();
  if (in_body.size() != 1 || !in_body.front().is(operation.ns, operation.local))
    return client(rule::one_body, "/Envelope/Body",
                  in_body.empty()
                      ? "Body is empty"
                      : fmt::format("Body holds {}", text::one_line(in_body.front().local(), 60)));
  question.body = in_body.front();
  return question;
}

http::Response answer(const Question& question, std::string_view action,
                      std::string_view body_xml) {
  return write(question, 200, action, body_xml);
}

http::Response declared_fault(const Question& question, std::string_view action,
                              std::string_view code, std::string_view text,
                              std::string_view detail_xml) {
  return write(question, 500, action, fault_body(code, text, detail_xml));
}

http::Response refusal(const Fault& f) {
  http::Response response = fault(f.code, fmt::format("{}: {}", f.text, f.place));
  if (f.rule == rule::content_type) response.status = 415;
  return response;
}

}  // namespace mosim::soap
