// SPDX-License-Identifier: Apache-2.0
// A few draws side by side, and their products with blocks of neurons: the inner part of the
// permutation engine.
#pragma once

#include "anbn/stats/draws/permutation.h"

namespace anbn {

/// Draws of the networks as one matrix [T x draws M], without the nuisance set and of norm 1, so
/// that one product gives the (partial) correlations of many draws. Belongs to one thread.
class DrawPanel {
 public:
  /// How many neurons one block has. Fixed, as is the number of draws: shapes decide the last bit.
  static constexpr std::size_t kNeurons = 256;

  /// `series` and `backend` must outlive the panel.
  DrawPanel(const DrawableSeries& series, const Backend& backend);

  /// Fills the panel with the networks as they are: one draw, the observed one.
  void set_observed();
  /// Fills the panel with draws first .. first + draws_together(M) - 1. Always as many, wanted or
  /// not: the last bits of a draw's correlations must not depend on how many are asked for.
  void set_draws(const DrawStream& stream, std::size_t first);

  /// The (partial) correlations [count x draws M] of neurons first .. first+count-1; count is at
  /// most kNeurons. Valid until the next call. A draw of a network that is 0 or that the nuisance
  /// set explains has correlation 1 with everything.
  MutableView correlations(std::size_t first, std::size_t count);

 private:
  MutableView filled(Matrix& x) const;
  void remove_nuisance();

  const DrawableSeries& series_;
  const Backend& backend_;
  std::size_t draws_ = 0;
  Matrix networks_, projections_, products_;
  std::vector<std::size_t> explained_;  // columns
};

}  // namespace anbn
