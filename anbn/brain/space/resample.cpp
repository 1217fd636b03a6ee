// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/resample.h"

#include "anbn/core/nan.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

// Affines are stored as float32. A place this near to a voxel's centre [voxels] is meant to be at
// it, and one this near to half way is meant to be half way.
constexpr double kRounding = 1e-5;

struct Neighbours {
  std::size_t low = 0, high = 0;
  double weight_of_high = 0;
  bool inside = false;
};

/// The two voxels along an axis between which `x` lies.
Neighbours neighbours(double x, std::size_t size) {
  const double last = static_cast<double>(size) - 1;
  Neighbours n;
  n.inside = x >= -0.5 - kRounding && x <= last + 0.5 + kRounding;  // false for NaN
  if (!n.inside) return n;
  x = std::clamp(x, 0.0, last);
  if (std::abs(x - std::round(x)) < kRounding) x = std::round(x);
  n.low = static_cast<std::size_t>(x);
  n.high = std::min(n.low + 1, size - 1);
  n.weight_of_high = x - static_cast<double>(n.low);
  return n;
}

}  // namespace

Resampling::Resampling(const Grid& to, const Grid& from, const std::string& name)
    : to_(to),
      from_(from),
      voxel_to_voxel_(composed(inverse(from.affine, name), to.affine)),
      identical_(same_voxels(to, from)) {}

Point Resampling::place(std::uint64_t voxel) const {
  const std::uint64_t i = voxel % to_.size[0], rest = voxel / to_.size[0];
  return moved(voxel_to_voxel_, {static_cast<double>(i), static_cast<double>(rest % to_.size[1]),
                                 static_cast<double>(rest / to_.size[1])});
}

std::optional<std::uint64_t> Resampling::nearest(std::uint64_t voxel) const {
  if (identical_) return voxel;
  const Point p = place(voxel);
  std::array<std::uint64_t, 3> index;
  for (std::size_t c = 0; c < 3; ++c) {
    const double rounded = std::floor(p[c] + 0.5 + kRounding),
                 size = static_cast<double>(from_.size[c]);
    // The far face itself belongs to the last voxel, as the near one does to the first.
    if (!(rounded >= 0) || !(p[c] <= size - 0.5 + kRounding)) return std::nullopt;
    index[c] = static_cast<std::uint64_t>(std::min(rounded, size - 1));
  }
  return index[0] + from_.size[0] * (index[1] + from_.size[1] * index[2]);
}

template <class Number>
void Resampling::interpolate(std::span<const Number> volume, std::span<const std::uint64_t> voxels,
                             std::span<double> values) const {
  assert(volume.size() == from_.voxels() && values.size() == voxels.size());
  for (std::size_t v = 0; v < voxels.size(); ++v) {
    if (identical_) {
      values[v] = volume[voxels[v]];
      continue;
    }
    const Point p = place(voxels[v]);
    std::array<Neighbours, 3> along;
    bool inside = true;
    for (std::size_t c = 0; c < 3; ++c) {
      along[c] = neighbours(p[c], from_.size[c]);
      inside = inside && along[c].inside;
    }
    double sum = inside ? 0 : kNan;
    for (unsigned corner = 0; inside && corner < 8; ++corner) {
      double weight = 1;
      std::size_t index = 0, stride = 1;
      for (std::size_t c = 0; c < 3; ++c) {
        const bool high = (corner >> c & 1) != 0;
        weight *= high ? along[c].weight_of_high : 1 - along[c].weight_of_high;
        index += stride * (high ? along[c].high : along[c].low);
        stride *= from_.size[c];
      }
      if (weight != 0) sum += weight * volume[index];
    }
    values[v] = sum;
  }
}

void Resampling::trilinear(std::span<const float> volume, std::span<const std::uint64_t> voxels,
                           std::span<double> values) const {
  interpolate(volume, voxels, values);
}
void Resampling::trilinear(std::span<const double> volume, std::span<const std::uint64_t> voxels,
                           std::span<double> values) const {
  interpolate(volume, voxels, values);
}

}  // namespace anbn
