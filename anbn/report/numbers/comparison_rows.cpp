// SPDX-License-Identifier: Apache-2.0
#include "anbn/report/numbers/comparison_rows.h"

#include "anbn/stats/draws/excess.h"

#include <fmt/format.h>

#include <cmath>

namespace anbn {

std::string spread_text(const Spread& spread, std::string (*text)(double)) {
  if (std::isnan(spread.mean)) return "n/a";
  return fmt::format("{} ({} to {})", text(spread.mean), text(spread.low), text(spread.high));
}

std::string whole_text(double value) { return fmt::format("{:.0f}", value); }

namespace {

std::vector<double> of_draws(const Session& s, const Number& number) {
  std::vector<double> draws;
  for (const Anchors& draw : s.input.noise) draws.push_back(number(draw));
  return draws;
}

std::string excess_of(const Session& s, const Number& number, const std::vector<double>& draws) {
  if (!s.input.partial) return "n/a";
  const DrawScale scale = draw_scale(draws);
  const double excess = scale.excess(number(*s.input.partial));
  // Draws that are the same but for rounding have no scale.
  return std::isnan(excess) || scale.deviation < 1e-9 * std::abs(scale.mean)
             ? "n/a"
             : fmt::format("{:+.1f}", excess);
}

}  // namespace

ComparisonRow row_of(const Session& s, const Session* untrained, const Number& number,
                     std::string (*text)(double)) {
  const std::vector<double> draws = of_draws(s, number);
  ComparisonRow row;
  row.here = text(number(s.input.observed));
  row.partial = s.input.partial ? text(number(*s.input.partial)) : "n/a";
  row.noise = draws.empty() ? "n/a" : spread_text(spread_of(draws), text);
  row.untrained = s.input.untrained ? text(number(*s.input.untrained)) : "n/a";
  row.excess = excess_of(s, number, draws);
  if (untrained && untrained->input.neuron_layer == s.input.neuron_layer)
    row.untrained_excess = excess_of(*untrained, number, of_draws(*untrained, number));
  return row;
}

ComparisonRow with(ComparisonRow row, std::string figure, std::string quantity, std::string pieman,
                   std::string shapes) {
  row.figure = std::move(figure);
  row.quantity = std::move(quantity);
  row.pieman = std::move(pieman);
  row.shapes = std::move(shapes);
  return row;
}

}  // namespace anbn
