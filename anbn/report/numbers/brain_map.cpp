// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/brain_map.h"

#include "anbn/report/numbers/orientation.h"
#include "anbn/stats/percentile.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kMostSlices = 7;

Voxel voxel_at(std::size_t place, const Voxel& size) {
  return {place % size[0], place / size[0] % size[1], place / size[0] / size[1]};
}

// The places that share a face with one, within the box.
template <class Visit>
void for_every_neighbour(std::size_t place, const Voxel& size, const Visit& visit) {
  const Voxel at = voxel_at(place, size);
  std::size_t step = 1;
  for (std::size_t d = 0; d < 3; ++d) {
    if (at[d] > 0) visit(place - step);
    if (at[d] + 1 < size[d]) visit(place + step);
    step *= size[d];
  }
}

// `shares` is 0 where nothing is shown.
std::vector<MapCluster> clusters_of(const TurnedGrid& grid, std::vector<float> shares) {
  std::vector<MapCluster> clusters;
  std::vector<std::size_t> open;
  for (std::size_t start = 0; start < shares.size(); ++start) {
    if (shares[start] == 0) continue;
    const bool negative = shares[start] < 0;
    MapCluster cluster;
    std::size_t peak = start;
    const auto take = [&](std::size_t place) {
      const float share = shares[place];
      if (share == 0 || (share < 0) != negative) return;
      ++cluster.voxels;
      const float most = std::abs(static_cast<float>(cluster.peak));
      if (std::abs(share) > most || (std::abs(share) == most && place < peak)) {
        peak = place;
        cluster.peak = share;
        cluster.peak_mm = grid.mm(voxel_at(place, grid.size()));
      }
      shares[place] = 0;
      open.push_back(place);
    };
    take(start);
    while (!open.empty()) {
      const std::size_t place = open.back();
      open.pop_back();
      for_every_neighbour(place, grid.size(), take);
    }
    clusters.push_back(cluster);
  }
  std::stable_sort(clusters.begin(), clusters.end(), [](const MapCluster& a, const MapCluster& b) {
    return std::abs(a.peak) > std::abs(b.peak);
  });
  return clusters;
}

// Slices spread evenly over those that show something.
std::vector<std::size_t> axial_slices(const std::vector<float>& shares, const Voxel& size) {
  std::vector<std::size_t> filled;
  for (std::size_t k = 0; k < size[2]; ++k) {
    const auto slice = std::span(shares).subspan(k * size[0] * size[1], size[0] * size[1]);
    if (std::any_of(slice.begin(), slice.end(), [](float v) { return v != 0; }))
      filled.push_back(k);
  }
  if (filled.size() <= kMostSlices) return filled;
  std::vector<std::size_t> chosen;
  for (std::size_t n = 0; n < kMostSlices; ++n)
    chosen.push_back(filled[n * (filled.size() - 1) / (kMostSlices - 1)]);
  return chosen;
}

}  // namespace

BrainMap brain_map(const TurnedGrid& grid, std::span<const float> values) {
  BrainMap map;
  std::size_t peak = 0;
  for (std::size_t v = 0; v < values.size(); ++v)
    if (std::isfinite(values[v]) && std::abs(values[v]) > map.largest) {
      map.largest = std::abs(values[v]);
      peak = v;
    }
  map.shown.resize(values.size());
  if (map.largest == 0) return map;
  map.peak = voxel_at(peak, grid.size());

  std::vector<float> shares(values.size());
  double positive = 0, negative = 0;  // sums of what is shown: which part is larger
  for (std::size_t v = 0; v < values.size(); ++v) {
    const double share = std::isfinite(values[v]) ? values[v] / map.largest : 0;
    if (std::abs(share) < kShownFrom) continue;
    shares[v] = static_cast<float>(share);
    (share > 0 ? positive : negative) += std::abs(share);
  }
  map.sign = negative > positive ? -1 : 1;
  for (std::size_t v = 0; v < shares.size(); ++v) {
    shares[v] *= static_cast<float>(map.sign);
    map.shown[v] =
        static_cast<std::uint8_t>(static_cast<std::int8_t>(std::lround(127 * shares[v])));
    map.positive += shares[v] > 0;
    map.negative += shares[v] < 0;
  }
  map.axial = axial_slices(shares, grid.size());
  map.clusters = clusters_of(grid, std::move(shares));
  return map;
}

std::vector<std::uint8_t> greys(std::span<const float> values, std::span<const float> inside) {
  std::vector<double> within;
  for (std::size_t v = 0; v < values.size(); ++v)
    if (inside[v] != 0 && std::isfinite(values[v])) within.push_back(values[v]);
  std::vector<std::uint8_t> bytes(values.size());
  if (within.empty()) return bytes;
  const double low = percentile(within, 2), high = percentile(within, 98);
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (inside[v] == 0) continue;
    const double share = high > low ? (values[v] - low) / (high - low) : 0.5;
    bytes[v] = static_cast<std::uint8_t>(
        std::isfinite(share) ? std::lround(1 + 254 * std::clamp(share, 0.0, 1.0)) : 1);
  }
  return bytes;
}

}  // namespace anbn
