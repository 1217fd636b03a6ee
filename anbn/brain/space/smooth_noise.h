// SPDX-License-Identifier: Apache-2.0
// Noise that is smooth in space.
#pragma once

#include "anbn/brain/space/mask.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// White noise inside a mask, smoothed by a Gaussian and scaled so that each voxel has unit
/// variance, those at the mask's edge too.
class SmoothNoise {
 public:
  SmoothNoise(const Mask& mask, double fwhm_mm);

  /// Smooths `values` [V], white and of unit variance, in place; `room` is scratch memory.
  void smooth(std::span<float> values, std::vector<float>& room) const;

 private:
  using Kernels = std::array<std::vector<float>, 3>;  // an axis each, odd lengths
  void gather_smoothed(std::span<float> values, std::vector<float>& room,
                       const Kernels& kernels) const;

  std::array<std::size_t, 3> size_{};  // of the box that holds the mask; beyond it all is 0
  std::vector<std::uint32_t> places_;  // [V] in that box
  Kernels kernels_;
  std::vector<float> scale_;  // [V]
};

}  // namespace anbn
