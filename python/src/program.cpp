// SPDX-License-Identifier: Apache-2.0
// What the program does: its commands and stages, by their names.
#include "anbn/commands/command.h"
#include "anbn/core/hash_store.h"
#include "anbn/runner/stage.h"
#include "anbn/stages/list.h"
#include "keywords.h"
#include "parts.h"
#include "work.h"

#include <nanobind/stl/string.h>

#include <sstream>

namespace anbn::python {
namespace {

nb::str text_of(std::string_view text) { return nb::str(text.data(), text.size()); }

template <class Kind>
nb::dict told_of_kind(const Kind& kind) {
  nb::dict told;
  told["summary"] = text_of(kind.summary);
  told["options"] = told_of(kind.options());
  return told;
}

const Command& command_named(const std::string& name) {
  for (const Command& command : all_commands())
    if (command.name == name) return command;
  fail("no command named {}", name);
}

HashMemory remembered_hashes() { return HashMemory(hash_store(), HashTrust::remembered); }

/// What the command prints, and whether it ended with exit code 0.
nb::tuple run_command(const std::string& name, const nb::dict& keywords, const nb::dict& machine) {
  const Command& command = command_named(name);
  const std::string options = json_of_keywords(keywords).dump();
  std::ostringstream answer;
  Outcome outcome = Outcome::bad;
  compute(Settings(machine), [&](const Machine& m, Listener& listener) {
    HashMemory hashes = remembered_hashes();
    CommandContext context{m, hashes, listener, answer};
    outcome = command.run(options, context);
    hashes.save();
  });
  return nb::make_tuple(answer.str(), outcome == Outcome::good);
}

/// Whether anything had to be computed.
bool run_one_stage(const std::string& name, const std::string& out, const nb::dict& keywords,
                   const nb::dict& machine) {
  const Stage& stage = find_stage(name);
  const std::string options = json_of_keywords(keywords).dump();
  Ran ran = Ran::yes;
  compute(Settings(machine), [&](const Machine& m, Listener& listener) {
    HashMemory hashes = remembered_hashes();
    Notes notes;
    RunContext context{m, notes};
    ran = run_stage(stage, options, out, hashes, context);
    hashes.save();
    for (const std::string& warning : notes.warnings) listener.warn(warning);
  });
  return ran == Ran::yes;
}

std::string folder_of_study(const std::string& study, const std::string& out) {
  return read_study(study, out).out.string();
}

}  // namespace

void add_program(nb::module_& m) {
  m.def("command", &run_command);
  m.def("stage", &run_one_stage);
  m.def("folder_of_study", &folder_of_study);
  m.def("told", [] {
    nb::dict commands, stages, told;
    for (const Command& command : all_commands())
      commands[text_of(command.name)] = told_of_kind(command);
    for (const Stage& stage : all_stages()) stages[text_of(stage.name)] = told_of_kind(stage);
    told["commands"] = commands;
    told["stages"] = stages;
    told["analysis"] = told_of_analysis();
    told["networks"] = told_of_networks();
    told["hrf"] = told_of_hrf();
    return told;
  });
}

}  // namespace anbn::python
