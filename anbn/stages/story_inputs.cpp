// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/story_inputs.h"

#include "anbn/core/error.h"
#include "anbn/results/tokens.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"

#include <algorithm>
#include <utility>

namespace anbn {

void StoryInputs::check(std::size_t fewest) const {
  const std::pair<const char*, const InputList&> lists[] = {
      {"timecourses", timecourses}, {"coupling", coupling}, {"nuisance", nuisance}};
  for (const auto& [name, list] : lists) check_one_each(name, list);
  if (stories.size() < fewest) fail("--stories has 1 name; expected two or more");
}

void StoryInputs::check_one_each(std::string_view name, const InputList& list) const {
  if (list.paths.size() != stories.size())
    fail("--{} has {} folders; expected one for each of the {} stories", name, list.paths.size(),
         stories.size());
}

void WeightedStories::check(std::size_t fewest) const {
  StoryInputs::check(fewest);
  const std::size_t wanted = story_weights == StoryWeights::length ? 0 : stories.size();
  if (reliability.size() != wanted)
    fail("--reliability has {} numbers and --story-weights is {}; expected {}", reliability.size(),
         name_of(story_weights),
         wanted == 0 ? "none" : fmt::format("one for each of the {} stories", wanted));
}

void check_same_neurons(const StoryInputs& inputs, const std::filesystem::path& folder,
                        const std::vector<std::string>& own,
                        const std::vector<std::string>& labels) {
  if (own != labels)
    fail("{}: other neurons than {}; expected the same in all stories", folder.string(),
         inputs.timecourses.paths[0].string());
}

std::vector<StorySeries> read_stories(const StoryInputs& inputs,
                                      const std::vector<std::string>& labels) {
  std::vector<StorySeries> all;
  for (std::size_t s = 0; s < inputs.stories.size(); ++s) {
    CouplingInputs in =
        read_coupling_inputs(inputs.timecourses.paths[s], inputs.networks.path, inputs.stories[s]);
    check_same_neurons(inputs, inputs.timecourses.paths[s], in.labels, labels);
    Nuisance nuisance = nuisance_set(inputs.nuisance.paths[s], in.networks);
    all.push_back(
        {inputs.stories[s], std::move(in.neurons), std::move(in.networks), std::move(nuisance)});
  }
  return all;
}

std::vector<StorySeries> read_stories(const WeightedStories& inputs,
                                      const std::vector<std::string>& labels) {
  const StoryInputs& unweighted = inputs;
  std::vector<StorySeries> all = read_stories(unweighted, labels);
  for (std::size_t s = 0; s < inputs.reliability.size(); ++s)
    all[s].reliability = inputs.reliability[s];
  return all;
}

Delta delta_of_couplings(const StoryInputs& inputs) {
  const Delta first = delta_of_coupling(inputs.coupling.paths[0]);
  for (std::size_t s = 1; s < inputs.stories.size(); ++s)
    if (const Delta delta = delta_of_coupling(inputs.coupling.paths[s]); delta != first)
      fail("delta is {} in story {} and {} in {}; expected the same in all stories", name_of(delta),
           inputs.stories[s], name_of(first), inputs.stories[0]);
  return first;
}

std::vector<StoryFacts> story_facts(const InputList& tokens,
                                    const std::vector<StorySeries>& stories) {
  std::vector<StoryFacts> facts;
  for (std::size_t s = 0; s < stories.size(); ++s)
    facts.push_back({stories[s].name, stories[s].networks.rows, tr_of_tokens(tokens.paths[s]),
                     told_text(read_tokens(tokens.paths[s]).words)});
  return facts;
}

std::vector<std::string> leave_retold_out(const InputList& tokens,
                                          std::vector<StorySeries>& stories) {
  const OtherStories others = other_stories(story_facts(tokens, stories));
  std::vector<std::string> names;
  std::vector<StorySeries> kept;
  for (std::size_t s = 0; s < stories.size(); ++s)
    if (others.same_text_as[s].empty())
      kept.push_back(std::move(stories[s]));
    else
      names.push_back(stories[s].name);
  stories = std::move(kept);
  return names;
}

Nuisance names_of_all(const std::vector<StorySeries>& stories) {
  Nuisance all;
  const auto add = [](const std::vector<std::string>& names, std::vector<std::string>& to) {
    for (const std::string& name : names)
      if (std::find(to.begin(), to.end(), name) == to.end()) to.push_back(name);
  };
  for (const StorySeries& story : stories) {
    add(story.nuisance.names, all.names);
    add(story.nuisance.tested, all.tested);
  }
  return all;
}

}  // namespace anbn
