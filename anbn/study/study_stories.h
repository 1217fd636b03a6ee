// SPDX-License-Identifier: Apache-2.0
// What the stories of a study say of their brains: time courses of networks, or scans.
#pragma once

#include "anbn/runner/options_json.h"
#include "anbn/study/study.h"

#include <filesystem>
#include <vector>

namespace anbn {

/// The stories in `tables` (the [[story]] of the study file `file`, whose keys have been checked).
/// Adds to `errors`, naming the story, if it has neither networks nor scans, or both, or others
/// than the stories before it; if masks are given without scans; if there is another number of
/// confounds than of scans; if a reliability is not above 0; or if two scans cannot be told apart
/// by name. Of such a story all that is returned is what was read before.
std::vector<StudyStory> read_stories(const nlohmann::json& tables,
                                     const std::filesystem::path& file,
                                     std::vector<std::string>& errors);

/// What a story counts with in means over `stories`: `story_weights` of the table [study]. Adds to
/// `warnings` where that is not said and stories have a reliability. Throws Error if it is no such
/// word, or if a story lacks what it asks for, naming all that do.
StoryWeights read_story_weights(const nlohmann::json& head, const std::vector<StudyStory>& stories,
                                const std::filesystem::path& file,
                                std::vector<std::string>& warnings);

}  // namespace anbn
