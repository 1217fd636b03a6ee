// SPDX-License-Identifier: Apache-2.0
// A brain for simulated scans: as large as a real one in MNI space, in coarse voxels.
#pragma once

#include "anbn/brain/space/mask.h"
#include "anbn/brain/space/smooth_noise.h"

#include <array>
#include <cstddef>
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

}  // namespace anbn
