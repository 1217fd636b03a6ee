// SPDX-License-Identifier: Apache-2.0
// The program: command line in, exit code out. Everything else is in the library.
#include "anbn/cli/help.h"
#include "anbn/cli/terminal.h"
#include "anbn/commands/command.h"
#include "anbn/core/error_kinds.h"
#include "anbn/core/hash_store.h"
#include "anbn/runner/finished.h"
#include "anbn/runner/options_json.h"
#include "anbn/stages/list.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <iostream>
#include <map>

namespace anbn {
namespace {

using nlohmann::json;

enum ExitCode { kDone = 0, kError = 1, kUsage = 2, kLocked = 3 };

HelpTopic topic_of(const Stage& stage) {
  HelpTopic topic{stage.name, stage.summary, stage.example, "", stage.options()};
  OptionInfo out{"out", "text", "", "folder of the results", {}, {}};
  out.is_required = true;
  out.type = "result folder";
  topic.options.push_back(out);
  return topic;
}

HelpTopic topic_of(const Command& command) {
  return {command.name, command.summary, command.example, command.positional, command.options()};
}

/// The text of a number as JSON; what is none stays a text, for the error to show.
template <class Number>
json number_from(const std::string& text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !std::isfinite(static_cast<double>(value))) return text;
  return value;
}

/// Whether an option is a matter of yes or no: given alone it means yes.
bool is_switch(const OptionInfo& option) {
  return option.allowed == std::vector<std::string>{"no", "yes"};
}

json value_of(const OptionInfo& option, const std::string& text) {
  if (is_switch(option) && text.empty()) return "yes";  // the option stood alone
  if (option.type.starts_with("number")) return number_from<double>(text);
  if (option.type.starts_with("integer")) return number_from<std::int64_t>(text);
  return text;
}

/// One stage or command on the command line, with the texts that were given for its options.
struct Parsed {
  HelpTopic topic;
  CLI::App* app = nullptr;
  std::map<std::string, std::vector<std::string>> given = {};

  void add_to(CLI::App& program) {
    app = program.add_subcommand(std::string(topic.name), std::string(topic.summary));
    app->set_help_flag();
    app->fallthrough();
    for (const OptionInfo& option : topic.options) {
      std::string names = flag_of(option.name);
      if (topic.takes_by_place(option.name)) names += "," + option.name;
      CLI::Option* added = app->add_option(names, given[option.name]);
      // A slip such as "--treads 2" must not end in an error about the 2.
      if (!option.is_list && !topic.takes_last(option.name))
        added->expected(is_switch(option) ? 0 : 1, 1)->allow_extra_args(false);
    }
  }

  json options_json() const {
    json options = json::object();
    for (const OptionInfo& option : topic.options) {
      const std::vector<std::string>& texts = given.at(option.name);
      if (texts.empty()) {
        if (option.is_required) throw UsageError(missing(option));
        continue;
      }
      if (texts.size() > 1 && !option.is_list)
        throw UsageError(fmt::format("{}: {} is one word too many after {}; see anbn {} --help",
                                     topic.name, texts[1], texts[0], topic.name));
      json list = json::array();
      for (const std::string& text : texts) list.push_back(value_of(option, text));
      options[option.name] = option.is_list ? list : list[0];
    }
    return options;
  }

  std::string missing(const OptionInfo& option) const {
    const bool by_place = topic.takes_by_place(option.name);
    return fmt::format("{}: {} is missing ({}); see anbn {} --help", topic.name,
                       by_place ? option.name : flag_of(option.name), option.help, topic.name);
  }
};

struct Globals {
  int threads = 0;
  std::string backend = "cpu", isa = "auto";
  bool verify = false, quiet = false, help = false, version = false;
  bool wait = false, no_lock = false;

  Locking locking() const {
    if (wait && no_lock) throw UsageError("--wait and --no-lock: expected one of them");
    return no_lock ? Locking::none : wait ? Locking::wait : Locking::refuse;
  }

  void add_to(CLI::App& program) {
    program.add_option("--threads", threads);
    program.add_option("--backend", backend);
    program.add_option("--isa", isa);
    program.add_flag("--verify", verify);
    program.add_flag("--wait", wait);
    program.add_flag("--no-lock", no_lock);
    program.add_flag("--quiet", quiet);
    program.add_flag("-h,--help", help);
    program.add_flag("--version", version);
  }
};

/// Everything that a stage or command works with, made from the global options.
struct Workshop {
  explicit Workshop(const Globals& globals)
      : backend(make_backend(globals.backend, globals.isa)),
        threads(globals.threads == 0 ? available_processors() : globals.threads),
        hashes(hash_store(), globals.verify ? HashTrust::recompute : HashTrust::remembered),
        terminal(globals.quiet ? Talk::quiet : Talk::normal) {}
  ~Workshop() { hashes.save(); }

  Machine machine() { return {*backend, threads, terminal}; }

