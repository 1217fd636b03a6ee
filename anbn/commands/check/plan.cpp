// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/check/plan.h"

#include "anbn/runner/finished.h"
#include "anbn/stages/rates.h"

#include <algorithm>
#include <optional>
#include <set>

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

}  // namespace

std::vector<StageNeeds> plan_of(const Study& study, const StudySizes& sizes, const Mask& mask,
                                CommandContext& context) {
  std::vector<StageNeeds> plan;
  DoneJobs done(context);
  std::optional<Planner> planner;
  for (const Job& job : study.jobs) {
    auto needs = std::find_if(plan.begin(), plan.end(),
                              [&](const StageNeeds& n) { return n.stage == job.stage->name; });
    if (needs == plan.end()) {
      plan.push_back({});
      needs = plan.end() - 1;
      needs->stage = job.stage->name;
    }
    ++needs->jobs;
    if (done.is_done(job)) {
      ++needs->done;
      continue;
    }
    if (!planner)
      planner.emplace(study, sizes, mask, context.machine);  // a done study measures nothing
    const Cost cost = planner->cost(job);
    needs->seconds += cost.seconds;
    needs->disk_bytes += cost.disk;
    needs->memory_bytes = std::max(needs->memory_bytes, cost.memory);
  }
  return plan;
}

}  // namespace anbn
