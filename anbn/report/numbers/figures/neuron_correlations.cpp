// SPDX-License-Identifier: Apache-2.0
// Figure 4a: how many neurons have which largest correlation.
#include "anbn/report/numbers/figures/measure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

// Bins are hundredths of a correlation, at the same places in every story, so that stories compare.
constexpr double kBinsPerUnit = 100;

double edge(int bin) { return bin / kBinsPerUnit; }

// The bin [edge(b), edge(b + 1)) of `r`; r = 1 belongs to the last one. Compared with the edges
// themselves, because r * 100 may round across one.
int bin_of(double r) {
  int bin = std::clamp(static_cast<int>(std::floor(r * kBinsPerUnit)), -100, 99);
  while (bin > -100 && r < edge(bin)) --bin;
  while (bin < 99 && r >= edge(bin + 1)) ++bin;
  return bin;
}

struct Bins {
  int first = 0, last = -1;

  void widen(const Anchors& anchors) {
    for (double r : anchors.neuron_correlation) {
      if (std::isnan(r)) continue;
      const int bin = bin_of(r);
      if (last < first) first = last = bin;
      first = std::min(first, bin);
      last = std::max(last, bin);
    }
  }
};

}  // namespace

FigureTable neuron_correlations(const FigureInput& input) {
  Bins bins;
  bins.widen(input.observed);
  if (input.partial) bins.widen(*input.partial);
  for (const Anchors& draw : input.noise) bins.widen(draw);
  if (input.untrained) bins.widen(*input.untrained);

  std::vector<std::vector<double>> x;
  for (int bin = bins.first; bin <= bins.last; ++bin) x.push_back({edge(bin), edge(bin + 1)});
  const auto counts = [&](const Anchors& anchors) {
    std::vector<double> neurons(x.size());
    for (double r : anchors.neuron_correlation)
      if (!std::isnan(r)) ++neurons[static_cast<std::size_t>(bin_of(r) - bins.first)];
    return neurons;
  };

  FigureTable table;
  table.title = "Largest correlation of each neuron";
  table.x_title = "largest " + input.pcc + " over the networks";
  table.y_title = "neurons";
  table.columns = {"from", "to", "neurons", "low", "high"};
  table.rows = measured_rows(input, x, counts);
  table.references = {{'x', kWeakCorrelation, "0.25, weak below"}};
  table.left_out = count_constant(input.observed.neuron_correlation);
  table.caption = fmt::format(
      "Each neuron counts once, at its correlation with the network that it is anchored to. The "
      "best of {} correlations is never near zero: the grey curve is what the same neurons reach "
      "with networks whose phases are random, given the nuisance set; what was observed given the "
      "set is to be read against it.{}",
      input.observed.network_correlation.size(), left_out_words(table.left_out, "neuron"));
  return table;
}

}  // namespace anbn
