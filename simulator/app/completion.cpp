// `mijnoverheid-sim completion SHELL`: a script that asks the program itself what fits, so that it
// knows the options of the program that is installed and never those of an older one.
#include "simulator/app/cli.hpp"
#include "simulator/app/tree.hpp"
#include "simulator/base/asset.hpp"
#include "simulator/base/text.hpp"

#include <fmt/format.h>

#include <memory>

namespace mosim::app {

namespace {

constexpr const char* any_file = ":files";  // the shell knows the files

// What fits at the last of these words, with an explanation for the shells that show one.
class Completer {
 public:
  explicit Completer(const CLI::App& root) : root_(root), at_(&root) {}

  void complete(const std::vector<std::string>& words) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) pass(words[i]);
    const std::string now = words.empty() ? "" : words.back();
    const auto equals = now.starts_with("--") ? now.find('=') : now.npos;
    if (lost_) return;
    if (equals != now.npos)
      values(option(now.substr(0, equals)), now.substr(0, equals + 1));
    else if (pending_)
      values(pending_, "");
    else if (now.starts_with('-'))
      options();
    else
      commands();
  }

 private:
  // bash gives "--name=value" as three words.
  void pass(const std::string& word) {
    if (word == "=" && last_) {
      pending_ = last_;
    } else if (pending_) {
      pending_ = nullptr;
    } else if (word.starts_with("-")) {
      last_ = option(word);
      pending_ = last_ && takes_value(*last_) ? last_ : nullptr;
      return;
    } else if (const auto* command = command_named(word)) {
      at_ = command;
    } else if (arguments_of(*at_).empty()) {
      lost_ = true;
    }
    last_ = nullptr;
  }

  const CLI::App* command_named(const std::string& name) const {
    for (const auto* command : commands_of(*at_))
      if (command->get_name() == name) return command;
    return nullptr;
  }

  const CLI::Option* option(const std::string& name) const {
    for (const CLI::App* app : {at_, &root_})
      for (const auto* one : options_of(*app))
        if (one->check_name(name)) return one;
    return nullptr;
  }

  static void print(const std::string& word, const std::string& text) {
    fmt::print("{}\t{}\n", word, text::one_line(text, 120));
  }

  void options() const {
    for (const CLI::App* app : {at_, &root_}) {
      for (const auto* one : options_of(*app))
        for (const auto& name : one->get_lnames())
          if (app == at_ || name != "help") print("--" + name, one->get_description());
      if (at_ == &root_) break;
    }
  }

  void commands() const {
    for (const auto* command : commands_of(*at_))
      print(command->get_name(), command->get_description());
    for (const auto* argument : arguments_of(*at_)) values(argument, "");
  }

  // From the check of an option, as --help shows it: TEXT:{bash,fish,zsh}, TEXT:FILE.
  static void values(const CLI::Option* option, const std::string& before) {
    if (!option) return;
    const std::string type = option->get_type_name();
    const auto open = type.find('{'), close = type.rfind('}');
    if (open != type.npos && close != type.npos)
      for (const auto& value :
           text::split(std::string_view(type).substr(open + 1, close - open - 1), ','))
        print(before + std::string(value), "");
    else if (type.find("INT") == type.npos && type.find("FLOAT") == type.npos)
      fmt::print("{}\n", any_file);
  }

  const CLI::App& root_;
  const CLI::App* at_;
  const CLI::Option* pending_ = nullptr;  // whose value comes next
  const CLI::Option* last_ = nullptr;
  bool lost_ = false;  // behind a word that is no command
};

}  // namespace

void add_completion(CLI::App& app, Commands& commands) {
  const auto words = std::make_shared<std::vector<std::string>>();
  const auto shell = std::make_shared<std::string>();
  auto* c = app.add_subcommand(
      "completion", "print a script that completes commands in your shell; it says how to use it");
  c->footer("Example: mijnoverheid-sim completion bash");
  c->add_option("shell", *shell, "whose")
      ->required()
      ->check(CLI::IsMember(std::vector<std::string>{"bash", "fish", "zsh"}));
  commands.push_back({c, [shell] {
                        fmt::print("{}", assets::get("completion/" + *shell));
                        return 0;
                      }});
  c = app.add_subcommand("complete", "what that script asks")->group("");
  c->add_option("words", *words, "behind --; the last one is to be completed");
  commands.push_back({c, [&app, words] {
                        Completer(app).complete(*words);
                        return 0;
                      }});
}

}  // namespace mosim::app
