// SPDX-License-Identifier: Apache-2.0
// What the stages that take several stories of a variant are asked and read alike.
#pragma once

#include "anbn/analysis/other_stories.h"
#include "anbn/analysis/story_series.h"
#include "anbn/core/options.h"
#include "anbn/runner/stage_facts.h"
#include "anbn/stats/correlation.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

struct StoryInputs {
  InputList timecourses{InputKind::stage, Presence::required};
  InputList coupling{InputKind::stage, Presence::required};
  InputList nuisance{InputKind::stage, Presence::required};
  Input networks{InputKind::stage};
  std::vector<std::string> stories;

  static constexpr std::string_view kRequired[] = {"stories"};

  template <class V>
  void visit(V&& option) {
    option("timecourses", timecourses, "results of `anbn timecourses`, one a story");
    option("coupling", coupling, "results of `anbn coupling`, one a story, whose delta is taken");
    option("nuisance", nuisance, "results of `anbn nuisance`, one a story: what is regressed out");
    option("networks", networks, "result of `anbn networks`, which has all stories");
    option("stories", stories, "names of the stories, in the order of the folders");
  }

  /// Throws Error unless each list has a folder for each story, and there are as many stories.
  void check(std::size_t fewest = 2) const;
  /// Throws Error unless the list of the option `name` has a folder for each story.
  void check_one_each(std::string_view name, const InputList& list) const;
};

inline constexpr FilledIn kAllStories[] = {{"stories", From::stories}};

/// The same of those that take a mean over the stories.
struct WeightedStories : StoryInputs {
  StoryWeights story_weights = StoryWeights::length;
  std::vector<double> reliability;

  template <class V>
  void visit(V&& option) {
    StoryInputs::visit(option);
    option("story_weights", story_weights,
           "what a story counts with: its length, or that times the reliability of its scans");
    option("reliability", reliability, "of the scans of each story", more_than(0));
  }

  void check(std::size_t fewest = 2) const;
};

inline constexpr FilledIn kWeightedStories[] = {{"stories", From::stories},
                                                {"story_weights", From::story_weights},
                                                {"reliability", From::reliability}};

/// Both sides of all stories with their nuisance sets. Throws Error as read_coupling_inputs does,
/// and where a story has other neurons than `labels`.
std::vector<StorySeries> read_stories(const StoryInputs& inputs,
                                      const std::vector<std::string>& labels);
std::vector<StorySeries> read_stories(const WeightedStories& inputs,
                                      const std::vector<std::string>& labels);

/// TR, words and length of each story, of which `tokens` has the folders.
std::vector<StoryFacts> story_facts(const InputList& tokens,
                                    const std::vector<StorySeries>& stories);

/// Takes out of `stories` those that tell the text of an earlier one, by their `tokens`: they are
/// no other stories. Returns the names of what is out.
std::vector<std::string> leave_retold_out(const InputList& tokens,
                                          std::vector<StorySeries>& stories);

/// The names of the regressors of all stories, each once.
Nuisance names_of_all(const std::vector<StorySeries>& stories);

/// Throws Error if the story whose time courses lie in `folder` has other neurons than `labels`,
/// those of the first.
void check_same_neurons(const StoryInputs& inputs, const std::filesystem::path& folder,
                        const std::vector<std::string>& own,
                        const std::vector<std::string>& labels);

/// The delta of all couplings. Throws Error if they differ.
Delta delta_of_couplings(const StoryInputs& inputs);

}  // namespace anbn
