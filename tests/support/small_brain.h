// SPDX-License-Identifier: Apache-2.0
// A small brain for tests: an ellipsoid around the origin, in voxels of any size, and label
// volumes.
#pragma once

#include "anbn/brain/space/grid.h"
#include "anbn/brain/space/mask.h"
#include "anbn/core/matrix.h"
#include "anbn/core/random.h"
#include "anbn/io/nifti.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>

namespace anbn {

/// A grid of cubes symmetric about x = 0, whose lines begin on the right (as in much real data)
/// or on the left.
enum class FirstVoxel { right, left };
inline Grid small_grid(double voxel_mm, FirstVoxel first = FirstVoxel::right) {
  const auto count = [&](double half_mm) {
    return 2 * static_cast<std::size_t>(half_mm / voxel_mm) + 1;
  };
  Grid grid;
  grid.size = {count(72), count(90), count(66)};
  const double x = first == FirstVoxel::right ? -voxel_mm : voxel_mm;
  const auto begin = [&](std::size_t a, double step) {
    return -step * static_cast<double>(grid.size[a] / 2);
  };
  grid.affine = {{{x, 0, 0, begin(0, x)},
                  {0, voxel_mm, 0, begin(1, voxel_mm)},
                  {0, 0, voxel_mm, begin(2, voxel_mm)}}};
  return grid;
}

inline Point mm_of(const Grid& grid, std::uint64_t v) {
  return moved(grid.affine, {static_cast<double>(v % grid.size[0]),
                             static_cast<double>(v / grid.size[0] % grid.size[1]),
                             static_cast<double>(v / (grid.size[0] * grid.size[1]))});
}

inline Mask small_brain(double voxel_mm) {
  Mask mask{small_grid(voxel_mm), {}};
  for (std::uint64_t v = 0; v < mask.grid.voxels(); ++v) {
    const Point p = mm_of(mask.grid, v);
    if (std::pow(p[0] / 66, 2) + std::pow(p[1] / 84, 2) + std::pow(p[2] / 60, 2) <= 1)
      mask.voxels.push_back(v);
  }
  return mask;
}

/// Writes a volume of labels, whose label at a place is `label_at(mm)`.
inline void write_labels(const std::filesystem::path& file, const Grid& grid,
                         const std::function<double(const Point&)>& label_at) {
  std::vector<float> volume(grid.voxels());
  for (std::uint64_t v = 0; v < volume.size(); ++v)
    volume[v] = static_cast<float>(label_at(mm_of(grid, v)));
  NiftiWriter writer(file, {.grid = grid});
  writer.append(volume);
  writer.finish();
}

/// Eight regions: left and right, back and front, low and high; 0 near the surface.
inline double octant(const Point& p) {
  if (std::pow(p[0] / 66, 2) + std::pow(p[1] / 84, 2) + std::pow(p[2] / 60, 2) > 0.8) return 0;
  return 1 + (p[0] > 0) + 2 * (p[1] > 0) + 4 * (p[2] > 0);
}

}  // namespace anbn
