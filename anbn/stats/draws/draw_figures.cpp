// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/draw_figures.h"

#include "anbn/stats/draws/counting.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/draw_panel.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// The figures of the draws in a panel. Belongs to one thread.
class PanelFigures {
 public:
  PanelFigures(const PooledSeries& series, Delta delta, std::span<const std::size_t> groups,
               const Backend& backend)
      : panel(series, backend), series_(series), backend_(backend), delta_(delta), means_(groups) {}

  /// Measures the draws in places begin .. end-1 and writes the figures of place s to
  /// `row_of(s)` [4 + 2 G].
  template <class RowOf>
  void write(std::size_t begin, std::size_t end, const RowOf& row_of) {
    const std::size_t neurons = series_.neurons.rows, networks = series_.networks();
    networks_.assign(draws_together(networks) * networks, kLowest);
    neurons_.assign(end * neurons, kLowest);
    squares_.resize(end * neurons);
    for_each_neuron_block(panel, neurons,
                          [&](std::size_t first, std::size_t count, const MutableView& r) {
                            measure(first, count, r, begin, end);
                          });
    for (std::size_t s = begin; s < end; ++s) {
      const auto of_networks = std::span(networks_).subspan(s * networks, networks);
      const std::span<float> row = row_of(s);
      row[0] = *std::max_element(of_networks.begin(), of_networks.end());
      means_.write(std::span(neurons_).subspan(s * neurons, neurons),
                   std::span(squares_).subspan(s * neurons, neurons), of_networks, row.subspan(1));
    }
  }

  DrawPanel panel;

 private:
  void measure(std::size_t first, std::size_t count, const MutableView& r, std::size_t begin,
               std::size_t end) {
    if (delta_ == Delta::absolute)
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t c = 0; c < r.cols; ++c)
          r.data[i * r.stride + c] = std::abs(r.data[i * r.stride + c]);
    backend_.column_maxima({r.data, r.rows, r.cols, r.stride}, std::span(networks_).first(r.cols));
    const std::size_t networks = series_.networks();
    for (std::size_t s = begin; s < end; ++s) {
      const ConstView draw{r.data + s * networks, count, networks, r.stride};
      const std::size_t at = s * series_.neurons.rows + first;
      backend_.row_maxima(draw, std::span(neurons_).subspan(at, count));
      backend_.row_square_sums(draw, std::span(squares_).subspan(at, count));
    }
  }

  const PooledSeries& series_;
  const Backend& backend_;
  Delta delta_;
  DrawMeans means_;
  std::vector<float> neurons_, squares_, networks_;  // [draws x N] twice, [draws x M]
};

}  // namespace

Matrix draw_figures(const PooledSeries& series, const std::vector<DrawStream>& streams,
                    std::size_t draws, Delta delta, const std::vector<std::size_t>& groups,
                    const Machine& machine) {
  const auto make = [&] { return PanelFigures(series, delta, groups, machine.backend); };
  const std::size_t count =
      groups.empty() ? 0 : *std::max_element(groups.begin(), groups.end()) + 1;
  Matrix out(draws + 1, 1 + DrawMeans::columns(count));
  PanelFigures observed = make();
  observed.panel.set_observed();
  observed.write(0, 1, [&](std::size_t) { return out.row(0); });
  DrawLoop<PanelFigures> loop(machine, draws_together(series.networks()), make);
  loop.begin(streams.front().name, draws);
  loop.run(0, draws, [&](PanelFigures& figures, const DrawBlock& block) {
    figures.panel.set_draws(streams, block.first);
    figures.write(block.begin, block.end,
                  [&](std::size_t s) { return out.row(1 + block.first + s); });
  });
  return out;
}

}  // namespace anbn
