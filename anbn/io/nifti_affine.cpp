// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/nifti_affine.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

using Rotation = std::array<std::array<double, 3>, 3>;
using LongRotation = std::array<std::array<long double, 3>, 3>;

/// The rotation of a quaternion that need not be of unit length: |(w, x, y, z)| is about 1 here.
/// Source: nibabel.quaternions.quat2mat
LongRotation rotation_of(long double w, long double x, long double y, long double z) {
  const long double s = 2 / (w * w + x * x + y * y + z * z);
  const long double sx = x * s, sy = y * s, sz = z * s;
  const long double wx = w * sx, wy = w * sy, wz = w * sz;
  const long double xx = x * sx, xy = x * sy, xz = x * sz;
  const long double yy = y * sy, yz = y * sz, zz = z * sz;
  return {{{1 - (yy + zz), xy - wz, xz + wy},
           {xy + wz, 1 - (xx + zz), yz - wx},
           {xz - wy, yz + wx, 1 - (xx + yy)}}};
}

double determinant(const Rotation& r) {
  return r[0][0] * (r[1][1] * r[2][2] - r[1][2] * r[2][1]) -
         r[0][1] * (r[1][0] * r[2][2] - r[1][2] * r[2][0]) +
         r[0][2] * (r[1][0] * r[2][1] - r[1][1] * r[2][0]);
}

/// b, c, d of a rotation, a not negative. Divides by the largest of a, b, c, d: none of the four
/// formulas is precise everywhere.
std::array<double, 3> quaternion_of(const Rotation& r) {
  const std::array<double, 4> squares4 = {
      1 + r[0][0] + r[1][1] + r[2][2], 1 + r[0][0] - r[1][1] - r[2][2],
      1 - r[0][0] + r[1][1] - r[2][2], 1 - r[0][0] - r[1][1] + r[2][2]};
  const auto largest = std::max_element(squares4.begin(), squares4.end());
  const double root = std::sqrt(*largest), by = 0.5 / root;
  double a = 0, b = 0, c = 0, d = 0;
  switch (largest - squares4.begin()) {
    case 0:
      a = root / 2, b = (r[2][1] - r[1][2]) * by, c = (r[0][2] - r[2][0]) * by,
      d = (r[1][0] - r[0][1]) * by;
      break;
    case 1:
      b = root / 2, a = (r[2][1] - r[1][2]) * by, c = (r[0][1] + r[1][0]) * by,
      d = (r[0][2] + r[2][0]) * by;
      break;
    case 2:
      c = root / 2, a = (r[0][2] - r[2][0]) * by, b = (r[0][1] + r[1][0]) * by,
      d = (r[1][2] + r[2][1]) * by;
      break;
    default:
      d = root / 2, a = (r[1][0] - r[0][1]) * by, b = (r[0][2] + r[2][0]) * by,
      c = (r[1][2] + r[2][1]) * by;
  }
  if (a < 0) b = -b, c = -c, d = -d;
  return {b, c, d};
}

}  // namespace

std::optional<Affine> qform_affine(const NiftiQform& qform, const std::array<double, 3>& voxel_mm,
                                   double slack) {
  // 1 - (b^2 + c^2 + d^2) is small for turns of nearly 180 degrees: like nibabel, in the longest
  // floating type.
  const long double b = qform.bcd[0], c = qform.bcd[1], d = qform.bcd[2];
  const long double a2 = 1 - (b * b + c * c + d * d);
  if (!(a2 >= -static_cast<long double>(slack))) return std::nullopt;
  const LongRotation r = rotation_of(a2 > 0 ? std::sqrt(a2) : 0, b, c, d);
  Affine affine{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const long double step = voxel_mm[j] * (j == 2 ? qform.qfac : 1.0);
      affine[i][j] = static_cast<double>(r[i][j] * step);
    }
    affine[i][3] = qform.offset[i];
  }
  return affine;
}

Affine voxel_size_affine(const std::array<std::size_t, 3>& size,
                         const std::array<double, 3>& voxel_mm) {
  Affine affine{};
  for (std::size_t i = 0; i < 3; ++i) {
    const double zoom = i == 0 ? -voxel_mm[i] : voxel_mm[i];
    affine[i][i] = zoom;
    affine[i][3] = -(static_cast<double>(size[i]) - 1.0) / 2.0 * zoom;
  }
  return affine;
}

std::array<double, 3> voxel_sizes(const Affine& affine) {
  std::array<double, 3> mm{};
  for (std::size_t j = 0; j < 3; ++j)
    mm[j] = std::sqrt(affine[0][j] * affine[0][j] + affine[1][j] * affine[1][j] +
                      affine[2][j] * affine[2][j]);
  return mm;
}

std::optional<NiftiQform> qform_of(const Affine& affine) {
  constexpr double kRightAngle = 1e-5;  // cosine between axes: what float32 can hold of an affine
  const std::array<double, 3> mm = voxel_sizes(affine);
  Rotation r{};
  for (std::size_t j = 0; j < 3; ++j) {
    if (!(mm[j] > 0)) return std::nullopt;
    for (std::size_t i = 0; i < 3; ++i) r[i][j] = affine[i][j] / mm[j];
  }
  for (std::size_t j = 0; j < 3; ++j) {
    const std::size_t k = (j + 1) % 3;
    if (std::abs(r[0][j] * r[0][k] + r[1][j] * r[1][k] + r[2][j] * r[2][k]) > kRightAngle)
      return std::nullopt;
  }
  NiftiQform qform;
  if (determinant(r) < 0) {
    qform.qfac = -1;
    for (auto& row : r) row[2] = -row[2];
  }
  qform.bcd = quaternion_of(r);
  for (std::size_t i = 0; i < 3; ++i) qform.offset[i] = affine[i][3];
  return qform;
}

}  // namespace anbn
