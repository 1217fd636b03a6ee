// SPDX-License-Identifier: Apache-2.0
#include "anbn/cli/help.h"

#include "anbn/backend/backend.h"

#include <fmt/core.h>

#include <algorithm>

namespace anbn {
namespace {

constexpr std::size_t kWidth = 100;

/// `text` broken at blanks that `before` follows, every line but the first indented.
std::string wrapped(std::string_view text, std::size_t indent, std::string_view before = "") {
  std::string lines;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(" " + std::string(before), 1), text.size());
    const std::string_view word = text.substr(0, blank);
    if (column > indent && column + 3 + word.size() > kWidth) {
      lines += (before.empty() ? "\n" : " \\\n") + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += word.size();
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
  return lines;
}

/// A line of two columns: the second begins at `indent`, below the first if that is too long.
std::string entry(const std::string& left, std::string_view right, std::size_t indent) {
  std::string line = "  " + left;
  if (line.size() + 2 > indent) line += "\n";
  const std::size_t begin = line.rfind('\n') == std::string::npos ? line.size() : 0;
  return line + std::string(indent - begin, ' ') + wrapped(right, indent) + "\n";
}

std::string placeholder(const OptionInfo& option) {
  std::string word = option.type;
  if (option.is_list) word.pop_back();  // "files" -> "file ..."
  if (word == "header" || word == "described file") word = "file";
  if (word.find(' ') != std::string::npos) word = "folder";
  if (word == "choice") word = "word";
  if (option.name == "out") word = option.default_value.ends_with(".toml") ? "file" : "folder";
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return option.is_list ? word + " ..." : word;
}

/// A default as one would type it: 128 for 128.0, and shuffle phase for ["shuffle","phase"].
std::string typed(std::string value) {
  std::erase_if(value, [](char c) { return c == '[' || c == ']' || c == '"'; });
  std::replace(value.begin(), value.end(), ',', ' ');
  for (std::size_t at = value.find(".0"); at != value.npos; at = value.find(".0", at + 1))
    if (at + 2 == value.size() || value[at + 2] == ' ') value.erase(at, 2);
  return value;
}

std::string explained(const OptionInfo& option) {
  std::string text = option.help;
  if (!option.range.empty()) text += (option.range.starts_with('[') ? " " : "; ") + option.range;
  if (!option.allowed.empty()) {
    text += option.is_list ? "; any of" : "; one of";
    for (const std::string& word : option.allowed) text += " " + word;
  }
  if (option.is_required)
    text += " (required)";
  else if (option.default_value.starts_with("by "))
    text += " (" + option.default_value + ")";
  else if (!option.default_value.empty())
    text += " (default: " + typed(option.default_value) + ")";
  return text;
}

/// What stands for an option that may come without its name.
std::string placeholder_by_place(const OptionInfo& option) {
  OptionInfo named = option;
  if (option.type == "text") named.type = option.name;
  return placeholder(named);
}

std::string entries(const std::vector<OptionInfo>& options, const HelpTopic& topic = {}) {
  std::string text;
  for (const OptionInfo& option : options) {
    const std::string shape = placeholder(option);
    const std::string left = topic.takes_by_place(option.name) ? placeholder_by_place(option)
                             : option.type == "flag"           ? flag_of(option.name)
                                                               : flag_of(option.name) + " " + shape;
    text += entry(left, explained(option), 30);
  }
  return text;
}

std::string usage_of(const HelpTopic& topic) {
  std::string line = fmt::format("anbn {}", topic.name);
  for (const OptionInfo& option : topic.options)
    if (topic.takes_by_place(option.name))
      line += " " + placeholder_by_place(option);
    else if (option.is_required)
      line += " " + flag_of(option.name) + " " + placeholder(option);
  return "  " + wrapped(line + " [--option value ...]", 6, "--") + "\n";
}

}  // namespace

bool HelpTopic::takes_by_place(std::string_view option) const {
  const std::string all = " " + std::string(positional) + " ";
  return all.find(" " + std::string(option) + " ") != std::string::npos;
}

bool HelpTopic::takes_last(std::string_view option) const {
  return takes_by_place(option) && positional.ends_with(option);
}

std::vector<OptionInfo> global_options() {
  std::vector<std::string> backends;
  for (const BackendKind& kind : backend_kinds())
    if (kind.create != nullptr) backends.emplace_back(kind.name);
  return {
      {"threads",
       "integer",
       "",
       "how many threads compute; by default all available processors",
       {},
       {}},
      {"backend", "choice", "cpu", "what computes", backends, {}},
      {"isa",
       "text",
       "auto",
       "instruction set to pin results to, such as avx2; by default the best that there is",
       {},
       {}},
      {"verify", "flag", "", "read all input files again, whatever is remembered of them", {}, {}},
      {"wait",
       "flag",
       "",
       "where another process works on a result, wait until it has ended and go on; otherwise that "
       "is an error",
       {},
       {}},
      {"no_lock",
       "flag",
       "",
       "do not lock results: for file systems without locks, where a scheduler sees to it that no "
       "two processes work on one",
       {},
       {}},
      {"quiet", "flag", "", "say nothing but warnings and errors", {}, {}},
      {"help", "flag", "", "this help", {}, {}},
  };
}

std::string overview(const std::vector<HelpTopic>& commands, const std::vector<HelpTopic>& stages) {
  std::string text =
      "anbn finds out which single neurons of a language model move with which brain networks, "
      "when\n"
      "the model reads the story that people heard in the scanner. It takes the timed words of "
      "the\n"
      "story, a language model and the networks' time courses, and makes a report that sets every "
      "finding\n"
      "beside what noise alone would give.\n"
      "\n"
      "The main job\n"
      "  anbn run study.toml       computes what is not up to date, from the words to the report\n"
      "\n"
      "Commands\n";
  for (const HelpTopic& topic : commands) text += entry(std::string(topic.name), topic.summary, 18);
  text +=
      "\nStages, in the order in which `anbn run` takes them; each makes one folder of results\n";
  for (const HelpTopic& topic : stages) text += entry(std::string(topic.name), topic.summary, 18);
  text += "\nOptions of all commands and stages\n" + entries(global_options());
  text += entry("--version", "the version of anbn", 30);
  text +=
      "\n"
      "`anbn NAME --help` explains a command or stage with its options. A result whose options "
      "and\n"
      "inputs have not changed is up to date and is not computed again; what was stopped goes on "
      "when\n"
      "the same command is given again. Exit codes: 0 done, 1 an error in data or files, 2 wrong "
      "usage,\n"
      "3 another process works on the same result (--wait waits for it), 130 stopped by Ctrl-C.\n";
  return text;
}

std::string help_of(const HelpTopic& topic) {
  std::vector<OptionInfo> inputs, options;
  for (const OptionInfo& option : topic.options)
    (option.is_input ? inputs : options).push_back(option);
  std::string text = fmt::format("anbn {}: {}\n", topic.name, wrapped(topic.summary, 7));
  text += "\nUsage\n" + usage_of(topic);
  if (!topic.example.empty()) text += "\nExample\n  " + wrapped(topic.example, 6, "--") + "\n";
  if (!inputs.empty()) text += "\nInputs\n" + entries(inputs, topic);
  if (!options.empty()) text += "\nOptions\n" + entries(options, topic);
  return text + "\nOptions of all commands and stages\n" + entries(global_options());
}

}  // namespace anbn