  std::unique_ptr<Backend> backend;
  Threads threads;
  HashMemory hashes;
  Terminal terminal;
};

ExitCode run_one(const Stage& stage, const Parsed& parsed, const Globals& globals) {
  json options = parsed.options_json();
  const std::string out = options["out"];
  options.erase("out");
  try {
    stage.resolve(options.dump());
  } catch (const Error& e) {
    throw UsageError(fmt::format("{}: {}", stage.name, e.what()));
  }
  Workshop workshop(globals);
  Notes notes;
  RunContext context{workshop.machine(), notes, globals.locking()};
  const auto start = std::chrono::steady_clock::now();
  const Ran ran = run_stage(stage, options.dump(), out, workshop.hashes, context);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  if (ran == Ran::already_done) notes = finished_notes(out);
  workshop.terminal.end_of_stage(stage, out, ran, taken.count(), notes);
  return kDone;
}

/// A stream that goes nowhere.
std::ostream& silence() {
  static std::ostream nowhere(nullptr);
  return nowhere;
}

ExitCode run_one(const Command& command, const Parsed& parsed, const Globals& globals) {
  const std::string options = parsed.options_json().dump();
  Workshop workshop(globals);
  CommandContext context{workshop.machine(), workshop.hashes, workshop.terminal,
                         globals.quiet ? silence() : std::cout, globals.locking()};
  return command.run(options, context) == Outcome::good ? kDone : kError;
}

/// The end of a usage error: the nearest word, if there is one, and where to read more.
std::string hint(const std::string& word, const std::vector<std::string>& known,
                 const std::string& where) {
  const std::string nearest = did_you_mean(word, known);
  return fmt::format("{}{} {} --help", nearest, nearest.empty() ? "; see" : " See", where);
}

/// Words that no stage or command knows: an error that names the nearest that one does.
void refuse_unknown(const CLI::App& program, const std::vector<Parsed>& all) {
  const std::vector<std::string> extras = program.remaining(true);
  if (extras.empty()) return;
  std::vector<std::string> known;
  for (const OptionInfo& option : global_options()) known.push_back(flag_of(option.name));
  const Parsed* chosen = nullptr;
  for (const Parsed& parsed : all)
    if (parsed.app->parsed()) chosen = &parsed;
  if (chosen == nullptr && !extras[0].starts_with("-")) {
    known.clear();
    for (const Parsed& parsed : all) known.emplace_back(parsed.topic.name);
    throw UsageError(
        fmt::format("no stage or command named {}{}", extras[0], hint(extras[0], known, "anbn")));
  }
  std::string place, where = "anbn";
  if (chosen != nullptr) {
    for (const OptionInfo& option : chosen->topic.options) known.push_back(flag_of(option.name));
    place = std::string(chosen->topic.name) + ": ";
    where += " " + std::string(chosen->topic.name);
  }
  const std::string word = extras[0].substr(0, extras[0].find('='));
  throw UsageError(fmt::format("{}unknown {} {}{}", place,
                               word.starts_with("-") ? "option" : "word", word,
                               hint(word, known, where)));
}

ExitCode run_program(int argc, char** argv) {
  CLI::App program;
  program.set_help_flag();
  program.allow_extras();
  Globals globals;
  globals.add_to(program);
  std::vector<Parsed> all;
  std::vector<HelpTopic> commands, stages;
  for (const Command& command : all_commands()) commands.push_back(topic_of(command));
  for (const Stage& stage : all_stages()) stages.push_back(topic_of(stage));
  all.reserve(commands.size() + stages.size());  // CLI11 keeps pointers into the elements
  for (const HelpTopic& topic : commands) all.emplace_back(Parsed{topic}).add_to(program);
  for (const HelpTopic& topic : stages) all.emplace_back(Parsed{topic}).add_to(program);
  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    throw UsageError(fmt::format("{}; see anbn --help", e.what()));
  }
  if (globals.version) {
    std::cout << "anbn " << ANBN_VERSION << "\n";
    return kDone;
  }
  if (!globals.help) refuse_unknown(program, all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].app->parsed()) continue;
    if (globals.help) {
      std::cout << help_of(all[i].topic);
      return kDone;
    }
    return i < commands.size() ? run_one(all_commands()[i], all[i], globals)
                               : run_one(all_stages()[i - commands.size()], all[i], globals);
  }
  (globals.help ? std::cout : std::cerr) << overview(commands, stages);
  return globals.help ? kDone : kUsage;
}

ExitCode complain(const char* what, ExitCode code) {
  std::cerr << "anbn: error: " << what << "\n";
  return code;
}

}  // namespace
}  // namespace anbn

int main(int argc, char** argv) {
  using namespace anbn;
  say_goodbye_when_interrupted();
  say_when_a_mapped_file_ends_early();
  try {
    const ExitCode code = run_program(argc, argv);
    std::cout.flush();
    if (!std::cout) return complain("standard output cannot be written; is the disk full?", kError);
    return code;
  } catch (const UsageError& e) {
    return complain(e.what(), kUsage);
  } catch (const LockedError& e) {
    return complain(e.what(), kLocked);
  } catch (const Error& e) {
    return complain(e.what(), kError);
  } catch (const std::bad_alloc&) {
    return complain("out of memory; see anbn check for what a study needs", kError);
  } catch (const std::exception& e) {
    return complain(e.what(), kError);
  }
}
