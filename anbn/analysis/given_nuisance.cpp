// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/given_nuisance.h"

#include "anbn/signal/standardize.h"

#include <limits>

namespace anbn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// Series of one side without the set, and whether anything is left of each.
struct CleanSide {
  Matrix values;
  std::vector<double> r2;
  std::vector<char> is_left;
};

CleanSide clean(const Matrix& series, const Nuisance& nuisance) {
  const Standardized unit = unit_columns(series);
  Residuals residuals = unit_residuals(unit.values, nuisance);
  CleanSide side{std::move(residuals.values), std::move(residuals.r2), unit.usable()};
  for (std::size_t j = 0; j < side.r2.size(); ++j)
    if (!side.is_left[j]) side.r2[j] = kNan;
  for (const std::size_t j : residuals.explained) side.is_left[j] = 0;
  return side;
}

std::vector<double> partials(const CleanSide& own, const CleanSide& other,
                             const std::vector<Anchor>& anchors) {
  std::vector<double> out(anchors.size(), kNan);
  for (std::size_t i = 0; i < anchors.size(); ++i) {
    const std::size_t j = anchors[i].index;
    if (j == kNoIndex || !own.is_left[i] || !other.is_left[j]) continue;
    out[i] = 0;
    for (std::size_t t = 0; t < own.values.rows; ++t)
      out[i] += static_cast<double>(own.values(t, i)) * other.values(t, j);
  }
  return out;
}

}  // namespace

GivenNuisance given_nuisance(const Matrix& neurons, const Matrix& networks,
                             const Anchoring& anchoring, const Nuisance& nuisance) {
  CleanSide left = clean(neurons, nuisance), right = clean(networks, nuisance);
  GivenNuisance out;
  out.neurons.partial = partials(left, right, anchoring.neurons);
  out.networks.partial = partials(right, left, anchoring.networks);
  out.neurons.r2 = std::move(left.r2);
  out.networks.r2 = std::move(right.r2);
  return out;
}

}  // namespace anbn
