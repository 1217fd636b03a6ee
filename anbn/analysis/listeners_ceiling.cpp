// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/listeners_ceiling.h"

#include "anbn/core/nan.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/percentile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

double ratio(double product, double squares_a, double squares_b) {
  return squares_a > 0 && squares_b > 0 ? product / std::sqrt(squares_a * squares_b) : kNan;
}

/// Sum over all pairs of a in `first` and b in `second` of a network's inner products.
double product_of_halves(const double* products, std::size_t listeners,
                         const std::vector<std::size_t>& first,
                         const std::vector<std::size_t>& second) {
  double sum = 0;
  for (std::size_t a : first)
    for (std::size_t b : second) sum += products[a * listeners + b];
  return sum;
}

/// The correlation of each listener with the sum of the others [L x M]; NaN where one is missing.
std::vector<double> each_with_others(const ArrangedListeners& arranged, std::size_t listeners) {
  const std::size_t count = arranged.networks.cols / listeners;
  std::vector<double> isc(listeners * count);
  for (std::size_t j = 0; j < count; ++j) {
    const double* products = arranged.products.data() + j * listeners * listeners;
    const double all = std::accumulate(products, products + listeners * listeners, 0.0);
    for (std::size_t l = 0; l < listeners; ++l) {
      const double own = products[l * listeners + l];
      const double* row = products + l * listeners;
      const double with_all = std::accumulate(row, row + listeners, 0.0);
      isc[l * count + j] = ratio(with_all - own, own, all - 2 * with_all + own);
    }
  }
  return isc;
}

std::vector<double> means_over_listeners(const ListenerSeries& series,
                                         const std::vector<double>& isc) {
  std::vector<double> means;
  for (std::size_t j = 0; j < series.networks; ++j)
    means.push_back(mean_of_numbers(isc.data() + j, series.count, series.networks));
  return means;
}

/// isc [draws x M] with the phases of each listener random apart.
std::vector<std::vector<double>> draw_isc(const ListenerSeries& series, std::size_t draws,
                                          std::uint64_t seed, const Machine& machine) {
  std::vector<std::vector<double>> drawn(draws);
  const Matrix& whole = series.series.networks;
  struct Panel {
    ArrangedListeners arranged;
    Matrix projections;
  };
  DrawLoop<Panel> loop(machine, 1, [&] {
    return Panel{{Matrix(whole.rows, whole.cols), {}},
                 Matrix(series.series.nuisance.rows, whole.cols)};
  });
  loop.begin("listeners apart", draws);
  loop.run(0, draws, [&](Panel& panel, const DrawBlock& block) {
    for (std::size_t l = 0; l < series.count; ++l) {
      Matrix one(whole.rows, series.networks);
      for (std::size_t t = 0; t < one.rows; ++t)
        std::copy_n(whole.row(t).data() + l * one.cols, one.cols, one.row(t).data());
      randomize_phases(one, random_key(seed, "listeners apart", block.first * series.count + l),
                       panel.arranged.networks.values.data() + l * one.cols, whole.cols);
    }
    clean(series, panel.arranged, panel.projections, machine.backend);
    drawn[block.first] =
        means_over_listeners(series, each_with_others(panel.arranged, series.count));
  });
  return drawn;
}

/// NaN where no cut has both halves.
double mean_half(const double* products, std::size_t listeners,
                 const std::vector<ListenerCut>& halves) {
  double sum = 0, n = 0;
  for (const ListenerCut& cut : halves) {
    const double r = ratio(product_of_halves(products, listeners, cut.first, cut.second),
                           product_of_halves(products, listeners, cut.first, cut.first),
                           product_of_halves(products, listeners, cut.second, cut.second));
    if (!std::isnan(r)) sum += r, ++n;
  }
  return sum / n;
}

}  // namespace

NoiseCeilings noise_ceilings(const ListenerSeries& series, const std::vector<ListenerCut>& halves,
                             std::size_t draws, std::uint64_t seed, const Machine& machine) {
  const std::size_t listeners = series.count, count = series.networks;
  ArrangedListeners observed{series.series.networks, {}};
  Matrix projections(series.series.nuisance.rows, observed.networks.cols);
  clean(series, observed, projections, machine.backend);
  const std::vector<double> isc = each_with_others(observed, listeners);
  const std::vector<double> means = means_over_listeners(series, isc);
  const auto drawn = draw_isc(series, draws, seed, machine);
  NoiseCeilings out;
  for (std::size_t j = 0; j < count; ++j) {
    NoiseCeiling c;
    c.isc = means[j];
    double squares = 0, n = 0;
    for (std::size_t l = 0; l < listeners; ++l)
      if (const double r = isc[l * count + j]; !std::isnan(r))
        squares += (r - c.isc) * (r - c.isc), ++n;
    c.isc_sd = n > 1 ? std::sqrt(squares / (n - 1)) : kNan;
    std::vector<double> noise;
    for (const auto& draw : drawn) noise.push_back(draw[j]);
    c.isc_noise = null_range(c.isc, std::move(noise), Tail::upper);
    c.half = mean_half(observed.products.data() + j * listeners * listeners, listeners, halves);
    c.reliability = 2 * c.half / (1 + c.half);
    c.ceiling = c.reliability > 0 ? std::sqrt(c.reliability) : kNan;
    out.networks.push_back(c);
  }
  out.mean_isc = mean_of_numbers(means.data(), count);
  std::vector<double> noise;
  for (const auto& draw : drawn) noise.push_back(mean_of_numbers(draw.data(), count));
  out.mean_isc_noise = null_range(out.mean_isc, std::move(noise), Tail::upper);
  for (std::size_t l = 0; l < listeners; ++l)
    out.listener_isc.push_back(mean_of_numbers(isc.data() + l * count, count));
  return out;
}

}  // namespace anbn
