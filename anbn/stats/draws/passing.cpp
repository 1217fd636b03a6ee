// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/passing.h"

#include "anbn/stats/draws/statistic.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace anbn {
namespace {

constexpr std::array kSteps = {1, 2, 5, 10, 20, 50, 100};  // thousandths
// A block may hold a single draw; thousands of draws reach about twice as far above the median.
constexpr double kBeyond = 2;

/// The largest of each row, and of each column, of one block of draws in a panel.
void add_largest(const MutableView& r, std::size_t networks, Delta delta,
                 std::vector<float>& neurons, std::vector<float>& of_columns) {
  for (std::size_t i = 0; i < r.rows; ++i)
    for (std::size_t first = 0; first < r.cols; first += networks) {
      float largest = statistic(r.data[i * r.stride + first], delta);
      for (std::size_t c = first; c < first + networks; ++c) {
        const float value = statistic(r.data[i * r.stride + c], delta);
        largest = std::max(largest, value);
        of_columns[c] = std::max(of_columns[c], value);
      }
      neurons.push_back(largest);
    }
}

}  // namespace

std::vector<double> thresholds_over(std::vector<float> noise) {
  assert(!noise.empty());
  const auto middle = noise.begin() + static_cast<std::ptrdiff_t>(noise.size() / 2);
  std::nth_element(noise.begin(), middle, noise.end());
  const double low = *middle, largest = *std::max_element(middle, noise.end());
  const double high = std::min(1.0, low + kBeyond * (largest - low));
  const double wanted = 1000 * (high - low) / (kThresholds - 1);
  const auto step = std::find_if(kSteps.begin(), kSteps.end() - 1,
                                 [&](int thousandths) { return thousandths >= wanted; });
  const double first = std::floor(1000 * low / *step);
  std::vector<double> thresholds(kThresholds);
  for (std::size_t k = 0; k < kThresholds; ++k)
    thresholds[k] = (first + static_cast<double>(k)) * *step / 1000;
  return thresholds;
}

SideThresholds thresholds_of_noise(const PooledSeries& series,
                                   const std::vector<DrawStream>& streams, Delta delta,
                                   const Backend& backend) {
  DrawPanel panel(series, backend);
  panel.set_draws(streams, 0);
  const std::size_t all = series.neurons.rows, networks = series.networks();
  std::vector<float> of_neurons,
      of_networks(draws_together(networks) * networks, -std::numeric_limits<float>::infinity());
  for (std::size_t first = 0; first < all; first += DrawPanel::kNeurons)
    add_largest(panel.correlations(first, std::min(DrawPanel::kNeurons, all - first)), networks,
                delta, of_neurons, of_networks);
  return {thresholds_over(std::move(of_neurons)), thresholds_over(std::move(of_networks))};
}

void count_passing(std::span<const float> statistics, std::span<const double> thresholds,
                   std::span<float> out) {
  assert(out.size() == thresholds.size());
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    const auto threshold = static_cast<float>(thresholds[k]);
    std::uint32_t passing = 0;
    for (const float value : statistics) passing += value >= threshold;
    out[k] = static_cast<float>(passing);
  }
}

}  // namespace anbn
