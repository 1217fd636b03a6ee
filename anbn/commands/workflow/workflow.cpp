// SPDX-License-Identifier: Apache-2.0
// anbn workflow: a study as jobs for Snakemake, which runs them on this machine or a cluster.
#include "anbn/commands/check/study_check.h"
#include "anbn/commands/make_command.h"
#include "anbn/commands/workflow/jobs.h"
#include "anbn/commands/workflow/snakefile.h"
#include "anbn/io/file.h"
#include "anbn/runner/file_lock.h"
#include "anbn/study/study_parts.h"

#include <algorithm>
#include <cmath>
#include <ostream>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using Members = nlohmann::ordered_json;

// What is asked of a scheduler beside what was reckoned on this machine: nodes may be slower, and
// a job that outgrows its limits is killed.
constexpr double kTimes = 3, kFewestMinutes = 10;
constexpr double kMemories = 1.25, kMoreMegabytes = 500;

struct WorkflowOptions {
  Input study = {InputKind::file, Presence::required};
  std::string out;

  static constexpr std::string_view kRequired[] = {"out"};

  template <class V>
  void visit(V&& option) {
    option("study", study, "study file (TOML); see docs/formats.md");
    option("out", out,
           "folder to write Snakefile and jobs.json to; --threads says how many each job takes");
  }
};

Members members_of(const WorkflowJob& job, const Study& study, const CommandContext& context) {
  Members command = {"run", fs::absolute(study.file).string(), "--only", job.stage};
  const auto add = [&](const char* option, const std::string& value) {
    if (value.empty()) return;
    command.push_back(option);
    command.push_back(value);
  };
  add("--variant", job.variant);
  add("--story", job.story);
  // A job that was killed with its scheduler may still run when the next one begins.
  command.push_back(context.locking == Locking::none ? "--no-lock" : "--wait");
  Members files = Members::array();
  for (const fs::path& file : job.files) files.push_back(file.string());
  return {{"stage", job.stage},
          {"variant", job.variant},
          {"story", job.story},
          {"needs", job.needs},
          {"files", files},
          {"options", job.options},
          {"command", command},
          {"threads", context.machine.threads.count()},
          {"memory_mb", std::ceil(kMemories * job.memory_bytes / 1e6 + kMoreMegabytes)},
          {"minutes", std::ceil(std::max(kFewestMinutes, kTimes * job.seconds / 60))}};
}

Outcome run(const WorkflowOptions& o, CommandContext& context) {
  const StudyReading reading = read_study_to_end(o.study.path);
  const Study& study = reading.study;
  std::ostream nowhere(nullptr);
  const CheckedStudy found = check_study(reading, PlanOf::everything, context, nowhere);
  for (const FoundProblem& one : found.problems)
    if (!found.plan && one.problem.weight == Weight::fatal)
      fail("{} (`anbn check` tells all errors)", one.problem.text);
  Members jobs = Members::object();
  for (const WorkflowJob& job : workflow_jobs(study, *found.plan))
    jobs[job.name] = members_of(job, study, context);
  std::string text;
  try {
    text = Members{{"made_by", "anbn " ANBN_VERSION},
                   {"study", fs::absolute(study.file).string()},
                   {"study_text", read_text(study.file)},
                   {"jobs", jobs}}
               .dump(1) +
           "\n";
  } catch (const Members::exception&) {
    fail("{}: the name of a file is no UTF-8; expected names that JSON can hold. Rename it",
         study.file.string());
  }
  make_folder(o.out);
  replace_file(fs::path(o.out) / "jobs.json", text, context.locking);
  replace_file(fs::path(o.out) / "Snakefile", snakefile_text(), context.locking);
  if (const std::string place = fs::absolute(o.out).string(); shell_word(place) != place)
    context.listener.warn(fmt::format(
        "{}: Snakemake's executor for Slurm gives this path to a shell without quotes; choose a "
        "plain one (letters, digits, '-', '_', '.') for a cluster",
        o.out));
  context.answer << fmt::format(
      "{} jobs of {} in {}; `snakemake --snakefile {} --cores N` runs them here, docs/cluster.md "
      "says how on a cluster\n",
      jobs.size(), study.title, o.out, (fs::path(o.out) / "Snakefile").string());
  return Outcome::good;
}

}  // namespace

extern const Command kWorkflowCommand = make_command<WorkflowOptions, run>(
    "workflow", "a study as jobs of Snakemake, for this machine or a cluster",
    "anbn workflow study.toml --out workflow --threads 4", "study");

}  // namespace anbn
