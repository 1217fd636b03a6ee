// SPDX-License-Identifier: Apache-2.0
// The jobs of a study as a workflow engine sees them.
#pragma once

#include "anbn/commands/check/plan.h"
#include "anbn/study/study.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace anbn {

/// All jobs of one stage, variant and story: what one command does.
struct WorkflowJob {
  std::string name;  // "main.pieman.tokens": letters, digits, '-', '_' and '.'
  std::string stage, variant, story;
  std::vector<std::size_t> jobs = {};             // of the study
  std::vector<std::string> needs = {};            // names of those that must be done before
  std::vector<std::filesystem::path> files = {};  // that it reads, beside results and models
  std::string options = {};                       // a hash of all options
  double seconds = 0, memory_bytes = 0;
};

/// In an order in which they could run.
std::vector<WorkflowJob> workflow_jobs(const Study& study, const Plan& plan);

}  // namespace anbn
