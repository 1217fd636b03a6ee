// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/space/smooth.h"

#include "anbn/brain/space/grid.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

constexpr double kCutOff = 4;  // standard deviations

/// g(0), g(1), ...: no more than an axis of `size` voxels can use, and unscaled, since what counts
/// is their ratio.
std::vector<double> half_kernel(double sigma_voxels, std::size_t size) {
  std::vector<double> kernel = {1};
  const auto radius = static_cast<std::size_t>(
      std::min(kCutOff * sigma_voxels + 0.5, static_cast<double>(size) - 1));
  for (std::size_t d = 1; d <= radius; ++d) {
    const double x = static_cast<double>(d) / sigma_voxels;
    kernel.push_back(std::exp(-x * x / 2));
  }
  return kernel;
}

/// Convolves `in` along one axis; beyond the volume is 0. `stride` is the distance of neighbours
/// along the axis, `size` how many there are. All that lies inside the axis ([0, stride)) is
/// contiguous, so it is the inner loop.
void convolve(std::span<const float> in, std::span<float> out, std::size_t stride, std::size_t size,
              const std::vector<double>& kernel) {
  std::vector<double> sums(stride);
  for (std::size_t begin = 0; begin < in.size(); begin += stride * size)
    for (std::size_t n = 0; n < size; ++n) {
      const float* middle = in.data() + begin + n * stride;
      for (std::size_t i = 0; i < stride; ++i) sums[i] = kernel[0] * middle[i];
      for (std::size_t d = 1; d < kernel.size(); ++d) {
        if (n >= d)
          for (std::size_t i = 0; i < stride; ++i)
            sums[i] += kernel[d] * *(middle + i - d * stride);
        if (n + d < size)
          for (std::size_t i = 0; i < stride; ++i) sums[i] += kernel[d] * middle[i + d * stride];
      }
      for (std::size_t i = 0; i < stride; ++i)
        out[begin + n * stride + i] = static_cast<float>(sums[i]);
    }
}

}  // namespace

Smoothing::Smoothing(const Mask& mask, std::span<const char> used, double fwhm_mm)
    : mask_(mask), used_(used.begin(), used.end()), norm_(mask.size()) {
  assert(used.size() == mask.size() && fwhm_mm >= 0);
  const std::array<double, 3> voxel_mm = voxel_sizes(mask.grid);
  for (std::size_t c = 0; c < 3; ++c)
    kernels_[c] =
        half_kernel(fwhm_mm / (2 * std::sqrt(2 * std::log(2.0))) / voxel_mm[c], mask.grid.size[c]);
  Scratch scratch;
  scratch.a.assign(mask.grid.voxels(), 0.0f);
  for (std::size_t v = 0; v < mask.size(); ++v)
    if (used_[v] != 0) scratch.a[mask.voxels[v]] = 1;
  smooth(scratch);
  gather(mask, scratch.a, norm_);
}

/// From scratch.a through scratch.b to scratch.a again.
void Smoothing::smooth(Scratch& scratch) const {
  scratch.b.resize(scratch.a.size());
  std::size_t stride = 1;
  for (std::size_t c = 0; c < 3; ++c) {
    convolve(scratch.a, scratch.b, stride, mask_.grid.size[c], kernels_[c]);
    std::swap(scratch.a, scratch.b);
    stride *= mask_.grid.size[c];
  }
}

void Smoothing::apply(std::span<float> values, Scratch& scratch) const {
  scratch.a.assign(mask_.grid.voxels(), 0.0f);
  for (std::size_t v = 0; v < mask_.size(); ++v)
    if (used_[v] != 0) scratch.a[mask_.voxels[v]] = values[v];
  smooth(scratch);
  for (std::size_t v = 0; v < mask_.size(); ++v)
    if (used_[v] != 0)
      values[v] = static_cast<float>(static_cast<double>(scratch.a[mask_.voxels[v]]) / norm_[v]);
}

}  // namespace anbn
