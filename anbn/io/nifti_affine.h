// SPDX-License-Identifier: Apache-2.0
// The affines of a NIfTI header, with nibabel's arithmetic.
#pragma once

#include "anbn/io/nifti.h"

#include <array>
#include <cstddef>
#include <limits>
#include <optional>

namespace anbn {

/// A header's qform: a rotation as the quaternion (a, b, c, d) without its a, and a shift.
struct NiftiQform {
  std::array<double, 3> bcd{};     // quatern_b, _c, _d
  std::array<double, 3> offset{};  // qoffset_x, _y, _z
  double qfac = 1;                 // pixdim[0]: 1, or -1 where the third axis is mirrored
};

/// How far b^2 + c^2 + d^2 may be above 1 by the precision in which a version stores them.
inline constexpr double kQuaternionSlack1 = 3.0 * std::numeric_limits<float>::epsilon();
inline constexpr double kQuaternionSlack2 = 3.0 * std::numeric_limits<double>::epsilon();

/// The affine of a qform and voxel sizes; nothing where b^2 + c^2 + d^2 is above 1 + slack, so that
/// it is no rotation.
std::optional<Affine> qform_affine(const NiftiQform& qform, const std::array<double, 3>& voxel_mm,
                                   double slack);

/// The affine where the header has no code: voxel sizes, first axis from right to left, origin in
/// the middle of the volume. Source: nibabel's shape_zoom_affine with x_flip.
Affine voxel_size_affine(const std::array<std::size_t, 3>& size,
                         const std::array<double, 3>& voxel_mm);

/// The lengths of an affine's columns: voxel sizes in mm.
std::array<double, 3> voxel_sizes(const Affine& affine);

/// The qform with the same meaning as `affine`; nothing where its axes are not at right angles.
std::optional<NiftiQform> qform_of(const Affine& affine);

}  // namespace anbn
