// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/maps.h"

#include "anbn/core/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace anbn {
namespace {

constexpr double kLeastWeight = 0.05;
constexpr std::size_t kCandidates = 60;
constexpr double kLeastOverlap = 0.2, kMostOverlap = 0.45;  // of networks that shall overlap
constexpr std::size_t kOneBlobBelow = 40, kFourBlobsFrom = 150;

/// 0 in the middle of the nearest blob, 1 on its surface.
double distance(const PlantedMap& map, const Millimetres& p) {
  double nearest = std::numeric_limits<double>::infinity();
  for (const Blob& blob : map) {
    double sum = 0;
    for (std::size_t a = 0; a < 3; ++a)
      sum += std::pow((p[a] - blob.centre[a]) / blob.radius[a], 2);
    nearest = std::min(nearest, sum);
  }
  return std::sqrt(nearest);
}

Millimetres mirrored(Millimetres p) {
  p[0] = -p[0];
  return p;
}

/// Makes the map so large that `voxels` weights are above one half.
void scale_to(PlantedMap& map, const SimulatedBrain& brain, std::size_t voxels) {
  std::vector<double> distances;
  for (const Millimetres& p : brain.places) distances.push_back(distance(map, p));
  const auto last = distances.begin() + static_cast<std::ptrdiff_t>(voxels - 1);
  std::nth_element(distances.begin(), last, distances.end());
  const double half = std::pow(2 * std::log(2.0), 0.25);  // where the weight is one half
  for (Blob& blob : map)
    for (double& r : blob.radius) r *= *last * 1.0001 / half;
}

struct Shape {
  std::size_t voxels = 0, pairs = 0;  // pairs of blobs; 0: one blob alone
};

PlantedMap candidate(const SimulatedBrain& brain, const Shape& shape, RandomKey key) {
  PlantedMap map;
  for (std::size_t b = 0; b < std::max<std::size_t>(shape.pairs, 1); ++b) {
    const auto v =
        static_cast<std::size_t>(uniform(key, 8 * b) * static_cast<double>(brain.places.size()));
    Blob blob{brain.places[v], {}};
    for (std::size_t a = 0; a < 3; ++a)
      blob.radius[a] = std::exp(0.5 * uniform(key, 8 * b + 1 + a) - 0.25);
    map.push_back(blob);
    if (shape.pairs > 0) map.push_back({mirrored(blob.centre), blob.radius});
  }
  scale_to(map, brain, shape.voxels);
  return map;
}

/// The largest correlation (about 0) of `weights` with one of `others`.
double overlap(const std::vector<float>& weights, const std::vector<std::vector<float>>& others) {
  const auto dot = [](const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0;
    for (std::size_t v = 0; v < a.size(); ++v) sum += static_cast<double>(a[v]) * b[v];
    return sum;
  };
  double largest = 0;
  for (const std::vector<float>& other : others)
    largest = std::max(largest,
                       dot(weights, other) / std::sqrt(dot(weights, weights) * dot(other, other)));
  return largest;
}

Shape shape_of(std::size_t rank, std::size_t count) {
  const double share =
      count == 1 ? 0.5 : static_cast<double>(rank) / static_cast<double>(count - 1);
  const double ratio = static_cast<double>(kLargestMap) / static_cast<double>(kSmallestMap);
  Shape shape;
  shape.voxels = static_cast<std::size_t>(
      std::lround(static_cast<double>(kSmallestMap) * std::pow(ratio, share)));
  const bool alone = shape.voxels < kOneBlobBelow || rank % 3 == 0;
  shape.pairs = alone ? 0 : shape.voxels < kFourBlobsFrom ? 1 : 2;
  return shape;
}

struct Range {
  double low, high;
};

/// The first candidate of network `m` whose overlap with those taken is as wanted, or the one that
/// comes nearest to it.
PlantedMap drawn_map(const SimulatedBrain& brain, const Shape& shape, const Range& wanted,
                     const std::vector<std::vector<float>>& taken, std::uint64_t seed,
                     std::size_t m) {
  PlantedMap best;
  double least_error = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < kCandidates && least_error > 0; ++c) {
    PlantedMap map = candidate(brain, shape, random_key(seed, "simulate/maps", m << 32 | c));
    const double found = overlap(map_weights(brain, map), taken);
    const double error = std::max({wanted.low - found, found - wanted.high, 0.0});
    if (error >= least_error) continue;
    least_error = error;
    best = std::move(map);
  }
  return best;
}

}  // namespace

std::vector<PlantedMap> planted_maps(const SimulatedBrain& brain, std::size_t count,
                                     std::uint64_t seed,
                                     std::span<const std::optional<PlantedMap>> given) {
  assert(given.empty() || given.size() == count);
  const std::vector<std::size_t> ranks =
      random_permutation(random_key(seed, "simulate/map-sizes"), count);
  std::vector<PlantedMap> maps;
  std::vector<std::vector<float>> taken;
  for (const std::optional<PlantedMap>& map : given)
    if (map) taken.push_back(map_weights(brain, *map));
  for (std::size_t m = 0; m < count; ++m) {
    if (!given.empty() && given[m]) {
      maps.push_back(*given[m]);
      continue;
    }
    const bool overlaps = m % 4 == 3;
    const Range wanted = overlaps ? Range{kLeastOverlap, kMostOverlap} : Range{0, kLeastOverlap};
    maps.push_back(drawn_map(brain, shape_of(ranks[m], count), wanted, taken, seed, m));
    taken.push_back(map_weights(brain, maps.back()));
  }
  return maps;
}

std::vector<float> map_weights(const SimulatedBrain& brain, const PlantedMap& map,
                               const Millimetres& shift) {
  std::vector<float> weights(brain.places.size());
  for (std::size_t v = 0; v < weights.size(); ++v) {
    Millimetres p = brain.places[v];
    for (std::size_t a = 0; a < 3; ++a) p[a] -= shift[a];
    const double weight = std::exp(-0.5 * std::pow(distance(map, p), 4));
    weights[v] = weight < kLeastWeight ? 0 : static_cast<float>(weight);
  }
  return weights;
}

}  // namespace anbn
