// SPDX-License-Identifier: Apache-2.0
// anbn run: all stages of a study, then what was found in words.
#include "anbn/commands/make_command.h"
#include "anbn/io/file.h"

#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  Input study = {InputKind::file, Presence::required};
  std::string out;

  template <class V>
  void visit(V&& option) {
    option("study", study, "study file (TOML); see docs/formats.md");
    option("out", out, "folder of the results; by default what the study file says");
  }
};

Outcome run(const RunOptions& o, CommandContext& context) {
  const Study study = read_study(o.study.path, o.out);
  Notes notes;
  RunContext run_context{context.machine, notes};
  run_study(study, context.hashes, run_context, context.listener);
  const fs::path report = study.out / "report";
  if (fs::exists(report / "summary.txt")) context.answer << read_text(report / "summary.txt");
  if (fs::exists(report / "report.html"))
    context.answer << fmt::format("The report: {}\n", (report / "report.html").string());
  return Outcome::good;
}

}  // namespace

extern const Command kRunCommand = make_command<RunOptions, run>(
    "run", "all stages of a study, from words and networks to the report", "anbn run study.toml",
    "study");

}  // namespace anbn
