// SPDX-License-Identifier: Apache-2.0
// anbn run: all stages of a study or some, then what was found in words.
#include "anbn/commands/bids/bids.h"
#include "anbn/commands/make_command.h"
#include "anbn/commands/run_events.h"
#include "anbn/core/error_kinds.h"
#include "anbn/io/file.h"
#include "anbn/study/study_parts.h"

#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  Input study = {InputKind::file, Presence::required};
  std::string out;
  std::vector<std::string> story, variant;
  std::string until, only;
  YesNo json = YesNo::no, bids = YesNo::no;

  template <class V>
  void visit(V&& option) {
    option("study", study, "study file (TOML); see docs/formats.md");
    option("out", out, "folder of the results; by default what the study file says");
    option("story", story,
           "only what is of these stories, and what that needs; by default of all, and of all "
           "together");
    option("variant", variant, "only what is of these variants or controls, and what that needs");
    option("until", until, "only this stage, and what it needs");
    option("only", only,
           "only this stage, and nothing that it needs: what is not there is an error that names "
           "the command that makes it");
    option("json", json, "a line of JSON for each event in place of the summary; docs/formats.md");
    option(
        "bids", bids,
        "of the whole study, when it has run: OUT/bids, a BIDS derivative dataset of the results");
  }
};

/// Whether what gathers all results is among the jobs.
bool has_report(const Study& study, const ChosenJobs& chosen) {
  for (std::size_t j = 0; j < chosen.size(); ++j)
    if (chosen[j] && study.jobs[j].stage->facts.runs == Runs::after_all) return true;
  return false;
}

void check(const RunOptions& o) {
  if (o.bids == YesNo::yes &&
      !(o.story.empty() && o.variant.empty() && o.until.empty() && o.only.empty()))
    throw UsageError(
        "--bids is of a whole study; expected no --story, --variant, --until or --only beside it. "
        "Run the parts, then the study with --bids, which computes nothing again");
}

Outcome run(const RunOptions& o, CommandContext& context) {
  check(o);
  const Study study = read_study(o.study.path, o.out);
  const ChosenJobs chosen = jobs_of_part(
      study, {.stories = o.story, .variants = o.variant, .until = o.until, .only = o.only});
  std::ostream nowhere(nullptr);
  RunEvents events(study.out, o.json == YesNo::yes ? context.answer : nowhere, context);
  Notes notes;
  RunContext run_context{
      {context.machine.backend, context.machine.threads, events}, notes, context.locking};
  try {
    run_study(study, chosen, o.only.empty() ? Needs::made : Needs::there, context.hashes,
              run_context, events);
    if (o.bids == YesNo::yes) write_bids(study, context.locking);
  } catch (const LockedError& e) {
    events.failed("locked", e.what());
    throw;
  } catch (const std::exception& e) {
    events.failed("error", e.what());
    throw;
  }
  events.done();
  if (o.json == YesNo::yes || !has_report(study, chosen)) return Outcome::good;
  const fs::path report = study.out / "report";
  if (fs::exists(report / "summary.txt")) context.answer << read_text(report / "summary.txt");
  if (fs::exists(report / "report.html"))
    context.answer << fmt::format("The report: {}\n", (report / "report.html").string());
  if (o.bids == YesNo::yes)
    context.answer << fmt::format("The BIDS dataset: {}\n", bids_folder(study).string());
  return Outcome::good;
}

}  // namespace

extern const Command kRunCommand = make_command<RunOptions, run>(
    "run", "all stages of a study, from words and networks to the report, or a part of them",
    "anbn run study.toml --story pieman --variant main --until significance", "study");

}  // namespace anbn
