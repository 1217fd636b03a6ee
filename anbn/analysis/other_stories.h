// SPDX-License-Identifier: Apache-2.0
// Which stories of a study can change places: the words of one beside the brain of another.
#pragma once

#include "anbn/stats/draws/length_classes.h"
#include "anbn/text/same_text.h"

#include <cstddef>
#include <string>
#include <vector>

namespace anbn {

/// What is asked of a story beside its series.
struct StoryFacts {
  std::string name;
  std::size_t volumes = 0;
  double tr_s = 0;
  ToldText text = {};
};

/// Whether volumes of two TRs [s] can be laid beside each other: headers round to microseconds.
bool is_same_tr(double a, double b);

struct OtherStories {
  std::string why_none;              // in words, where no two stories change places
  std::vector<LengthClass> classes;  // of the stories that do
  /// [S] the story before it that tells the same text: it stays out, since beside the other's
  /// brain its words are no others; empty where there is none.
  std::vector<std::string> same_text_as;

  std::size_t stories() const;  // that change places
};

/// The stories of one TR that tell different texts, in classes of neighbouring lengths.
OtherStories other_stories(const std::vector<StoryFacts>& stories);

}  // namespace anbn
