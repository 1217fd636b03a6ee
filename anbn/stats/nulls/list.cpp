// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/nulls/null.h"

#include <algorithm>
#include <cassert>

namespace anbn {

extern const NullModel kShuffleNull, kShuffleBeforeHrfNull, kCircularShiftNull, kPhaseNull,
    kWrongStoryNull;

std::span<const NullModel> null_models() {
  static const NullModel list[] = {kShuffleNull, kShuffleBeforeHrfNull, kCircularShiftNull,
                                   kPhaseNull, kWrongStoryNull};
  return list;
}

const NullModel& other_stories_null() {
  static const NullModel model{"other-stories", "the networks of the stories change places",
                               NullBasis::time, NullRole::together, nullptr};
  return model;
}

const NullModel& null_model_named(std::string_view name) {
  if (name == other_stories_null().name) return other_stories_null();
  return kind_named(null_models(), name, "null model");
}

const NullModel& null_model_for(NullRole role) {
  const auto models = null_models();
  const auto found = std::find_if(models.begin(), models.end(),
                                  [role](const NullModel& model) { return model.role == role; });
  assert(found != models.end());
  return *found;
}

std::string remark_on_few(std::size_t made, std::size_t asked) {
  if (made >= asked) return {};
  return fmt::format(
      "there are {} different draws only: each was made once, and no p below 1/{} exists", made,
      made + 1);
}

NullSources sources_of_columns(const NullSources& sources, std::span<const std::size_t> kept,
                               std::size_t networks) {
  NullSources out = sources;
  out.other_stories = [all = sources.other_stories,
                       kept = std::vector<std::size_t>(kept.begin(), kept.end()), networks] {
    std::vector<Matrix> stories = all();
    for (Matrix& story : stories) {
      if (story.cols != networks)
        fail("another story has {} networks and this one {}; expected the same networks",
             story.cols, networks);
      story = columns_kept(story, kept);
    }
    return stories;
  };
  return out;
}

}  // namespace anbn
