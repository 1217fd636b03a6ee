// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/noise_field.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <unordered_map>

namespace anbn {
namespace {

/// Rises as the value does.
std::uint32_t ordered_bits(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value + 0.0f);  // -0 is 0
  return (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
}

}  // namespace

NoiseFields::NoiseFields(const Mask& mask) : mask_(mask), places_(places_of(mask)) {
  const std::array<double, 3> edges = voxel_sizes(mask.grid);
  voxel_mm_ = std::cbrt(edges[0] * edges[1] * edges[2]);
  const Affine to_voxel = inverse(mask.grid.affine, "mask");
  const auto& size = mask.grid.size;
  std::unordered_map<std::uint64_t, std::uint32_t> index;
  for (std::uint32_t v = 0; v < mask.size(); ++v) index[mask.voxels[v]] = v;
  for (std::uint32_t v = 0; v < mask.size(); ++v) {
    const Point at = moved(to_voxel, {-places_[v][0], places_[v][1], places_[v][2]});
    std::uint64_t place = 0, stride = 1;
    bool inside = true;
    for (std::size_t a = 0; a < 3; ++a) {
      const double i = std::floor(at[a] + 0.5);
      inside = inside && i >= 0 && i < static_cast<double>(size[a]);
      if (inside) place += stride * static_cast<std::uint64_t>(i);
      stride *= size[a];
    }
    const auto found = inside ? index.find(place) : index.end();
    images_.push_back(found == index.end() ? v : found->second);
  }
}

void NoiseFields::white(RandomKey key, std::vector<float>& noise) const {
  noise.resize(mask_.size());
  for (std::size_t v = 0; v < noise.size(); ++v) noise[v] = static_cast<float>(normal(key, v));
}

void NoiseFields::mirror(std::span<const float> noise, double mirroring, double width,
                         std::vector<float>& field) const {
  field.assign(noise.begin(), noise.end());
  if (mirroring == 0) return;
  // own^2 + image^2 = 1 and 2 own image = mirroring.
  const double angle = std::asin(mirroring) / 2, own = std::cos(angle), image = std::sin(angle);
  const double sd = std::max(width * voxel_mm_, 1e-3) / std::sqrt(8 * std::log(2.0));
  for (std::size_t v = 0; v < field.size(); ++v) {
    const std::uint32_t other = images_[v];
    double squares = 0;
    for (std::size_t a = 0; a < 3; ++a) squares += std::pow(places_[v][a] - places_[other][a], 2);
    // Smoothed white noise correlates as exp(-d^2 / (4 sd^2)).
    const double alike = std::exp(-squares / (4 * sd * sd));
    field[v] = static_cast<float>((own * noise[v] + image * noise[other]) /
                                  std::sqrt(1 + mirroring * alike));
  }
}

void add_nugget(std::span<const float> white, double nugget, std::span<float> field) {
  if (nugget == 0) return;
  const auto smooth = static_cast<float>(std::sqrt(1 - nugget)),
             rough = static_cast<float>(std::sqrt(nugget));
  for (std::size_t v = 0; v < field.size(); ++v) field[v] = smooth * field[v] + rough * white[v];
}

void order_ends(std::span<const float> field, std::size_t largest, std::size_t smallest,
                std::vector<std::uint64_t>& order) {
  order.resize(field.size());
  for (std::size_t v = 0; v < field.size(); ++v)
    order[v] = std::uint64_t{ordered_bits(field[v])} << 32 | v;
  const auto begin = order.begin(), end = order.end();
  const auto top = begin + static_cast<std::ptrdiff_t>(largest);
  if (top < end) std::nth_element(begin, top, end, std::greater<>());
  std::sort(begin, top, std::greater<>());
  const auto bottom = end - static_cast<std::ptrdiff_t>(smallest);
  if (bottom <= top) {
    std::sort(begin, end, std::greater<>());
    return;
  }
  std::nth_element(top, bottom, end, std::greater<>());
  std::sort(bottom, end, std::greater<>());
}

}  // namespace anbn
