// SPDX-License-Identifier: Apache-2.0
// The table of commands. A new command is a file and two lines here.
#include "anbn/commands/command.h"

namespace anbn {

extern const Command kInitCommand;
extern const Command kRunCommand;
extern const Command kCheckCommand;
extern const Command kWorkflowCommand;
extern const Command kPairsCommand;
extern const Command kCompareCommand;
extern const Command kModelCommand;
extern const Command kSimulateCommand;

std::span<const Command> all_commands() {
  static const Command list[] = {kInitCommand,  kCheckCommand,   kRunCommand,   kWorkflowCommand,
                                 kPairsCommand, kCompareCommand, kModelCommand, kSimulateCommand};
  return list;
}

}  // namespace anbn
