// SPDX-License-Identifier: Apache-2.0
// A figure of the report is a table of numbers, computed here and drawn by web/figures/KIND.ts.
// Every figure holds the same thing several times: as observed (the paper's plain correlations), as
// observed given the nuisance set (partial), as phase-randomized networks given the same set
// (noise) give it, and as a model with untrained weights (untrained) gives it, plain as well.
#pragma once

#include "anbn/core/names.h"
#include "anbn/stats/lag.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// The anchors of one coupling: Eq. 1 for the N neurons, Eq. 2 for the M networks.
/// A constant series has correlation NaN and anchor 0.
struct Anchors {
  std::vector<double> neuron_correlation;   // [N] the largest PCC over the networks
  std::vector<int> neuron_network;          // [N] that network, from 1
  std::vector<double> network_correlation;  // [M] the largest PCC over the neurons
  std::vector<int> network_neuron;          // [M] that neuron, from 1
};

/// A layer's mean r^2 over its own draws, in their standard deviations; NaN where they do not vary.
struct LayerExcess {
  int layer = 0;
  double excess = 0;
  double noise_low = 0, noise_high = 0;  // 2.5th and 97.5th percentile of the draws
};

inline constexpr std::string_view kAbsolutePcc = "|PCC|";

/// All that the figures of one variant and story are computed from.
struct FigureInput {
  std::vector<int> neuron_layer;  // [N], from 1
  Anchors observed;
  /// The largest partial correlations given the nuisance set and with whom they are, where noise
  /// has that statistic: what noise is to be read against.
  std::optional<Anchors> partial;
  std::vector<Anchors> noise;  // [D] draws
  std::optional<Anchors> untrained;
  std::vector<LayerExcess> layer_excess, untrained_layer_excess;
  LagCheck lags;
  double tr_s = 0;
  std::string pcc = "PCC";  // what the correlations are called; kAbsolutePcc: signs were taken off

  /// What was observed of the statistic that noise has.
  const Anchors& beside_noise() const { return partial ? *partial : observed; }
};

enum class Series { observed, partial, noise, untrained };
constexpr auto names_of(Series) { return named("observed", "partial", "noise", "untrained"); }

struct FigureRow {
  Series series = Series::observed;
  std::vector<double> values;  // one a column; NaN where there is none
};

/// A line across a figure, such as the paper's threshold.
struct ReferenceLine {
  char axis = 'x';
  double value = 0;
  std::string label;
};

/// The numbers of one figure and the words around them.
struct FigureTable {
  std::string title, caption, x_title, y_title;
  std::vector<std::string> columns;  // those after `series`
  std::vector<FigureRow> rows;
  std::vector<ReferenceLine> references;
  std::size_t left_out = 0;  // constant series of the observed coupling that the figure would show
};

struct FigureKind {
  std::string_view name;    // of its C++ and TypeScript files
  std::string_view file;    // its results begin with this: report/figures/FILE.VARIANT.STORY.tsv
  std::string_view number;  // the paper's ("Figure 4a"); empty if it is not in the paper
  FigureTable (*compute)(const FigureInput&);
};

/// Every figure, in the order of the page.
std::span<const FigureKind> figure_kinds();

/// The paper's threshold: correlations below it are called weak in figures 4c, 4d and 6a.
inline constexpr double kWeakCorrelation = 0.25;

}  // namespace anbn
