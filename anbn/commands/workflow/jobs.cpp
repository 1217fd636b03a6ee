// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/workflow/jobs.h"

#include "anbn/core/hash.h"
#include "anbn/study/job_inputs.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace anbn {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

template <class T>
void add_new(std::vector<T>& list, const T& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

std::string name_of_job(const Job& job) {
  std::string name;
  for (const std::string& part : {job.variant, job.story})
    if (!part.empty()) name += part + ".";
  return name + std::string(job.stage->name);
}

/// The files that a job's options name.
void add_files(const Job& job, std::vector<fs::path>& files) {
  const json options = json::parse(job.options_json);
  for (const OptionInfo& option : job.stage->options()) {
    const auto value = options.find(option.name);
    if (!option.is_input || value == options.end()) continue;
    for (const json& item : value->is_array() ? *value : json::array({*value}))
      if (const fs::path path = item.get<std::string>(); fs::is_regular_file(path))
        add_new(files, fs::absolute(path).lexically_normal());
  }
}

}  // namespace

std::vector<WorkflowJob> workflow_jobs(const Study& study, const Plan& plan) {
  std::vector<WorkflowJob> all;
  std::vector<std::size_t> place;  // of each job of the study in `all`
  std::map<std::string, std::size_t> place_of_name;
  const JobInputs inputs(study);
  for (std::size_t j = 0; j < study.jobs.size(); ++j) {
    const Job& job = study.jobs[j];
    const std::string name = name_of_job(job);
    const auto [found, is_new] = place_of_name.try_emplace(name, all.size());
    if (is_new)
      all.push_back({.name = name,
                     .stage = std::string(job.stage->name),
                     .variant = job.variant,
                     .story = job.story});
    place.push_back(found->second);
    WorkflowJob& one = all[found->second];
    one.jobs.push_back(j);
    one.options = content_hash(one.options + job.options_json);
    one.seconds += plan.jobs[j].seconds;
    one.memory_bytes = std::max(one.memory_bytes, plan.jobs[j].memory);
    for (const std::size_t needed : inputs.needed_by(j))
      if (const std::string& other = all[place[needed]].name; other != name)
        add_new(one.needs, other);
    add_files(job, one.files);
  }
  return all;
}

}  // namespace anbn
