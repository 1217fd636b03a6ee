// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/smooth_noise.h"

#include "anbn/brain/space/grid.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

std::vector<float> gaussian(double sd_voxels) {
  const auto radius = static_cast<std::ptrdiff_t>(std::ceil(4 * sd_voxels));
  std::vector<float> kernel;
  for (std::ptrdiff_t i = -radius; i <= radius; ++i)
    kernel.push_back(i == 0 ? 1.0f  // also where nothing is smoothed
                            : static_cast<float>(std::exp(
                                  -0.5 * std::pow(static_cast<double>(i) / sd_voxels, 2))));
  return kernel;
}

/// out += kernel * in along the axis whose neighbours are `stride` apart and that is `n` long. What
/// one weight of the kernel moves is contiguous.
void convolve_axis(std::span<const float> in, std::span<float> out, std::size_t stride,
                   std::size_t n, std::span<const float> kernel) {
  const auto length = static_cast<std::ptrdiff_t>(n);
  const auto radius = static_cast<std::ptrdiff_t>(kernel.size() / 2);
  for (std::size_t block = 0; block < in.size(); block += stride * n)
    for (std::ptrdiff_t k = std::max(-radius, 1 - length); k <= std::min(radius, length - 1); ++k) {
      const float weight = kernel[static_cast<std::size_t>(k + radius)];
      const auto first = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, -k));
      const std::size_t count = stride * static_cast<std::size_t>(length - std::abs(k));
      float* target = out.data() + block + first * stride;
      const float* from = in.data() + block +
                          static_cast<std::size_t>(static_cast<std::ptrdiff_t>(first) + k) * stride;
      for (std::size_t i = 0; i < count; ++i) target[i] += weight * from[i];
    }
}

}  // namespace

SmoothNoise::SmoothNoise(const Mask& mask, double fwhm_mm) : scale_(mask.size(), 1.0f) {
  const auto& whole = mask.grid.size;
  const auto at = [&](std::uint64_t place, std::size_t a) {
    return static_cast<std::size_t>(a == 0   ? place % whole[0]
                                    : a == 1 ? place / whole[0] % whole[1]
                                             : place / (whole[0] * whole[1]));
  };
  std::array<std::size_t, 3> low = whole, high{};
  for (const std::uint64_t place : mask.voxels)
    for (std::size_t a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], at(place, a));
      high[a] = std::max(high[a], at(place, a) + 1);
    }
  for (std::size_t a = 0; a < 3; ++a) size_[a] = high[a] - low[a];
  for (const std::uint64_t place : mask.voxels)
    places_.push_back(static_cast<std::uint32_t>(
        at(place, 0) - low[0] +
        size_[0] * (at(place, 1) - low[1] + size_[1] * (at(place, 2) - low[2]))));

  Kernels squares;
  const std::array<double, 3> voxel_mm = voxel_sizes(mask.grid);
  for (std::size_t a = 0; a < 3; ++a) {
    kernels_[a] = gaussian(fwhm_mm / std::sqrt(8 * std::log(2.0)) / voxel_mm[a]);
    squares[a] = kernels_[a];
    for (float& w : squares[a]) w *= w;
  }
  // Variances of independent values add up, with the squares of the weights.
  std::vector<float> room;
  gather_smoothed(scale_, room, squares);
  for (float& variance : scale_) variance = 1 / std::sqrt(variance);
}

void SmoothNoise::gather_smoothed(std::span<float> values, std::vector<float>& room,
                                  const Kernels& kernels) const {
  const std::size_t voxels = size_[0] * size_[1] * size_[2];
  room.assign(2 * voxels, 0.0f);
  std::span<float> volume(room.data(), voxels), other(room.data() + voxels, voxels);
  for (std::size_t v = 0; v < values.size(); ++v) volume[places_[v]] = values[v];
  std::size_t stride = 1;
  for (std::size_t a = 0; a < 3; ++a) {
    if (a > 0) std::fill(other.begin(), other.end(), 0.0f);
    convolve_axis(volume, other, stride, size_[a], kernels[a]);
    std::swap(volume, other);
    stride *= size_[a];
  }
  for (std::size_t v = 0; v < values.size(); ++v) values[v] = volume[places_[v]];
}

void SmoothNoise::smooth(std::span<float> values, std::vector<float>& room) const {
  assert(values.size() == places_.size());
  gather_smoothed(values, room, kernels_);
  for (std::size_t v = 0; v < values.size(); ++v) values[v] *= scale_[v];
}

}  // namespace anbn
