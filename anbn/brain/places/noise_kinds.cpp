// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/places/map_noise.h"
#include "anbn/brain/places/noise_field.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

namespace anbn {
namespace {

constexpr std::array kWidths = {0.0, 1.0, 1.25, 1.5, 1.75, 2.0,  2.5,  3.0, 3.5,
                                4.0, 5.0, 6.0,  7.0, 8.0,  10.0, 12.0, 15.0};
constexpr std::array kNuggets = {0.0, 0.2, 0.4, 0.6, 0.8};
constexpr double kNuggetFrom = 1.5;   // less smooth noise is near to white itself
constexpr double kNuggetGains = 0.7;  // what it must leave of the error to be worth having
constexpr std::array kMirrorings = {0.0, 0.3, 0.6, 0.85, 1.0};

constexpr std::size_t kMostLag = 6;  // voxels
constexpr std::size_t kVariogramFields = 3, kMirrorFields = 8;
constexpr std::size_t kPairsOfLag = 10000;  // more add nothing
constexpr double kMidline_mm = 20;

std::vector<NoiseShape> all_shapes() {
  std::vector<NoiseShape> shapes;
  for (const double width : kWidths)
    for (const double nugget : kNuggets)
      if (nugget == 0 || width >= kNuggetFrom) shapes.push_back({width, nugget});
  return shapes;
}

using Order = std::vector<std::uint32_t>;  // voxels, values rising
using VoxelPairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

Order order_of(std::span<const float> values) {
  Order order(values.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
  return order;
}

/// Neighbours 1 to kMostLag voxels apart along each axis, a list each.
std::vector<VoxelPairs> pairs_by_lag(const Mask& mask) {
  const auto& size = mask.grid.size;
  const std::size_t every = std::max<std::size_t>(1, mask.size() / kPairsOfLag);
  std::unordered_map<std::uint64_t, std::uint32_t> index;
  for (std::uint32_t v = 0; v < mask.size(); ++v) index[mask.voxels[v]] = v;
  std::vector<VoxelPairs> lags;
  std::uint64_t stride = 1;
  for (const std::size_t n : size) {
    for (std::size_t lag = 1; lag <= kMostLag; ++lag) {
      VoxelPairs& pairs = lags.emplace_back();
      for (std::uint32_t v = 0; v < mask.size(); v += static_cast<std::uint32_t>(every)) {
        if (mask.voxels[v] / stride % n + lag >= n) continue;
        if (const auto other = index.find(mask.voxels[v] + lag * stride); other != index.end())
          pairs.emplace_back(v, other->second);
      }
    }
    stride *= n;
  }
  std::erase_if(lags, [](const VoxelPairs& pairs) { return pairs.empty(); });
  return lags;
}

/// Half the mean squared difference at each lag.
std::vector<double> variogram(std::span<const float> values, const std::vector<VoxelPairs>& lags) {
  std::vector<double> found;
  for (const VoxelPairs& pairs : lags) {
    double sum = 0;
    for (const auto& [a, b] : pairs) {
      const double difference = double{values[a]} - values[b];
      sum += difference * difference;
    }
    found.push_back(sum / (2 * static_cast<double>(pairs.size())));
  }
  return found;
}

/// The correlation of values with their mirror images, over pairs of voxels away from x = 0.
double mirror_correlation(std::span<const float> values, const VoxelPairs& images) {
  double sum = 0, squares = 0, products = 0;
  for (const auto& [a, b] : images) {
    sum += double{values[a]} + values[b];
    squares += double{values[a]} * values[a] + double{values[b]} * values[b];
    products += double{values[a]} * values[b];
  }
  const double count = static_cast<double>(images.size()), mean = sum / (2 * count),
               variance = squares / (2 * count) - mean * mean;
  return images.empty() || variance <= 0 ? 0 : (products / count - mean * mean) / variance;
}

VoxelPairs images_of(const NoiseFields& fields, double width) {
  const double away = std::min(std::max(width, 1.0) * fields.voxel_mm(), kMidline_mm);
  VoxelPairs pairs;
  for (std::uint32_t v = 0; v < fields.images().size(); ++v)
    if (fields.images()[v] != v && std::abs(fields.places()[v][0]) >= away)
      pairs.emplace_back(v, fields.images()[v]);
  return pairs;
}

/// A map's values, rising, put where a field has its own.
void put_in_order(std::span<const float> rising, const Order& order, std::vector<float>& values) {
  values.resize(rising.size());
  for (std::size_t r = 0; r < rising.size(); ++r) values[order[r]] = rising[r];
}

std::vector<float> rising(std::span<const float> map) {
  std::vector<float> values(map.begin(), map.end());
  for (float& v : values)
    if (!std::isfinite(v)) v = 0;
  std::sort(values.begin(), values.end());
  return values;
}

class KindFinder {
 public:
  KindFinder(const Matrix& maps, const Mask& mask, std::uint64_t seed, Threads& threads)
      : maps_(maps), fields_(mask), seed_(seed), threads_(threads), lags_(pairs_by_lag(mask)) {
    for (const double width : kWidths) smooth_.emplace(width, fields_.smoothing(width));
  }

  std::vector<NoiseKind> find() {
    std::vector<NoiseKind> kinds(maps_.rows);
    const auto shapes =
        orders(noise_shapes().size(), kVariogramFields, [&](std::size_t s, std::uint64_t number) {
          return noise({s, 0}, number);
        });
    for_each_map([&](std::size_t m) { kinds[m].shape = best_shape(maps_.row(m), shapes); });
    std::set<std::size_t> used;
    for (const NoiseKind& kind : kinds) used.insert(kind.shape);
    for (const std::size_t shape : used) {
      const auto mirrored =
          orders(kMirrorings.size(), kMirrorFields, [&](std::size_t m, std::uint64_t number) {
            return noise({shape, m}, number);
          });
      const VoxelPairs images = images_of(fields_, noise_shapes()[shape].width);
      for_each_map([&](std::size_t m) {
        if (kinds[m].shape == shape)
          kinds[m].mirroring = best_mirroring(maps_.row(m), mirrored, images);
      });
    }
    return kinds;
  }

 private:
  using Orders = std::vector<std::vector<Order>>;  // of each choice, of each field

  template <class Make>
  Orders orders(std::size_t choices, std::size_t count, Make make) {
    Orders all(choices, std::vector<Order>(count));
    threads_.for_each_block(choices * count, [&](std::size_t block, std::size_t) {
      const std::size_t choice = block / count, number = block % count;
      all[choice][number] = order_of(make(choice, number));
    });
    return all;
  }

  std::vector<float> noise(const NoiseKind& kind, std::uint64_t number) const {
    const NoiseShape& shape = noise_shapes()[kind.shape];
    std::vector<float> smooth, nugget, room, field;
    fields_.white(random_key(seed_, "places/likeness", number), smooth);
    fields_.white(random_key(seed_, "places/likeness-nugget", number), nugget);
    smooth_.at(shape.width).smooth(smooth, room);
    fields_.mirror(smooth, kMirrorings[kind.mirroring], shape.width, field);
    add_nugget(nugget, shape.nugget, field);
    return field;
  }

  template <class Act>
  void for_each_map(Act act) {
    threads_.for_each_block(maps_.rows, [&](std::size_t m, std::size_t) { act(m); });
  }

  std::size_t best_shape(std::span<const float> map, const Orders& shapes) const {
    const std::vector<double> wanted = variogram(map, lags_);
    const std::vector<float> values = rising(map);
    std::vector<float> surrogate;
    std::vector<double> errors;
    for (const std::vector<Order>& fields : shapes) {
      std::vector<double> mean(wanted.size());
      for (const Order& order : fields) {
        put_in_order(values, order, surrogate);
        const std::vector<double> found = variogram(surrogate, lags_);
        for (std::size_t l = 0; l < mean.size(); ++l)
          mean[l] += found[l] / static_cast<double>(fields.size());
      }
      double error = 0;
      for (std::size_t l = 0; l < mean.size(); ++l) error += std::pow(mean[l] - wanted[l], 2);
      const double nugget = noise_shapes()[errors.size()].nugget;
      errors.push_back(nugget == 0 ? kNuggetGains * error : error);
    }
    return least(errors);
  }

  std::size_t best_mirroring(std::span<const float> map, const Orders& mirrorings,
                             const VoxelPairs& images) const {
    const double wanted = mirror_correlation(map, images);
    const std::vector<float> values = rising(map);
    std::vector<float> surrogate;
    std::vector<double> errors;
    for (const std::vector<Order>& fields : mirrorings) {
      double mean = 0;
      for (const Order& order : fields) {
        put_in_order(values, order, surrogate);
        mean += mirror_correlation(surrogate, images) / static_cast<double>(fields.size());
      }
      errors.push_back(std::abs(mean - wanted));
    }
    return least(errors);
  }

  static std::size_t least(const std::vector<double>& errors) {
    return static_cast<std::size_t>(std::min_element(errors.begin(), errors.end()) -
                                    errors.begin());
  }

  const Matrix& maps_;
  NoiseFields fields_;
  std::uint64_t seed_;
  Threads& threads_;
  std::vector<VoxelPairs> lags_;
  std::map<double, SmoothNoise> smooth_;  // by width
};

}  // namespace

std::span<const NoiseShape> noise_shapes() {
  static const std::vector<NoiseShape> shapes = all_shapes();
  return shapes;
}
std::span<const double> noise_mirrorings() { return kMirrorings; }

double fwhm_mm(const NoiseKind& kind, const Mask& mask) {
  const std::array<double, 3> edges = voxel_sizes(mask.grid);
  return noise_shapes()[kind.shape].width * std::cbrt(edges[0] * edges[1] * edges[2]);
}

std::vector<NoiseKind> kinds_of_noise(const Matrix& maps, const Mask& mask, std::uint64_t seed,
                                      Threads& threads) {
  return KindFinder(maps, mask, seed, threads).find();
}

}  // namespace anbn
