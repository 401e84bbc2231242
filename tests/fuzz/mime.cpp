// The first line is Content-Type, the rest the body of a message in parts.
#include "simulator/mime/multipart.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace mosim;

MOSIM_FUZZ_TARGET {
  const auto type = mime::parse_content_type(fuzz::take_line(input));
  if (!type) return;
  const auto parts = mime::split(input, type->parameter("boundary"));
  if (!parts) return;
  fuzz::promise(!parts->empty(), "a message has a part");
  std::vector<mime::OutPart> again;
  for (const mime::Part& part : *parts) {
    fuzz::promise(fuzz::within(part.body, input), "a part lies within the message");
    if (const auto bytes = mime::decoded(part); bytes && !part.is_encoded())
      fuzz::promise(*bytes == part.body, "a part without encoding is as it was sent");
    again.push_back({"text/xml", std::to_string(again.size()), part.body, {}});
  }
  (void)mime::root(*parts, *type);
  const auto built = mime::build_related(again);
  const auto built_type = mime::parse_content_type(built.content_type);
  fuzz::promise(built_type.has_value(), "our own Content-Type can be read");
  const auto read = mime::split(built.body, built_type->parameter("boundary"));
  fuzz::promise(read && read->size() == parts->size(), "what we build has all its parts");
  for (std::size_t i = 0; i < parts->size(); ++i)
    fuzz::promise((*read)[i].body == (*parts)[i].body, "what we build is exact to the byte");
}
