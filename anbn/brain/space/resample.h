// SPDX-License-Identifier: Apache-2.0
// Values of one grid's voxels at the places of another's.
#pragma once

#include "anbn/brain/space/grid.h"
#include "anbn/brain/space/mask.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// Where the voxels of one grid lie in another. The field of view of a grid ends at the outer faces
/// of its voxels, half a voxel beyond their centres.
class Resampling {
 public:
  /// @param name  the file whose grid `from` is, for errors
  /// Throws Error if the affine of `from` cannot be undone.
  Resampling(const Grid& to, const Grid& from, const std::string& name);

  /// Whether the grids have the same voxels: values are then passed through untouched.
  bool identical() const { return identical_; }

  /// The voxel of `from` in which the centre of voxel `voxel` of `to` lies, if it lies in one;
  /// half way between two it is the one of the larger index.
  std::optional<std::uint64_t> nearest(std::uint64_t voxel) const;

  /// Fills `values` with the trilinear interpolation of `volume` [from.voxels()] at the centres of
  /// the voxels `voxels` of `to`. Between a grid's outermost centres and its faces the value is
  /// that at the centre; outside the field of view it is NaN. A neighbour of weight 0 does not
  /// count, even if it is NaN.
  void trilinear(std::span<const float> volume, std::span<const std::uint64_t> voxels,
                 std::span<double> values) const;
  void trilinear(std::span<const double> volume, std::span<const std::uint64_t> voxels,
                 std::span<double> values) const;

 private:
  template <class Number>
  void interpolate(std::span<const Number> volume, std::span<const std::uint64_t> voxels,
                   std::span<double> values) const;
  Point place(std::uint64_t voxel) const;  // in voxels of `from`

  Grid to_, from_;
  Affine voxel_to_voxel_{};
  bool identical_;
};

}  // namespace anbn
