// SPDX-License-Identifier: Apache-2.0
// Which key may stand where in a study file, and who reads it.
#pragma once

#include "anbn/runner/options_json.h"
#include "anbn/runner/stage.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Keys that describe the study itself and are no options of a stage.
struct OwnKeys {
  std::vector<std::string> study = {"name", "out", "controls", "stories", "keep", "story_weights"};
  std::vector<std::string> variant = {"name", "title"};
  std::vector<std::string> story = {"name",       "title",     "networks",   "scans",
                                    "masks",      "confounds", "control_of", "control_nuisance",
                                    "reliability"};
};

/// A key that a [[story]] may have, with the type of its values (OptionInfo::type).
struct StoryKey {
  std::string name;  // "tr_s"; "tokens.seed" of a table of a stage in the story
  std::string type;
  bool is_list = false;  // whether it may hold several
};

std::vector<StoryKey> story_keys(std::span<const Stage> stages);

/// Whether an option is a folder of the study's own results, which nobody gives.
bool is_own_folder(const OptionInfo& option);

/// How an option is filled in from what the stories say; nullptr if it is not.
const FilledIn* filled_in(const Stage& stage, std::string_view option);

/// Whether the study file may have a value for the option.
bool is_given(const Stage& stage, const OptionInfo& option);

bool contains(const std::vector<std::string>& words, std::string_view word);

/// The value of a stage's key, the narrowest table winning (`variant` and `story` may be null);
/// null if none has it.
const nlohmann::json* value_of_key(const nlohmann::json& root, const Stage& stage,
                                   const std::string& key, const nlohmann::json* variant,
                                   const nlohmann::json* story);

/// The text `key` in a table of the study file `file`, or `otherwise` if there is none.
/// Throws Error naming the place if it is no text or empty.
std::string study_text(const nlohmann::json& table, const char* key, std::string_view place,
                       std::string otherwise, const std::filesystem::path& file);

/// What is wrong with the keys of a study file.
struct KeyErrors {
  /// Each names file and place, and the nearest known key of one that nothing reads.
  std::vector<std::string> errors;
  /// Whether all tables are tables, have a name of their own that a folder can have, and there is a
  /// story: without that nothing further can be said.
  bool are_tables_whole = true;
};

KeyErrors study_key_errors(const nlohmann::json& root, const std::filesystem::path& file,
                           std::span<const Stage> stages);

}  // namespace anbn
