// SPDX-License-Identifier: Apache-2.0
// Most figures measure something of the anchors at each x (a layer, a network, a bin): once of what
// was observed, once of the same given the nuisance set, once of every noise draw, once of the
// untrained model.
#pragma once

#include "anbn/report/numbers/figures/figure.h"

#include <functional>

namespace anbn {

/// The mean over noise draws, and the range that holds 95 % of them.
struct Spread {
  double mean = 0, low = 0, high = 0;
};

/// Mean, 2.5th and 97.5th percentile of `values` without NaN; all NaN if none is left.
Spread spread_of(std::vector<double> values);

/// What a figure shows of one coupling: a number for each x.
using Measure = std::function<std::vector<double>(const Anchors&)>;

/// The spread of `measure` over the draws at each x; empty if there are no draws.
std::vector<Spread> spread_over(std::span<const Anchors> draws, const Measure& measure);

/// The rows of a figure with columns x..., value, low, high: `x` holds the leading columns [rows].
std::vector<FigureRow> measured_rows(const FigureInput& input,
                                     const std::vector<std::vector<double>>& x,
                                     const Measure& measure);

/// How many layers there are: the largest of `neuron_layer`.
std::size_t layer_count(const FigureInput& input);

/// 1, 2, ..., `count` as single-column x.
std::vector<std::vector<double>> numbers_from_one(std::size_t count);

/// How many of `correlations` are NaN: series that are constant.
std::size_t count_constant(const std::vector<double>& correlations);

/// " 3 constant neurons are left out." or nothing, for the end of a caption.
std::string left_out_words(std::size_t count, std::string_view what);

}  // namespace anbn
