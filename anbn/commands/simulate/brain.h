// SPDX-License-Identifier: Apache-2.0
// A brain for simulated scans: as large as a real one in MNI space, in coarse voxels.
#pragma once

#include "anbn/brain/space/mask.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

using Millimetres = std::array<double, 3>;  // x: to the right, y: to the front, z: up

struct SimulatedBrain {
  Mask mask;
  std::vector<Millimetres> places;  // [V] where the mask's voxels are
  std::vector<float> mean;          // [V] of a scan: around 1000, brighter in the cortex
};

/// Two hemispheres, parted by the longitudinal fissure, a cerebellum and a brain stem, without the
/// lateral ventricles: 4,552 voxels of 7 mm. The first voxel of a line is the rightmost one (the
/// affine's x step is negative), as in much real data. There is one such brain: nothing is random.
SimulatedBrain simulated_brain();

/// Noise that is smooth in space: white noise inside a mask, smoothed by a Gaussian and scaled so
/// that each voxel has unit variance, those at the mask's edge too.
class SmoothNoise {
 public:
  SmoothNoise(const Mask& mask, double fwhm_mm);

  /// Smooths `values` [V], white and of unit variance, in place; `room` is scratch memory.
  void smooth(std::span<float> values, std::vector<float>& room) const;

 private:
  void convolve(std::span<float> volume, std::span<float> room,
                const std::array<std::vector<float>, 3>& kernels) const;

  Mask mask_;
  std::array<std::vector<float>, 3> kernels_;  // an axis each, odd lengths
  std::vector<float> scale_;                   // [V]
};

}  // namespace anbn
