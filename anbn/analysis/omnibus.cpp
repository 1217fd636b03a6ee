// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/omnibus.h"

#include "anbn/core/nan.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/excess.h"
#include "anbn/stats/draws/min_p.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>

namespace anbn {
namespace {

/// A figure of every draw and the observed one, and where what it says is put.
struct Column {
  std::function<float(std::size_t row)> value;  // row 0 is the observed one
  OmnibusFigure* figure;
  /// Whether it is a mean of squares: ties are told on the scale of correlations, where squares
  /// have the same order.
  bool squared = false;
};

/// The figures of one family with their p values.
void test_family(const std::vector<Column>& family, std::size_t draws) {
  Matrix values(draws + 1, family.size());
  for (std::size_t s = 0; s < family.size(); ++s) {
    const auto& [value, figure, squared] = family[s];
    std::vector<double> drawn(draws);
    for (std::size_t d = 0; d < draws; ++d) drawn[d] = value(d + 1);
    figure->observed = value(0);
    figure->excess = draw_scale(drawn).excess(figure->observed);
    figure->noise = null_range(figure->observed, std::move(drawn), Tail::upper);
    for (std::size_t i = 0; i <= draws; ++i)
      values(i, s) = squared ? std::sqrt(value(i)) : value(i);
  }
  const MinP tested = min_p(values);
  for (std::size_t s = 0; s < family.size(); ++s) {
    family[s].figure->noise.p = tested.p[s];
    family[s].figure->p_adjusted = tested.adjusted[s];
  }
}

}  // namespace

// fmin of a number and NaN is the number.
double OmnibusTests::p() const {
  return std::fmin(std::fmin(largest.p_adjusted, neurons.p_adjusted),
                   std::fmin(networks.p_adjusted, square.p_adjusted));
}

double OmnibusTests::layers_p() const {
  double least = kNan;
  for (const LayerFigures& layer : layers)
    least = std::fmin(least, std::fmin(layer.neurons.p_adjusted, layer.square.p_adjusted));
  return least;
}

std::vector<int> layers_among(const std::vector<int>& layers,
                              const std::vector<std::size_t>& tested) {
  std::vector<int> among;
  if (layers.empty()) return among;
  for (const std::size_t i : tested) among.push_back(layers[i]);
  std::sort(among.begin(), among.end());
  among.erase(std::unique(among.begin(), among.end()), among.end());
  return among;
}

std::vector<std::size_t> groups_of(const std::vector<int>& layers,
                                   const std::vector<std::size_t>& tested,
                                   const std::vector<int>& among) {
  std::vector<std::size_t> groups;
  if (layers.empty()) return groups;
  for (const std::size_t i : tested)
    groups.push_back(static_cast<std::size_t>(
        std::lower_bound(among.begin(), among.end(), layers[i]) - among.begin()));
  return groups;
}

OmnibusTests omnibus_tests(const PermutationCounts& counts, const std::vector<int>& layers) {
  const DrawCounts& drawn = counts.drawn;
  const std::size_t draws = drawn.global_null.size();
  assert(drawn.means.rows == draws && drawn.means.cols == DrawMeans::columns(layers.size()));
  OmnibusTests out;
  for (const int layer : layers) out.layers.push_back({layer, {}, {}});
  const float largest =
      *std::max_element(counts.neurons.largest.begin(), counts.neurons.largest.end());
  const auto mean = [&](std::size_t column, OmnibusFigure& figure, bool squared = false) {
    return Column{[&drawn, &counts, column](std::size_t row) {
                    return row == 0 ? counts.means[column] : drawn.means(row - 1, column);
                  },
                  &figure, squared};
  };
  const Column of_largest{
      [&](std::size_t row) { return row == 0 ? largest : drawn.global_null[row - 1]; },
      &out.largest};
  test_family(
      {of_largest, mean(DrawMeans::kNeurons, out.neurons), mean(DrawMeans::kNetworks, out.networks),
       mean(DrawMeans::kSquare, out.square, true)},
      draws);
  std::vector<Column> by_layer;
  for (std::size_t g = 0; g < layers.size(); ++g) {
    by_layer.push_back(mean(DrawMeans::of_group(g), out.layers[g].neurons));
    by_layer.push_back(
        mean(DrawMeans::square_of_group(g, layers.size()), out.layers[g].square, true));
  }
  if (!layers.empty()) test_family(by_layer, draws);
  return out;
}

}  // namespace anbn
