// SPDX-License-Identifier: Apache-2.0
// The couplings of several stories in one arrangement: as observed, or each story's networks with
// random phases of their own. A story's nuisance set is taken out of whatever is correlated.
#pragma once

#include "anbn/core/random.h"
#include "anbn/stats/correlation.h"
#include "anbn/stats/draws/permutation.h"

#include <span>
#include <vector>

namespace anbn {

/// One arrangement of S stories.
struct StoryCouplings {
  std::vector<Anchoring> anchors;          // [S]
  std::vector<double> matrix_correlation;  // [pairs, (0,1), (0,2), ..., (1,2), ...] of r [N x M]
};

/// Computes arrangements one after another. Belongs to one thread.
class StoriesPanel {
 public:
  /// `stories`, in the Fourier basis, and `backend` must outlive the panel.
  StoriesPanel(const std::vector<DrawableSeries>& stories, Delta delta, const Backend& backend);

  StoryCouplings observed();
  /// One key a story.
  StoryCouplings drawn(std::span<const RandomKey> keys);

 private:
  static constexpr std::size_t kNeurons = 256;

  StoryCouplings measure();
  void anchor_block(std::size_t story, std::size_t first, std::size_t count, Anchoring& anchors);
  void add_moments(std::size_t count);
  std::vector<double> matrix_correlations() const;

  const std::vector<DrawableSeries>& stories_;
  Delta delta_;
  const Backend& backend_;
  std::vector<Matrix> networks_, projections_, correlations_;  // [S]
  Matrix statistics_;
  std::vector<float> maxima_;
  std::vector<double> sums_, products_;  // [S], [S x S]
};

}  // namespace anbn
