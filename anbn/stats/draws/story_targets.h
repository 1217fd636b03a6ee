// SPDX-License-Identifier: Apache-2.0
// Networks of several stories, observed or drawn, one story after the other: the targets of a
// regression over all of them.
#pragma once

#include "anbn/stats/draws/target_panel.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// One story's networks; or what a model says of them and, to be drawn, what it leaves (Freedman
/// and Lane's way: D. Freedman and D. Lane, J Bus Econ Stat 1, 1983).
struct StoryTarget {
  TargetSource source;       // [T x M] what is drawn
  Matrix fit = {};           // [T x M] what is added to it, without the nuisance set; may be empty
  std::vector<float> norms;  // [M] of what is drawn, without the set, beside the fit
};

/// Belongs to one thread.
class StoryTargetPanel {
 public:
  /// `stories` and `backend` must outlive the panel.
  StoryTargetPanel(const std::vector<StoryTarget>& stories, const Backend& backend);

  /// [T x M] of all stories without the nuisance set, of variance 1 in each story. Valid until the
  /// next call.
  ConstView observed();
  /// [T x draws M] draws first .. first + draws_together(M) - 1, likewise; 0 throughout a story
  /// where the set explains a draw there.
  /// @param streams  one a story
  ConstView draws(const std::vector<DrawStream>& streams, std::size_t first);

 private:
  void put(std::size_t story, std::size_t first_row, ConstView drawn);

  const std::vector<StoryTarget>& stories_;
  std::vector<TargetPanel> panels_;
  Matrix targets_;
};

}  // namespace anbn
