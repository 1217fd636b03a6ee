// SPDX-License-Identifier: Apache-2.0
#include "anbn/study/study_parts.h"

#include "anbn/core/error_kinds.h"
#include "anbn/core/names.h"

#include <algorithm>
#include <cctype>

namespace anbn {
namespace {

using Names = std::vector<std::string>;

bool is_named(const Names& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

/// What the jobs are of, each once and in their order.
template <class NameOf>
Names names_of_jobs(const Study& study, NameOf name_of_job) {
  Names names;
  for (const Job& job : study.jobs)
    if (std::string name{name_of_job(job)};
        !name.empty() && std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  return names;
}

void require_known(const char* what, const Names& asked, const Names& known) {
  try {
    for (const std::string& name : asked)
      if (!is_named(known, name)) fail_unknown(what, name, known);
  } catch (const Error& e) {
    throw UsageError(e.what());
  }
}

std::string listed(const char* what, const Names& names) {
  std::string text;
  for (const std::string& name : names) text += fmt::format(" {} {}", what, name);
  return text;
}

[[noreturn]] void fail_without_jobs(const Study& study, const StudyPart& part,
                                    const std::string& stage) {
  std::string there;
  for (const Job& job : study.jobs)
    if (stage.empty() || job.stage->name == stage)
      there += (there.empty() ? "" : ", ") + job.label();
  throw UsageError(fmt::format("no job of the study is of{}{}{}; there are {}",
                               listed("--story", part.stories), listed("--variant", part.variants),
                               stage.empty() ? "" : " stage " + stage, there));
}

}  // namespace

ChosenJobs jobs_of_part(const Study& study, const StudyPart& part) {
  if (!part.only.empty() && !part.until.empty())
    throw UsageError("--until and --only: expected one of them");
  const std::string stage = part.only + part.until;
  const Names stages = names_of_jobs(study, [](const Job& job) { return job.stage->name; });
  if (!stage.empty()) require_known("stage of the study", {stage}, stages);
  require_known("story of the study", part.stories,
                names_of_jobs(study, [](const Job& job) { return job.story; }));
  require_known("variant of the study", part.variants,
                names_of_jobs(study, [](const Job& job) { return job.variant; }));
  ChosenJobs chosen;
  for (const Job& job : study.jobs)
    chosen.push_back(is_named(part.stories, job.story) && is_named(part.variants, job.variant) &&
                     (stage.empty() || job.stage->name == stage));
  if (std::find(chosen.begin(), chosen.end(), true) == chosen.end())
    fail_without_jobs(study, part, stage);
  if (!part.only.empty()) return chosen;
  const JobInputs inputs(study);
  for (std::size_t j = chosen.size(); j-- > 0;)  // what a job needs comes before it
    if (chosen[j])
      for (const std::size_t needed : inputs.needed_by(j)) chosen[needed] = true;
  return chosen;
}

std::string shell_word(const std::string& word) {
  const auto is_plain = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '.' || c == '-' || c == '_';
  };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::string command_of_job(const Study& study, const Job& job) {
  std::string command =
      fmt::format("anbn run {} --only {}", shell_word(study.file.string()), job.stage->name);
  if (!job.story.empty()) command += " --story " + shell_word(job.story);
  if (!job.variant.empty()) command += " --variant " + shell_word(job.variant);
  return command;
}

}  // namespace anbn
