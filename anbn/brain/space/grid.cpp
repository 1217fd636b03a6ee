// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/grid.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr double kSamePlace_mm = 1e-3;
constexpr double kMostVoxels = 1e6;  // along an axis

double determinant(const Affine& a) {
  return a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
         a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
         a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
}

}  // namespace

Point moved(const Affine& affine, const Point& p) {
  Point out;
  for (std::size_t r = 0; r < 3; ++r)
    out[r] = affine[r][0] * p[0] + affine[r][1] * p[1] + affine[r][2] * p[2] + affine[r][3];
  return out;
}

Affine inverse(const Affine& a, const std::string& name) {
  const double d = determinant(a);
  if (!std::isfinite(1 / d))
    fail(
        "{}: its affine maps all voxels into a plane; expected one that can be undone. Is the "
        "header damaged?",
        name);
  Affine out;
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 3; ++c) {
      // The cofactor of (c, r), with the rows and columns that follow in a circle.
      const std::size_t r1 = (c + 1) % 3, r2 = (c + 2) % 3, c1 = (r + 1) % 3, c2 = (r + 2) % 3;
      out[r][c] = (a[r1][c1] * a[r2][c2] - a[r1][c2] * a[r2][c1]) / d;
    }
  for (std::size_t r = 0; r < 3; ++r)
    out[r][3] = -(out[r][0] * a[0][3] + out[r][1] * a[1][3] + out[r][2] * a[2][3]);
  return out;
}

Affine composed(const Affine& second, const Affine& first) {
  Affine out;
  for (std::size_t r = 0; r < 3; ++r)
    for (std::size_t c = 0; c < 4; ++c)
      out[r][c] = second[r][0] * first[0][c] + second[r][1] * first[1][c] +
                  second[r][2] * first[2][c] + (c == 3 ? second[r][3] : 0);
  return out;
}

std::array<double, 3> voxel_sizes(const Grid& grid) {
  std::array<double, 3> sizes;
  for (std::size_t c = 0; c < 3; ++c)
    sizes[c] = std::hypot(grid.affine[0][c], grid.affine[1][c], grid.affine[2][c]);
  return sizes;
}

bool same_voxels(const Grid& a, const Grid& b) {
  if (a.size != b.size) return false;
  // Affine maps that agree at all corners agree between them.
  for (int corner = 0; corner < 8; ++corner) {
    Point p;
    for (std::size_t c = 0; c < 3; ++c)
      p[c] = (corner >> c & 1) != 0 ? static_cast<double>(a.size[c]) - 1 : 0;
    const Point in_a = moved(a.affine, p), in_b = moved(b.affine, p);
    if (!(std::hypot(in_a[0] - in_b[0], in_a[1] - in_b[1], in_a[2] - in_b[2]) <= kSamePlace_mm))
      return false;
  }
  return true;
}

void check_placed(const NiftiHeader& header, const Grid& grid, const std::string& name) {
  if (header.affine_source == AffineSource::voxel_sizes && !same_voxels(header.grid, grid))
    fail(
        "{}: its header does not say where its voxels lie (sform_code and qform_code are 0), and "
        "they are others than those of the study's grid; expected an affine in the space of the "
        "scans. Set it, for instance with fslcpgeom",
        name);
}

Grid regridded(const Grid& grid, const std::array<double, 3>& voxel_mm) {
  Grid out = grid;
  const std::array<double, 3> old_mm = voxel_sizes(grid);
  for (std::size_t c = 0; c < 3; ++c) {
    if (!(voxel_mm[c] > 0) || std::isinf(voxel_mm[c]))
      fail("voxels of {} mm; expected sizes above 0", by_axis(voxel_mm));
    const double extent = static_cast<double>(grid.size[c]) * old_mm[c];
    const double count = std::max(1.0, std::round(extent / voxel_mm[c]));
    if (!(count <= kMostVoxels))
      fail("voxels of {} mm would be {:.3g} along an axis; expected sizes in millimetres",
           by_axis(voxel_mm), count);
    out.size[c] = static_cast<std::size_t>(count);
    for (std::size_t r = 0; r < 3; ++r)
      out.affine[r][c] = grid.affine[r][c] / old_mm[c] * voxel_mm[c];
  }
  Point old_middle, middle;
  for (std::size_t c = 0; c < 3; ++c) {
    old_middle[c] = (static_cast<double>(grid.size[c]) - 1) / 2;
    middle[c] = (static_cast<double>(out.size[c]) - 1) / 2;
  }
  const Point wanted = moved(grid.affine, old_middle), found = moved(out.affine, middle);
  for (std::size_t r = 0; r < 3; ++r) out.affine[r][3] += wanted[r] - found[r];
  return out;
}

std::string by_axis(const std::array<std::size_t, 3>& n) {
  return fmt::format("{}x{}x{}", n[0], n[1], n[2]);
}

std::string by_axis(const std::array<double, 3>& n) {
  return fmt::format("{:.6g}x{:.6g}x{:.6g}", n[0], n[1], n[2]);
}

}  // namespace anbn
