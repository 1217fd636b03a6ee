// SPDX-License-Identifier: Apache-2.0
// A part of a study: the jobs of some stories, variants or stages, for those who spread a study
// over many processes.
#pragma once

#include "anbn/study/job_inputs.h"
#include "anbn/study/study.h"

#include <string>
#include <vector>

namespace anbn {

/// What is asked for; all where nothing is said.
struct StudyPart {
  std::vector<std::string> stories = {}, variants = {};
  std::string until = {};  // a stage, with all that it needs
  std::string only = {};   // a stage, and nothing that it needs
};

/// Which of the study's jobs run [one a job]: those asked for, and unless `only` one stage is,
/// those that they need, directly or not. Throws UsageError naming what there is if the study has
/// no story, variant or stage of a name, or no job is of all of them.
ChosenJobs jobs_of_part(const Study& study, const StudyPart& part);

/// A path or name as a shell takes it for one word: itself where it is plain, else in quotes.
std::string shell_word(const std::string& word);

/// The command that runs one job alone: "anbn run study.toml --only tokens --story dog --variant
/// main".
std::string command_of_job(const Study& study, const Job& job);

}  // namespace anbn
