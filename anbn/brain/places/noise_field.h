// SPDX-License-Identifier: Apache-2.0
// Smooth, partly mirrored noise in a mask, and its voxels in the order of its values.
#pragma once

#include "anbn/brain/places/map_parts.h"
#include "anbn/brain/space/mask.h"
#include "anbn/brain/space/smooth_noise.h"
#include "anbn/core/random.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

class NoiseFields {
 public:
  /// `mask` must outlive this object.
  explicit NoiseFields(const Mask& mask);

  /// Smoothing to a width in voxels.
  SmoothNoise smoothing(double width) const { return SmoothNoise(mask_, width * voxel_mm_); }

  /// White noise [V] of unit variance.
  void white(RandomKey key, std::vector<float>& noise) const;

  /// Noise that correlates by `mirroring` with its own mirror image, from `noise` [V] of the given
  /// width: a sum of it and its image, weighted and scaled to unit variance, at the midline too.
  void mirror(std::span<const float> noise, double mirroring, double width,
              std::vector<float>& field) const;

  /// [V] the voxel that holds the mirror image (x to -x) of each; its own number where there is
  /// none in the mask.
  const std::vector<std::uint32_t>& images() const { return images_; }
  const std::vector<Point>& places() const { return places_; }
  double voxel_mm() const { return voxel_mm_; }  // geometric mean of the edges

 private:
  const Mask& mask_;
  double voxel_mm_;
  std::vector<Point> places_;
  std::vector<std::uint32_t> images_;
};

/// Takes the share `nugget` of the variance of `field` [V] from `white` [V] instead.
void add_nugget(std::span<const float> white, double nugget, std::span<float> field);

/// The voxels [V] of `field` in an order whose first `largest` are the largest values, falling, and
/// whose last `smallest` are the smallest, the least at the end. Read with voxel_at_end.
void order_ends(std::span<const float> field, std::size_t largest, std::size_t smallest,
                std::vector<std::uint64_t>& order);

/// The voxel of the i-th largest (positive) or i-th smallest (negative) value.
inline std::uint32_t voxel_at_end(std::span<const std::uint64_t> order, MapSign sign,
                                  std::size_t i) {
  return static_cast<std::uint32_t>(sign == MapSign::positive ? order[i]
                                                              : order[order.size() - 1 - i]);
}

}  // namespace anbn
