// SPDX-License-Identifier: Apache-2.0
// Which voxels of a grid are the columns of a matrix [T x V] or of maps [M x V].
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/io/nifti.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace anbn {

struct Mask {
  Grid grid;
  std::vector<std::uint64_t> voxels;  // [V] ascending places in the file's order (see Grid)

  std::size_t size() const { return voxels.size(); }
};

/// The voxels of a 3-D NIfTI file above `threshold`; NaN is outside.
/// Throws Error if the file cannot be read, is 4-D, has values below 0 (nobody knows what they say)
/// or no voxel above the threshold.
Mask read_mask(const std::filesystem::path& path, double threshold = 0);

/// A mask that somebody brings, and what is odd about it.
struct GivenMask {
  Mask mask;
  std::vector<std::string> warnings;
};

/// The same, with a warning where its values are not 0 and one other (probabilities, labels, a mean
/// image) and no threshold was given, or it covers nearly the whole grid.
GivenMask read_given_mask(const std::filesystem::path& path, double threshold);

/// Writes 1 inside and 0 outside as uint8. Throws Error if the disk is full or failing.
void write_mask(const std::filesystem::path& path, const Mask& mask);

/// Values of the mask's voxels [V] from a whole volume [grid.voxels()].
void gather(const Mask& mask, std::span<const float> volume, std::span<float> values);

/// A whole volume [grid.voxels()], 0 outside the mask, from the values of its voxels [V].
void scatter(const Mask& mask, std::span<const float> values, std::span<float> volume);

/// Writes each row of `maps` [M x V] as a volume of a 4-D (M = 1: 3-D) float32 NIfTI, 0 outside.
/// Throws Error if the disk is full or failing.
void write_maps(const std::filesystem::path& path, const Mask& mask, const Matrix& maps);

}  // namespace anbn
