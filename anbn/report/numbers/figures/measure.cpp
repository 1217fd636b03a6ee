// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/figures/measure.h"

#include "anbn/core/nan.h"
#include "anbn/stats/percentile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {

namespace {}

Spread spread_of(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return {kNan, kNan, kNan};
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {sum / static_cast<double>(values.size()), percentile(values, 2.5),
          percentile(values, 97.5)};
}

std::vector<Spread> spread_over(std::span<const Anchors> draws, const Measure& measure) {
  std::vector<std::vector<double>> values_at;  // [x][draw]
  for (const Anchors& draw : draws) {
    const std::vector<double> values = measure(draw);
    values_at.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) values_at[i].push_back(values[i]);
  }
  std::vector<Spread> spreads;
  for (const auto& values : values_at) spreads.push_back(spread_of(values));
  return spreads;
}

std::vector<FigureRow> measured_rows(const FigureInput& input,
                                     const std::vector<std::vector<double>>& x,
                                     const Measure& measure) {
  std::vector<FigureRow> rows;
  const auto add = [&](Series series, std::size_t i, double value, double low, double high) {
    FigureRow row{series, x[i]};
    row.values.insert(row.values.end(), {value, low, high});
    rows.push_back(std::move(row));
  };
  const auto add_measured = [&](Series series, const Anchors& anchors) {
    const auto values = measure(anchors);
    for (std::size_t i = 0; i < x.size(); ++i) add(series, i, values[i], kNan, kNan);
  };
  add_measured(Series::observed, input.observed);
  if (input.partial) add_measured(Series::partial, *input.partial);
  const auto noise = spread_over(input.noise, measure);
  for (std::size_t i = 0; i < noise.size(); ++i)
    add(Series::noise, i, noise[i].mean, noise[i].low, noise[i].high);
  if (input.untrained) add_measured(Series::untrained, *input.untrained);
  return rows;
}

std::size_t layer_count(const FigureInput& input) {
  const auto& layers = input.neuron_layer;
  return layers.empty() ? 0
                        : static_cast<std::size_t>(*std::max_element(layers.begin(), layers.end()));
}

std::vector<std::vector<double>> numbers_from_one(std::size_t count) {
  std::vector<std::vector<double>> numbers;
  for (std::size_t i = 1; i <= count; ++i) numbers.push_back({static_cast<double>(i)});
  return numbers;
}

std::size_t count_constant(const std::vector<double>& correlations) {
  return static_cast<std::size_t>(std::count_if(correlations.begin(), correlations.end(),
                                                [](double r) { return std::isnan(r); }));
}

std::string left_out_words(std::size_t count, std::string_view what) {
  if (count == 0) return "";
  return count == 1 ? fmt::format(" One {}, whose series is constant, is left out.", what)
                    : fmt::format(" {} {}s, whose series are constant, are left out.", count, what);
}

}  // namespace anbn
