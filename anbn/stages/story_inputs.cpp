// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/story_inputs.h"

#include "anbn/core/error.h"
#include "anbn/stages/coupling_inputs.h"
#include "anbn/stages/nuisance_set.h"

#include <utility>

namespace anbn {

void check_stories(const std::vector<std::string>& stories, const InputList& timecourses,
                   const InputList& coupling, const InputList& nuisance) {
  const std::pair<const char*, const InputList&> lists[] = {
      {"timecourses", timecourses}, {"coupling", coupling}, {"nuisance", nuisance}};
  for (const auto& [name, list] : lists)
    if (list.paths.size() != stories.size())
      fail("--{} has {} folders; expected one for each of the {} stories", name, list.paths.size(),
           stories.size());
  if (stories.size() < 2) fail("--stories has 1 name; expected two or more");
}

std::vector<StorySeries> read_stories(const StoryInputs& inputs,
                                      const std::vector<std::string>& labels) {
  std::vector<StorySeries> all;
  for (std::size_t s = 0; s < inputs.stories.size(); ++s) {
    CouplingInputs in =
        read_coupling_inputs(inputs.timecourses[s], inputs.networks, inputs.stories[s]);
    if (in.labels != labels)
      fail("{}: other neurons than {}; expected the same in all stories",
           inputs.timecourses[s].string(), inputs.timecourses[0].string());
    Nuisance nuisance = nuisance_set(inputs.nuisance[s], in.networks);
    all.push_back(
        {inputs.stories[s], std::move(in.neurons), std::move(in.networks), std::move(nuisance)});
  }
  return all;
}

Delta delta_of_couplings(const std::vector<std::filesystem::path>& coupling,
                         const std::vector<std::string>& stories) {
  const Delta first = delta_of_coupling(coupling[0]);
  for (std::size_t s = 1; s < stories.size(); ++s)
    if (const Delta delta = delta_of_coupling(coupling[s]); delta != first)
      fail("delta is {} in story {} and {} in {}; expected the same in all stories", name_of(delta),
           stories[s], name_of(first), stories[0]);
  return first;
}

}  // namespace anbn
