// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/map_parts.h"

#include "anbn/core/nan.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace anbn {

MapParts parts_of(std::span<const float> map, double threshold) {
  MapParts out;
  for (const float value : map)
    if (std::isfinite(value)) out.largest = std::max(out.largest, std::abs(double{value}));
  if (out.largest == 0) return out;
  for (std::uint32_t v = 0; v < map.size(); ++v)
    if (std::isfinite(map[v]) && std::abs(double{map[v]}) >= threshold * out.largest)
      out.parts[map[v] < 0 ? 1 : 0].voxels.push_back(v);
  for (MapPart& part : out.parts) {
    std::stable_sort(part.voxels.begin(), part.voxels.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::abs(map[a]) > std::abs(map[b]);
    });
    for (const std::uint32_t v : part.voxels) {
      part.mass.push_back(std::abs(map[v]));
      part.total += part.mass.back();
    }
  }
  return out;
}

std::vector<MapParts> parts_of_maps(const Matrix& maps, double threshold) {
  std::vector<MapParts> parts;
  for (std::size_t m = 0; m < maps.rows; ++m) parts.push_back(parts_of(maps.row(m), threshold));
  return parts;
}

std::vector<Point> places_of(const Mask& mask) {
  const auto& size = mask.grid.size;
  std::vector<Point> places;
  places.reserve(mask.size());
  for (const std::uint64_t v : mask.voxels)
    places.push_back(moved(mask.grid.affine, {static_cast<double>(v % size[0]),
                                              static_cast<double>(v / size[0] % size[1]),
                                              static_cast<double>(v / (size[0] * size[1]))}));
  return places;
}

std::vector<Cluster> clusters_of(const Mask& mask, const MapPart& part, MapSign sign) {
  const auto& size = mask.grid.size;
  std::unordered_map<std::uint64_t, std::size_t> left;  // place in the grid -> index in the part
  for (std::size_t i = 0; i < part.voxels.size(); ++i) left[mask.voxels[part.voxels[i]]] = i;
  std::vector<Cluster> clusters;
  std::vector<std::uint64_t> open;
  const auto take = [&](std::uint64_t place) {
    if (left.erase(place) > 0) open.push_back(place);
  };
  // The largest first, so each cluster begins with its peak.
  for (std::size_t i = 0; i < part.voxels.size(); ++i) {
    take(mask.voxels[part.voxels[i]]);
    if (open.empty()) continue;
    const double value = part.mass[i];
    Cluster cluster{part.voxels[i], sign == MapSign::negative ? -value : value, 0};
    for (; !open.empty(); ++cluster.voxels) {
      const std::uint64_t place = open.back();
      open.pop_back();
      std::uint64_t stride = 1;
      for (const std::size_t n : size) {
        const std::uint64_t at = place / stride % n;
        if (at > 0) take(place - stride);
        if (at + 1 < n) take(place + stride);
        stride *= n;
      }
    }
    clusters.push_back(cluster);
  }
  return clusters;
}

double laterality(const Mask& mask, std::span<const Point> places, const MapPart& part) {
  double step = 0;  // how far neighbours are apart in x, at most
  for (std::size_t a = 0; a < 3; ++a) step = std::max(step, std::abs(mask.grid.affine[0][a]));
  double left = 0, right = 0;
  for (std::size_t i = 0; i < part.voxels.size(); ++i) {
    const double x = places[part.voxels[i]][0];
    if (std::abs(x) > step / 4) (x < 0 ? left : right) += part.mass[i];
  }
  return left + right > 0 ? (left - right) / (left + right) : kNan;
}

std::vector<double> mass_in_regions(const MapPart& part, const Atlas& atlas) {
  std::vector<double> mass(atlas.regions.size() + 1);
  for (std::size_t i = 0; i < part.voxels.size(); ++i)
    mass[atlas.region_of[part.voxels[i]]] += part.mass[i];
  return mass;
}

std::vector<double> dice_of_regions(const MapPart& part, const Atlas& atlas) {
  std::vector<double> dice(atlas.regions.size() + 1);
  for (const std::uint32_t v : part.voxels) ++dice[atlas.region_of[v]];
  dice.pop_back();
  for (std::size_t r = 0; r < dice.size(); ++r)
    dice[r] = 2 * dice[r] / static_cast<double>(part.voxels.size() + atlas.regions[r].voxels);
  return dice;
}

}  // namespace anbn
