// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/job_inputs.h"

#include "anbn/runner/options_json.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// The folders of results that a job's options name.
std::vector<fs::path> folders_read(const Job& job) {
  std::vector<fs::path> folders;
  const json options = json::parse(job.options_json);
  for (const OptionInfo& option : job.stage->options()) {
    if (option.type != "stage folder" && option.type != "stage folders") continue;
    const auto value = options.find(option.name);
    if (value == options.end()) continue;
    for (const json& item : value->is_array() ? *value : json::array({*value}))
      folders.push_back(fs::path(item.get<std::string>()).lexically_normal());
  }
  return folders;
}

bool takes_all_results(const Stage& stage) {
  const std::vector<OptionInfo> options = stage.options();
  return std::any_of(options.begin(), options.end(),
                     [](const OptionInfo& option) { return option.type == "results folder"; });
}

bool reads_arrays_of(const Job& job, const Job& other) {
  const auto stages = job.stage->facts.reads_arrays_of;
  return std::find(stages.begin(), stages.end(), other.stage->name) != stages.end();
}

}  // namespace

JobInputs::JobInputs(const Study& study) : inputs_(study.jobs.size()), readers_(study.jobs.size()) {
  std::map<fs::path, std::size_t> number;
  for (std::size_t j = 0; j < study.jobs.size(); ++j) {
    const auto add = [&](std::size_t input) {
      if (!readers_[input].empty() && readers_[input].back() == j) return;  // named twice
      inputs_[j].push_back(input);
      readers_[input].push_back(j);
    };
    takes_all_.push_back(takes_all_results(*study.jobs[j].stage));
    for (const fs::path& folder : folders_read(study.jobs[j]))
      if (const auto found = number.find(folder); found != number.end()) add(found->second);
    if (!study.jobs[j].stage->facts.reads_arrays_of.empty())
      for (std::size_t input = 0; input < j; ++input)
        if (reads_arrays_of(study.jobs[j], study.jobs[input])) add(input);
    number[study.jobs[j].out.lexically_normal()] = j;
  }
}

std::vector<std::size_t> JobInputs::needed_by(std::size_t job) const {
  if (!takes_all_[job]) return inputs_[job];
  std::vector<std::size_t> all(job);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

}  // namespace anbn
