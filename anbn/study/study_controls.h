// SPDX-License-Identifier: Apache-2.0
// The controls of a study (METHODS section 5): what `controls` in a study file makes without
// further writing.
#pragma once

#include "anbn/runner/options_json.h"
#include "anbn/study/study.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Whose words a control couples with whose networks: a session of its own.
struct ControlPair {
  std::string words, networks;  // names of stories
  std::string session;          // of the two, the one that the folder is called after
  nlohmann::json options =
      nlohmann::json::object();  // {stage: {option: value}}, of this pair alone
};

/// A control that is a variant of its own. It runs only what differs from the main variant.
struct ControlVariant {
  std::string name;
  nlohmann::json options;          // {stage: {option: value}}; win over all that the study says
  std::vector<ControlPair> pairs;  // a session each
  std::vector<std::string> stages = {};  // those that it runs; empty: all that differ

  bool may_change(std::string_view stage) const {
    return stages.empty() || std::find(stages.begin(), stages.end(), stage) != stages.end();
  }
};

/// A control that is no variant of its own: where it stands instead, or why there is none.
struct ControlRemark {
  std::string name, words;
};

struct ControlsPlan {
  std::vector<ControlVariant> made;
  std::vector<ControlRemark> elsewhere, impossible;
};

/// What controls need to know of a story.
struct ControlStory {
  std::string name;
  std::string control_of;  // the intact story whose scrambled version this is; may be empty
  std::string nuisance;    // file of `control_nuisance`; may be empty
  nlohmann::json options = nlohmann::json::object();  // {stage: options of main, resolved}
};

/// What controls need to know of a study.
struct ControlStudy {
  std::vector<ControlStory> stories;
  std::vector<std::string> variants;  // names of those in the study file
  std::string untrained;              // the first of them with untrained weights; may be empty
  nlohmann::json networks;            // options of the stage, resolved
};

/// A job's options with defaults filled in. Throws Error naming study and job if one is wrong.
nlohmann::json resolved_options(const Study& study, const Job& job);

/// What controls need to know of a study whose other jobs are known.
ControlStudy control_study(const Study& study);

/// The names of all controls, in the order in which they are shown.
std::vector<std::string> control_names();

/// What a control is, in a few words. Throws Error if there is none of that name.
std::string_view control_summary(std::string_view name);

/// What becomes of `controls` (the value in [study]: "all", or a list of names) in a study. With
/// "all", controls that are impossible are said to be so. Throws Error, saying why, if a control
/// that is named is impossible, or naming the nearest one if there is none of that name.
ControlsPlan plan_controls(const nlohmann::json& controls, const ControlStudy& study);

/// Where a session finds the results of stages that are not its own: stage and folder.
using StageFolders = std::map<std::string, std::filesystem::path, std::less<>>;

class JobMaker;

/// The sessions of a control, and in `jobs` what must be computed for them: a stage whose options
/// and inputs are those of the main variant of `study` is not run again, but read where it lies.
StudyControl control_of_plan(const ControlVariant& variant, const Study& study,
                             std::span<const Stage> stages, const JobMaker& maker,
                             std::vector<Job>& jobs);

}  // namespace anbn
