// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/mask.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iterator>
#include <set>

namespace anbn {

namespace {

// Brains fill less of the grids that they are scanned in.
constexpr double kNearlyAll = 0.95;
constexpr std::size_t kSmallGrid = 1000;  // a test's, or a box that is meant

struct Values {
  std::size_t below = 0;  // 0
  float least = 0;
  std::set<float> others;  // those above 0, up to three of them
};

void note(float value, Values& seen) {
  if (value < 0) {
    ++seen.below;
    seen.least = std::min(seen.least, value);
  } else if (value > 0 && seen.others.size() < 3) {
    seen.others.insert(value);
  }
}

Mask read(const std::filesystem::path& path, double threshold, Values& seen) {
  NiftiReader reader(path);
  const NiftiHeader& header = reader.header();
  if (header.volumes != 1)
    fail("{}: has {} volumes; expected a mask of one volume", path.string(), header.volumes);
  std::vector<float> volume(header.grid.voxels());
  reader.read(volume);
  Mask mask{header.grid, {}};
  for (std::size_t v = 0; v < volume.size(); ++v)
    if (note(volume[v], seen); volume[v] > threshold) mask.voxels.push_back(v);
  if (seen.below > 0)
    fail(
        "{}: {} voxels of {} are below 0 (down to {:g}); expected a mask: 0 outside, 1 inside. Is "
        "it an image of something else?",
        path.string(), seen.below, volume.size(), seen.least);
  if (mask.voxels.empty())
    fail("{}: a mask without voxels; expected some above {:g}", path.string(), threshold);
  return mask;
}

}  // namespace

Mask read_mask(const std::filesystem::path& path, double threshold) {
  Values ignored;
  return read(path, threshold, ignored);
}

GivenMask read_given_mask(const std::filesystem::path& path, double threshold) {
  Values seen;
  GivenMask out{read(path, threshold, seen), {}};
  const std::size_t inside = out.mask.size(), all = out.mask.grid.voxels();
  if (threshold == 0 && seen.others.size() > 1)
    out.warnings.push_back(fmt::format(
        "{}: has more than two values ({:g}, {:g}, ...), and all {} of {} voxels above 0 are taken "
        "for brain; of probabilities say from which on (mask_threshold)",
        path.string(), *seen.others.begin(), *std::next(seen.others.begin()), inside, all));
  if (all >= kSmallGrid && static_cast<double>(inside) > kNearlyAll * static_cast<double>(all))
    out.warnings.push_back(
        fmt::format("{}: {} of {} voxels of its grid are inside; is it the mask of a brain?",
                    path.string(), inside, all));
  return out;
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
