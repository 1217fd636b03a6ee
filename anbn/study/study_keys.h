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
  std::vector<std::string> study = {"name", "out", "controls"};
  std::vector<std::string> variant = {"name", "title"};
  std::vector<std::string> story = {"name",  "title",     "networks",   "scans",
                                    "masks", "confounds", "control_of", "control_nuisance"};
};

/// How often a stage runs: brains know no model, so what concerns them alone runs once a study, or
/// once a scan, for all variants. What compares stories runs once a variant, if there are two.
enum class Runs { once_a_study, once_a_scan, once_a_variant, per_story };
Runs runs(const Stage& stage);

/// Whether a stage runs only where its own table stands in the study file, even an empty one.
bool runs_if_asked(const Stage& stage);

/// Whether an option is a folder of the study's own results, which nobody gives.
bool is_filled_in(const OptionInfo& option);

/// Whether an option is made from what the stories say: the lists of `networks` and `mask`, the
/// files and volumes of `bold`.
bool is_gathered(const Stage& stage, const OptionInfo& option);

bool contains(const std::vector<std::string>& words, std::string_view word);

/// The value of a stage's key, the narrowest table winning (`variant` and `story` may be null);
/// null if none has it. What `[significance]` regresses out, `encoding` does as well, unless its
/// own table of the same breadth says otherwise: they test the same coupling.
const nlohmann::json* value_of_key(const nlohmann::json& root, const Stage& stage,
                                   const std::string& key, const nlohmann::json* variant,
                                   const nlohmann::json* story);

/// The text `key` in a table of the study file `file`, or `otherwise` if there is none.
/// Throws Error naming the place if it is no text or empty.
std::string study_text(const nlohmann::json& table, const char* key, std::string_view place,
                       std::string otherwise, const std::filesystem::path& file);

/// Throws Error naming file, place and the nearest known key if there is a key that nothing reads,
/// a table has no name or one that is no name of a folder, or there is no story.
void check_study_keys(const nlohmann::json& root, const std::filesystem::path& file,
                      std::span<const Stage> stages);

}  // namespace anbn
