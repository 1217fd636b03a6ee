// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/brain/space/mask.h"
#include "anbn/io/nifti.h"

#include <array>
#include <filesystem>
#include <vector>

namespace anbn {

/// A grid of cubes of `mm` whose first centre is at `origin` on each axis [mm].
inline Grid cubes(std::array<std::size_t, 3> size, double mm = 3, double origin = 0) {
  Grid grid{size, {}};
  for (std::size_t c = 0; c < 3; ++c) {
    grid.affine[c][c] = mm;
    grid.affine[c][3] = origin;
  }
  return grid;
}

/// Writes volumes [T][voxels] as float32.
inline void write_scan(const std::filesystem::path& path, const Grid& grid,
                       const std::vector<std::vector<float>>& volumes, double tr_s = 2) {
  NiftiWriter writer(path, {.grid = grid, .volumes = volumes.size(), .tr_s = tr_s});
  for (const auto& volume : volumes) writer.append(volume);
  writer.finish();
}

}  // namespace anbn
