// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/story_ridge.h"

#include "anbn/results/neurons.h"
#include "anbn/runner/cost.h"
#include "anbn/stages/coupling_inputs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace anbn {

RegressedStories::RegressedStories(const StoryInputs& inputs, const InputList& tokens,
                                   Features features) {
  const std::vector<Neuron> neurons = read_neurons(inputs.timecourses.paths.front());
  groups = groups_of_neurons(neurons, features);
  stories = read_stories(inputs, labels_of(neurons));
  same_text = leave_retold_out(tokens, stories);
  shortest_tr_s = tr_of_tokens(tokens.paths.front());
  for (const std::filesystem::path& folder : tokens.paths)
    shortest_tr_s = std::min(shortest_tr_s, tr_of_tokens(folder));
}

void note(const RegressedStories& in, Notes& notes) {
  notes.facts.emplace_back("stories", std::to_string(in.stories.size()));
  if (!in.same_text.empty())
    notes.facts.emplace_back("left out, as they tell the text of another story",
                             fmt::format("{}", fmt::join(in.same_text, ", ")));
}

void note(const std::vector<FoldedStory>& stories, Notes& notes) {
  notes.facts.emplace_back("held out at a time", stories.front().fold == kNoIndex
                                                     ? "contiguous parts: fewer than 4 stories"
                                                     : "whole stories");
}

Cost cost_of_story_ridge(const StoryRidgeOptions& o, std::size_t narrow,
                         std::size_t narrow_penalties, const CostInputs& in) {
  const Sizes& s = in.sizes.at(0);
  double volumes = 0, squares = 0;
  for (const Sizes& story : in.sizes) {
    volumes += real(story.volumes);
    squares += real(story.volumes) * real(story.volumes);
  }
  const double groups = o.features == Features::all
                            ? 1
                            : real(o.features == Features::head ? s.layers * s.heads : s.layers);
  const double own = real(s.neurons) / std::max(groups, 1.0);
  const double wide = std::min(own, volumes), all = wide + real(narrow);
  const double outer = in.sizes.size() < kStoriesAsFolds
                           ? std::clamp(static_cast<double>(o.folds), 3.0, real(kMostParts))
                           : std::min(static_cast<double>(o.folds), real(in.sizes.size()));
  const double inner = std::min(static_cast<double>(o.inner_folds), outer - 1);
  const double sets = outer * (inner + 1), penalties = real(o.penalties.size());
  const double rows = std::min(all, volumes / outer + inner * volumes / (inner + 1));
  // Of one network in one draw: made and cleaned, its products with features, and every set.
  const double drawn = 2 * squares + 2 * volumes * all;
  const double set = 4 * wide * wide + 2 * penalties * wide * (rows + 2.0 * real(narrow)) +
                     20 * penalties * real(narrow_penalties) * real(narrow * narrow);
  const double draws = static_cast<double>(o.permutations) * real(s.networks);
  // Decompositions take 25 products' time: one of them of all volumes where they are fewer.
  const double made =
      sets * 25 * wide * wide * wide + (own > volumes ? 25 * volumes * volumes * volumes : 0);
  const double floats = sets * wide * (wide + std::min(rows, all)) + volumes * all +
                        in.threads() * 512 * (volumes + outer * all + 5 * all);
  return {0.1 + groups * (made + draws * (drawn + sets * set)) / in.rates.flops,
          kProgramBytes + kFloatBytes * (floats + volumes * (real(s.neurons) + real(s.networks))) +
              8 * outer * all * all,
          groups * real(s.networks) * (100 + 12 * outer)};
}

}  // namespace anbn
