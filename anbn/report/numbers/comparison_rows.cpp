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

std::string excess_of(const Session& s, const Number& number) {
  if (!s.input.partial) return "n/a";
  std::vector<double> draws;
  for (const Anchors& draw : s.input.noise) draws.push_back(number(draw));
  const DrawScale scale = draw_scale(draws);
  const double excess = scale.excess(number(*s.input.partial));
  // Draws that are the same but for rounding have no scale.
  return std::isnan(excess) || scale.deviation < 1e-9 * std::abs(scale.mean)
             ? "n/a"
             : fmt::format("{:+.1f}", excess);
}

ComparisonRow row_of(const Session& s, const Session* untrained, const Number& number,
                     std::string (*text)(double)) {
  std::vector<double> draws;
  for (const Anchors& draw : s.input.noise) draws.push_back(number(draw));
  ComparisonRow row;
  row.here = text(number(s.input.observed));
  row.partial = s.input.partial ? text(number(*s.input.partial)) : "n/a";
  row.noise = draws.empty() ? "n/a" : spread_text(spread_of(draws), text);
  row.untrained = s.input.untrained ? text(number(*s.input.untrained)) : "n/a";
  row.excess = excess_of(s, number);
  if (untrained && untrained->input.neuron_layer == s.input.neuron_layer)
    row.untrained_excess = excess_of(*untrained, number);
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
