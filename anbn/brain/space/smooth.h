// SPDX-License-Identifier: Apache-2.0
// Gaussian smoothing inside a mask.
#pragma once

#include "anbn/brain/space/mask.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// Smooths values of a mask's voxels by a Gaussian, using those voxels alone:
///   s(v) = sum_u g(v - u) m(u) x(u) / sum_u g(v - u) m(u),   m(u) = 1 for voxels used, else 0
/// so that nothing leaks in from outside and the brain's edge is not dimmed. The kernel is
/// separable, cut off at 4 standard deviations; fwhm = 2 sqrt(2 ln 2) standard deviations.
class Smoothing {
 public:
  /// @param used     [V] 0: this voxel is as if outside the mask, and stays as it is
  /// @param fwhm_mm  full width at half maximum [mm]; >= 0
  Smoothing(const Mask& mask, std::span<const char> used, double fwhm_mm);

  /// Volumes that apply() works in; one for each thread.
  struct Scratch {
    std::vector<float> a, b;
  };

  /// Smooths `values` [V] in place.
  void apply(std::span<float> values, Scratch& scratch) const;

 private:
  void smooth(Scratch& scratch) const;

  const Mask& mask_;
  std::vector<char> used_;
  std::array<std::vector<double>, 3> kernels_;  // right halves, the middle first
  std::vector<float> norm_;                     // [V] the smoothed mask
};

}  // namespace anbn
