// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/proportion.h"

#include "anbn/stats/beta.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <vector>

namespace anbn {
namespace {

constexpr double kTail = 0.025;

/// G / (G - 1) times the sum over the G clusters of their squared sums.
double clustered(std::span<const double> deviations, std::span<const std::size_t> cluster) {
  std::map<std::size_t, double> sums;
  for (std::size_t i = 0; i < deviations.size(); ++i) sums[cluster[i]] += deviations[i];
  double squares = 0;
  for (const auto& [name, sum] : sums) squares += sum * sum;
  const auto count = static_cast<double>(sums.size());
  return count > 1 ? squares * count / (count - 1) : squares;
}

std::size_t different(std::span<const std::size_t> values) {
  std::vector<std::size_t> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  return static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
}

}  // namespace

ShareRange clopper_pearson(double share, double number) {
  assert(share >= 0 && share <= 1 && number >= 0);
  const double reached = share * number, rest = number - reached;
  return {reached > 0 ? beta_quantile(kTail, reached, rest + 1) : 0,
          rest > 0 ? beta_quantile(1 - kTail, reached + 1, rest) : 1};
}

double crossed_design_effect(std::span<const double> values, std::span<const std::size_t> rows,
                             std::span<const std::size_t> columns) {
  assert(rows.size() == values.size() && columns.size() == values.size());
  const auto count = static_cast<double>(values.size());
  if (values.size() < 2) return 1;
  double mean = 0, squares = 0;
  for (const double v : values) mean += v / count;
  std::vector<double> deviations;
  for (const double v : values) deviations.push_back(v - mean);
  for (const double d : deviations) squares += d * d;
  // All the same, but for how their mean is rounded.
  if (squares <= count * 1e-24 * (1 + mean * mean))
    return count / static_cast<double>(std::min(different(rows), different(columns)));
  const double independent = squares * count / (count - 1);
  return (clustered(deviations, rows) + clustered(deviations, columns) - independent) / independent;
}

}  // namespace anbn
