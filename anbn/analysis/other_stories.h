// SPDX-License-Identifier: Apache-2.0
// Which stories of a study can change places: the words of one beside the brain of another.
#pragma once

#include "anbn/stats/draws/length_classes.h"

#include <cstddef>
#include <string>
#include <vector>

namespace anbn {

/// What is asked of a story beside its series.
struct StoryFacts {
  std::string name;
  std::size_t volumes = 0;
  double tr_s = 0;
  std::vector<std::string> words;  // in any order, without case
};

/// From this share of the longer one's words on, each counted as often as it comes, two stories are
/// tellings of one text: Pie Man told again has 0.86 of its words, scrambled versions have all, and
/// of 98 stories of one collection no two have more than 0.59.
inline constexpr double kSameText = 0.7;

/// How many of the words of `a` and `b` both have, over the number of the longer one's; 0 where
/// there are none.
double words_in_common(const std::vector<std::string>& a, const std::vector<std::string>& b);

struct OtherStories {
  std::string why_none;              // in words, where no two stories change places
  std::vector<LengthClass> classes;  // of the stories that do
  /// [S] the story before it that is told by the same words: it stays out, since beside the other's
  /// brain its words are no others; empty where there is none.
  std::vector<std::string> same_text_as;

  std::size_t stories() const;  // that change places
};

/// The stories of one TR that tell different texts, in classes of neighbouring lengths.
OtherStories other_stories(const std::vector<StoryFacts>& stories);

}  // namespace anbn
