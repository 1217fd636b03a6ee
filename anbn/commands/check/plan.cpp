// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/plan.h"

#include "anbn/runner/finished.h"
#include "anbn/stages/rates.h"
#include "anbn/study/job_inputs.h"

#include <algorithm>
#include <optional>

namespace anbn {
namespace {

namespace fs = std::filesystem;

class Planner {
 public:
  Planner(const Study& study, const StudySizes& sizes, const Mask& mask, const Machine& machine)
      : study_(study), sizes_(sizes), mask_(mask), machine_(machine) {
    fs::path folder = fs::absolute(study.out);
    while (!fs::exists(folder) && folder.has_relative_path()) folder = folder.parent_path();
    rates_ = machine_rates(folder, machine);
  }

  Cost cost(const Job& job) {
    return job.stage->cost(job.options_json,
                           {sizes_of(job), job.story, mask_, rates_, measured_, machine_});
  }

 private:
  std::vector<Sizes> sizes_of(const Job& job) const {
    const std::string& main = study_.variants[0].name;
    std::vector<Sizes> found;
    switch (job.stage->facts.runs) {
      case Runs::per_story:
        return {sizes_.at({job.variant, job.story})};
      case Runs::once_a_scan:
        return {sizes_.at({main, job.story})};
      case Runs::once_a_variant:
      case Runs::once_a_study:
        for (const StudyStory& story : study_.stories)  // a control may be of some of them
          if (const auto of = sizes_.find({job.variant.empty() ? main : job.variant, story.name});
              of != sizes_.end())
            found.push_back(of->second);
        return found;
      case Runs::after_all:
        for (const auto& [whose, sizes] : sizes_) found.push_back(sizes);
        return found;
    }
    return found;
  }

  const Study& study_;
  const StudySizes& sizes_;
  const Mask& mask_;
  const Machine& machine_;
  MachineRates rates_;
  Measurements measured_;
};

/// Which jobs are done: a result of these options and inputs is there, and so are those it needs.
std::vector<char> done_jobs(const Study& study, const JobInputs& inputs, CommandContext& context) {
  std::vector<char> done;
  for (std::size_t j = 0; j < study.jobs.size(); ++j) {  // what a job needs comes before it
    const Job& job = study.jobs[j];
    const std::vector<std::size_t> needed = inputs.needed_by(j);
    done.push_back(
        std::all_of(needed.begin(), needed.end(), [&](std::size_t n) { return done[n] != 0; }) &&
        is_up_to_date(*job.stage, job.options_json, job.out, context.hashes,
                      context.machine.backend));
  }
  return done;
}

/// Which jobs a run has to do: those that are not done, and those whose arrays these read, or the
/// study keeps, and that are gone.
std::vector<char> jobs_to_run(const Study& study, const JobInputs& inputs,
                              CommandContext& context) {
  std::vector<char> wanted;
  const std::vector<char> done = done_jobs(study, inputs, context);
  for (std::size_t j = 0; j < study.jobs.size(); ++j)
    wanted.push_back(!done[j] ||
                     (arrays_stay(study.keep, study.jobs[j]) && !has_arrays(study.jobs[j].out)));
  for (std::size_t j = wanted.size(); j-- > 0;)  // inputs come before the jobs that read them
    if (wanted[j])
      for (const std::size_t input : inputs.of(j))
        if (!has_arrays(study.jobs[input].out)) wanted[input] = true;
  return wanted;
}

/// What lies on the disk as jobs run that cost this much each, with one of `keep`.
DiskNeeds disk_used(const Study& study, const JobInputs& inputs, const std::vector<Cost>& costs,
                    Keep keep) {
  DiskNeeds disk;
  double now = 0;
  for (std::size_t j = 0; j < study.jobs.size(); ++j) {
    now += costs[j].disk;
    disk.most_bytes = std::max(disk.most_bytes, now);
    for (const std::size_t input : inputs.of(j))
      if (inputs.readers(input).back() == j && !arrays_stay(keep, study.jobs[input]))
        now -= costs[input].disk;
    if (arrays_stay(keep, study.jobs[j])) disk.stay_bytes += costs[j].disk;
  }
  return disk;
}

StageNeeds& needs_of(std::string_view stage, std::vector<StageNeeds>& stages) {
  for (StageNeeds& needs : stages)
    if (needs.stage == stage) return needs;
  stages.push_back({.stage = stage});
  return stages.back();
}

}  // namespace

StageNeeds Plan::total() const {
  StageNeeds all;
  for (const StageNeeds& needs : stages) {
    all.jobs += needs.jobs;
    all.done += needs.done;
    all.seconds += needs.seconds;
    all.disk_bytes += needs.disk_bytes;
    all.memory_bytes = std::max(all.memory_bytes, needs.memory_bytes);
  }
  return all;
}

Plan plan_of(const Study& study, const StudySizes& sizes, const Mask& mask, PlanOf what,
             CommandContext& context) {
  Plan plan;
  const JobInputs inputs(study);
  const std::vector<char> wanted = what == PlanOf::everything
                                       ? std::vector<char>(study.jobs.size(), true)
                                       : jobs_to_run(study, inputs, context);
  std::optional<Planner> planner;
  for (std::size_t j = 0; j < study.jobs.size(); ++j) {
    const Job& job = study.jobs[j];
    StageNeeds& needs = needs_of(job.stage->name, plan.stages);
    ++needs.jobs;
    Cost& cost = plan.jobs.emplace_back();
    if (!wanted[j]) {
      ++needs.done;
      continue;
    }
    if (!planner)
      planner.emplace(study, sizes, mask, context.machine);  // a done study measures nothing
    cost = planner->cost(job);
    needs.seconds += cost.seconds;
    needs.memory_bytes = std::max(needs.memory_bytes, cost.memory);
    if (arrays_stay(study.keep, job)) needs.disk_bytes += cost.disk;
  }
  for (const Keep keep : kAllKeeps)
    plan.disk[static_cast<std::size_t>(keep)] = disk_used(study, inputs, plan.jobs, keep);
  return plan;
}

}  // namespace anbn
