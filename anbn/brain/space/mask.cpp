// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/mask.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {

Mask read_mask(const std::filesystem::path& path) {
  NiftiReader reader(path);
  const NiftiHeader& header = reader.header();
  if (header.volumes != 1)
    fail("{}: has {} volumes; expected a mask of one volume", path.string(), header.volumes);
  std::vector<float> volume(header.grid.voxels());
  reader.read(volume);
  Mask mask{header.grid, {}};
  for (std::size_t v = 0; v < volume.size(); ++v)
    if (volume[v] != 0 && !std::isnan(volume[v])) mask.voxels.push_back(v);
  if (mask.voxels.empty())
    fail("{}: a mask without voxels; expected some that are not 0", path.string());
  return mask;
}

void write_mask(const std::filesystem::path& path, const Mask& mask) {
  std::vector<float> volume(mask.grid.voxels());
  for (std::uint64_t v : mask.voxels) volume[v] = 1;
  NiftiWriter writer(path, {.grid = mask.grid, .type = NiftiType::uint8});
  writer.append(volume);
  writer.finish();
}

void gather(const Mask& mask, std::span<const float> volume, std::span<float> values) {
  assert(volume.size() == mask.grid.voxels() && values.size() == mask.size());
  for (std::size_t v = 0; v < mask.size(); ++v) values[v] = volume[mask.voxels[v]];
}

void scatter(const Mask& mask, std::span<const float> values, std::span<float> volume) {
  assert(volume.size() == mask.grid.voxels() && values.size() == mask.size());
  std::fill(volume.begin(), volume.end(), 0.0f);
  for (std::size_t v = 0; v < mask.size(); ++v) volume[mask.voxels[v]] = values[v];
}

void write_maps(const std::filesystem::path& path, const Mask& mask, const Matrix& maps) {
  assert(maps.cols == mask.size());
  NiftiWriter writer(path, {.grid = mask.grid, .volumes = maps.rows});
  std::vector<float> volume(mask.grid.voxels());
  for (std::size_t m = 0; m < maps.rows; ++m) {
    scatter(mask, maps.row(m), volume);
    writer.append(volume);
  }
  writer.finish();
}

}  // namespace anbn
