// SPDX-License-Identifier: Apache-2.0
// What anbn does beside its stages: run a study, check it, simulate one.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/hash.h"
#include "anbn/core/options.h"
#include "anbn/study/study.h"

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// What a command computes with and reports to.
struct CommandContext {
  Machine machine;
  HashMemory& hashes;
  StudyListener& listener;
  std::ostream& answer;               // what the user asked for; not for warnings or progress
  Locking locking = Locking::refuse;  // of results
};

enum class Outcome { good, bad };  // exit codes 0 and 1

struct Command {
  std::string_view name;
  std::string_view summary;
  std::string_view example;     // a command line, for --help
  std::string_view positional;  // options that may stand without their names, in order: "a b"
  std::vector<OptionInfo> (*options)();
  /// Throws UsageError if an option is wrong, Error if an input is.
  Outcome (*run)(const std::string& options_json, CommandContext&);
};

/// Every command, in the order of the help.
std::span<const Command> all_commands();

}  // namespace anbn
