// SPDX-License-Identifier: Apache-2.0
// Volumes turned so that they can be looked at: the first axis to the right, the second to the
// front, the third up, whatever order and signs the file's axes have.
#pragma once

#include "anbn/io/nifti.h"

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// A place (i, j, k), or a size, in voxels.
using Voxel = std::array<std::size_t, 3>;

/// Where a volume's right, front and up are in its file.
struct Orientation {
  std::array<std::size_t, 3> axis{0, 1, 2};  // the file's axis that runs right, front, up
  std::array<int, 3> sign{1, 1, 1};          // -1 where the file's runs left, back or down
  double tilt_degrees = 0;  // the largest angle between an axis and its direction: oblique scans
};

/// The axes closest to right, front and up: permuted and flipped, never resampled.
Orientation closest_orientation(const Affine& affine);

/// Voxels (i, j, k) from `low` on, `size` of them along each axis.
struct Box {
  std::array<std::size_t, 3> low{}, size{};

  std::size_t voxels() const { return size[0] * size[1] * size[2]; }
};

/// A part of a volume in the order of an orientation, i fastest.
class TurnedGrid {
 public:
  /// The whole of `grid`, turned.
  TurnedGrid(const Grid& grid, const Orientation& orientation);

  const std::array<std::size_t, 3>& size() const { return box_.size; }
  std::size_t voxels() const { return box_.voxels(); }
  const Affine& affine() const { return affine_; }
  double tilt_degrees() const { return orientation_.tilt_degrees; }
  /// Distance [mm] between neighbours along each axis.
  std::array<double, 3> voxel_mm() const;
  /// Millimetres x, y, z of a voxel.
  std::array<double, 3> mm(const std::array<std::size_t, 3>& voxel) const;

  /// This grid cut down to what holds every value of `volume` (in the file's order) that is not 0;
  /// itself where there is none.
  TurnedGrid cropped_to(std::span<const float> volume) const;

  /// The values [voxels()] of a whole volume in the file's order.
  std::vector<float> turned(std::span<const float> volume) const;

 private:
  std::size_t place_in_file(const std::array<std::size_t, 3>& voxel) const;

  std::array<std::size_t, 3> file_size_;
  Orientation orientation_;
  Box box_;
  Affine affine_{};
};

}  // namespace anbn
