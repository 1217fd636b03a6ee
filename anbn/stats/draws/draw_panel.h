// SPDX-License-Identifier: Apache-2.0
// A few draws side by side, and their products with blocks of neurons: the inner part of the
// permutation engine.
#pragma once

#include "anbn/stats/draws/permutation.h"

#include <algorithm>
#include <cstddef>

namespace anbn {

/// Draws of the networks as one matrix [T x draws M], each story's without its nuisance set and of
/// norm sqrt(its share), so that one product gives the (partial) correlations of many draws.
/// Belongs to one thread.
class DrawPanel {
 public:
  /// How many neurons one block has. Fixed, as is the number of draws: shapes decide the last bit.
  static constexpr std::size_t kNeurons = 256;

  /// `series` and `backend` must outlive the panel.
  DrawPanel(const PooledSeries& series, const Backend& backend);

  /// Fills the panel with the networks as they are: one draw, the observed one.
  void set_observed();
  /// Fills the panel with draws first .. first + draws_together(M) - 1. Always as many, wanted or
  /// not: the last bits of a draw's correlations must not depend on how many are asked for.
  /// @param streams  one a story
  void set_draws(const std::vector<DrawStream>& streams, std::size_t first);

  /// The (partial) correlations [count x draws M] of neurons first .. first+count-1; count is at
  /// most kNeurons. Valid until the next call. A draw of a network that is 0, or that the nuisance
  /// set explains, in any story has correlation 1 with everything.
  MutableView correlations(std::size_t first, std::size_t count);

 private:
  MutableView filled(Matrix& x) const;
  /// Fills the rows of each story by `put(story, rows)` and cleans them.
  template <class Put>
  void fill(const Put& put);
  void clean(std::size_t story, MutableView x);

  const PooledSeries& series_;
  const Backend& backend_;
  std::size_t draws_ = 0;
  Matrix networks_, projections_, products_;
  std::vector<char> explained_;  // of each column
};

/// Calls `work(first, count, correlations)` for each block of neurons in order.
template <class Work>
void for_each_neuron_block(DrawPanel& panel, std::size_t neurons, const Work& work) {
  for (std::size_t first = 0; first < neurons; first += DrawPanel::kNeurons) {
    const std::size_t count = std::min(DrawPanel::kNeurons, neurons - first);
    work(first, count, panel.correlations(first, count));
  }
}

}  // namespace anbn
