// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/given_nuisance.h"

#include "anbn/analysis/story_views.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"

#include <cmath>
#include <limits>

namespace anbn {
namespace {

/// Series of one side without the set, and whether anything is left of each.
struct CleanSide {
  Matrix values;
  std::vector<double> r2;
  std::vector<char> is_left;
};

CleanSide clean(MatrixView series, const Nuisance& nuisance) {
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

/// Fourth moment over the square of the second, less the 3 of normal noise.
double excess_kurtosis(const Matrix& x, std::size_t column) {
  const auto n = static_cast<double>(x.rows);
  double mean = 0, second = 0, fourth = 0;
  for (std::size_t t = 0; t < x.rows; ++t) mean += x(t, column) / n;
  for (std::size_t t = 0; t < x.rows; ++t) {
    const double square = (x(t, column) - mean) * (x(t, column) - mean);
    second += square / n;
    fourth += square * square / n;
  }
  return fourth / (second * second) - 3;
}

/// Keeps the larger one of each series; NaN stays.
void add_kurtosis(const CleanSide& side, std::vector<double>& largest) {
  largest.resize(side.values.cols, -std::numeric_limits<double>::infinity());
  for (std::size_t j = 0; j < side.values.cols; ++j) {
    const double own = side.is_left[j] ? excess_kurtosis(side.values, j) : kNan;
    if (std::isnan(own) || own > largest[j]) largest[j] = own;
  }
}

void add(double share, const std::vector<double>& of_story, std::vector<double>& sum) {
  sum.resize(of_story.size(), 0);
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += share * of_story[i];
}

}  // namespace

GivenNuisance given_nuisance(const StoryViews& stories, const Anchoring& anchoring) {
  const std::vector<double> shares = shares_of(stories);
  GivenNuisance out;
  for (std::size_t s = 0; s < stories.size(); ++s) {
    const StoryView& story = stories[s];
    const CleanSide left = clean(story.neurons, story.nuisance),
                    right = clean(story.networks, story.nuisance);
    add_kurtosis(left, out.neurons.kurtosis);
    add_kurtosis(right, out.networks.kurtosis);
    add(shares[s], left.r2, out.neurons.r2);
    add(shares[s], right.r2, out.networks.r2);
    add(shares[s], partials(left, right, anchoring.neurons), out.neurons.partial);
    add(shares[s], partials(right, left, anchoring.networks), out.networks.partial);
  }
  return out;
}

}  // namespace anbn
