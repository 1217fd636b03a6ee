// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/plan.h"

#include "anbn/runner/finished.h"
#include "anbn/stages/rates.h"
#include "anbn/study/job_inputs.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

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

/// Which jobs are done: a result of these options and inputs is there, and so are those it reads.
class DoneJobs {
 public:
  explicit DoneJobs(CommandContext& context) : context_(context) {}

  /// Jobs must come in the order in which they run.
  bool is_done(const Job& job) {
    const bool done = !reads_stale(job) && is_up_to_date(*job.stage, job.options_json, job.out,
                                                         context_.hashes, context_.machine.backend);
    if (!done) stale_.insert(job.out.lexically_normal());
    return done;
  }

 private:
  bool reads_stale(const Job& job) const {
    const json options = json::parse(job.options_json);
    for (const OptionInfo& option : job.stage->options()) {
      if (option.type == "results folder" && !stale_.empty()) return true;
      if (option.type != "stage folder" && option.type != "stage folders") continue;
      const json& value = options.at(option.name);
      for (const json& item : value.is_array() ? value : json::array({value}))
        if (stale_.contains(fs::path(item.get<std::string>()).lexically_normal())) return true;
    }
    return false;
  }

  CommandContext& context_;
  std::set<fs::path> stale_;
};

/// Which jobs a run has to do: those that are not done, and those whose arrays these read, or the
/// study keeps, and that are gone.
std::vector<char> jobs_to_run(const Study& study, const JobInputs& inputs,
                              CommandContext& context) {
  std::vector<char> wanted;
  DoneJobs done(context);
  for (const Job& job : study.jobs)
    wanted.push_back(!done.is_done(job) || (arrays_stay(study, job) && !has_arrays(job.out)));
  for (std::size_t j = wanted.size(); j-- > 0;)  // inputs come before the jobs that read them
    if (wanted[j])
      for (const std::size_t input : inputs.of(j))
        if (!has_arrays(study.jobs[input].out)) wanted[input] = true;
  return wanted;
}

/// What lies on the disk as jobs run, of what they write.
class DiskUsed {
 public:
  DiskUsed(const Study& study, const JobInputs& inputs)
      : study_(study), inputs_(inputs), bytes_(study.jobs.size()) {}

  void add(std::size_t job, double bytes) {
    bytes_[job] = bytes;
    now_ += bytes;
    most_ = std::max(most_, now_);
  }
  void after(std::size_t job) {
    for (const std::size_t input : inputs_.of(job))
      if (inputs_.last_reader(input) == job && !arrays_stay(study_, study_.jobs[input]))
        now_ -= std::exchange(bytes_[input], 0);
  }
  double most() const { return most_; }

 private:
  const Study& study_;
  const JobInputs& inputs_;
  std::vector<double> bytes_;
  double now_ = 0, most_ = 0;
};

StageNeeds& needs_of(std::string_view stage, std::vector<StageNeeds>& stages) {
  for (StageNeeds& needs : stages)
    if (needs.stage == stage) return needs;
  stages.push_back({.stage = stage});
  return stages.back();
}

}  // namespace

Plan plan_of(const Study& study, const StudySizes& sizes, const Mask& mask,
             CommandContext& context) {
  Plan plan;
  const JobInputs inputs(study);
  const std::vector<char> wanted = jobs_to_run(study, inputs, context);
  DiskUsed disk(study, inputs);
  std::optional<Planner> planner;
  for (std::size_t j = 0; j < study.jobs.size(); ++j) {
    const Job& job = study.jobs[j];
    StageNeeds& needs = needs_of(job.stage->name, plan.stages);
    ++needs.jobs;
    if (wanted[j]) {
      if (!planner)
        planner.emplace(study, sizes, mask, context.machine);  // a done study measures nothing
      const Cost cost = planner->cost(job);
      needs.seconds += cost.seconds;
      needs.memory_bytes = std::max(needs.memory_bytes, cost.memory);
      if (arrays_stay(study, job)) needs.disk_bytes += cost.disk;
      disk.add(j, cost.disk);
    } else {
      ++needs.done;
    }
    disk.after(j);
  }
  plan.most_disk_bytes = disk.most();
  return plan;
}

}  // namespace anbn
