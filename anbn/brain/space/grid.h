// SPDX-License-Identifier: Apache-2.0
// Places of voxels in space, and from one grid to another.
#pragma once

#include "anbn/io/nifti.h"

#include <array>
#include <string>

namespace anbn {

using Point = std::array<double, 3>;

/// affine * (p, 1).
Point moved(const Affine& affine, const Point& p);

/// The affine that undoes `affine`; `name` is the file in errors.
/// Throws Error if there is none, since all voxels lie in a plane.
Affine inverse(const Affine& affine, const std::string& name);

/// The affine that does `first`, then `second`.
Affine composed(const Affine& second, const Affine& first);

/// The lengths of a voxel's edges [mm].
std::array<double, 3> voxel_sizes(const Grid& grid);

/// Whether two grids have the same voxels: as many, and each within a thousandth of a millimetre of
/// the other's (headers are rounded, so equal grids seldom have equal bits).
bool same_voxels(const Grid& a, const Grid& b);

/// Throws Error where the header of the file `name` does not say where its voxels lie, and the
/// guess that stands for it (the middle of the volume at 0 0 0) does not make them those of `grid`.
void check_placed(const NiftiHeader& header, const Grid& grid, const std::string& name);

/// The grid of other voxel sizes [mm] that has the orientation, the centre and (to within half a
/// voxel) the field of view of `grid`.
/// Throws Error if a size is not above 0 or leaves more than 10^6 voxels along an axis.
Grid regridded(const Grid& grid, const std::array<double, 3>& voxel_mm);

/// "64x64x35" or "3x3x4.5": numbers along the three axes, as tables have them.
std::string by_axis(const std::array<std::size_t, 3>& numbers);
std::string by_axis(const std::array<double, 3>& numbers);

}  // namespace anbn
