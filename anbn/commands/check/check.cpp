// SPDX-License-Identifier: Apache-2.0
// anbn check: what was found, for people or for programs.
#include "anbn/commands/check/study_check.h"
#include "anbn/commands/make_command.h"

#include <ostream>

namespace anbn {
namespace {

using Members = nlohmann::ordered_json;

struct CheckOptions {
  Input study = {InputKind::file, Presence::required};
  std::string out;
  YesNo json = YesNo::no;

  template <class V>
  void visit(V&& option) {
    option("study", study, "study file (TOML); see docs/formats.md");
    option("out", out, "folder where the results would go; by default what the study file says");
    option("json", json, "the same as JSON; docs/formats.md");
  }
};

Members members_of(const StageNeeds& needs) {
  return {{"jobs", needs.jobs},
          {"done", needs.done},
          {"seconds", needs.seconds},
          {"memory_bytes", needs.memory_bytes},
          {"disk_bytes", needs.disk_bytes}};
}

Members members_of(const Plan& plan) {
  Members stages = Members::object(), disk = Members::object();
  for (const StageNeeds& needs : plan.stages) stages[std::string(needs.stage)] = members_of(needs);
  for (const Keep keep : kAllKeeps)
    disk[std::string(name_of(keep))] = {{"most_bytes", plan.disk_of(keep).most_bytes},
                                        {"stay_bytes", plan.disk_of(keep).stay_bytes}};
  return {{"total", members_of(plan.total())}, {"stages", stages}, {"disk_by_keep", disk}};
}

Members members_of(const CheckedStudy& found, const Study& study, int threads) {
  Members problems = Members::array();
  for (const auto& [of, problem] : found.problems)
    problems.push_back({{"weight", problem.weight == Weight::fatal ? "error" : "warning"},
                        {"of", of},
                        {"text", problem.text}});
  Members all = {
      {"study", study.file.string()},  {"name", study.title},
      {"results", study.out.string()}, {"keep", name_of(study.keep)},
      {"errors", found.errors()},      {"warnings", found.problems.size() - found.errors()},
      {"problems", problems}};
  if (found.plan) {
    all["threads"] = threads;
    all["free_disk_bytes"] = found.free_disk_bytes;
    all["available_memory_bytes"] = found.available_memory_bytes;
    all["needs"] = members_of(*found.plan);
  }
  return all;
}

Outcome run(const CheckOptions& o, CommandContext& context) {
  const StudyReading reading = read_study_to_end(o.study.path, o.out);
  std::ostream nowhere(nullptr);
  const bool is_json = o.json == YesNo::yes;
  const CheckedStudy found =
      check_study(reading, PlanOf::what_is_not_done, context, is_json ? nowhere : context.answer);
  if (is_json)
    context.answer << members_of(found, reading.study, context.machine.threads.count())
                          .dump(2, ' ', false, Members::error_handler_t::replace)
                   << "\n";
  return found.errors() > 0 ? Outcome::bad : Outcome::good;
}

}  // namespace

extern const Command kCheckCommand = make_command<CheckOptions, run>(
    "check", "what a study needs and what is wrong with it; computes nothing",
    "anbn check study.toml", "study");

}  // namespace anbn
