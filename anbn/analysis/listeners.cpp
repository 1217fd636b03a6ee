// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/listeners.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/percentile.h"
#include "anbn/stats/tested_columns.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr NoiseCeiling kNoCeiling{kNan, kNan, kNoRange, kNan, kNan, kNan, kNan, kNoRange};

/// Columns minus their means; 0 where they cannot be tested, which are counted.
Matrix centred(MatrixView x, const Nuisance& nuisance, std::size_t& missing, Threads& threads) {
  const TestedColumns tested = tested_columns(x, nuisance, threads);
  missing = x.cols - tested.column.size();
  Matrix out(x.rows, x.cols);
  for (std::size_t j : tested.column) {
    double mean = 0;
    for (std::size_t t = 0; t < x.rows; ++t) mean += x(t, j) / static_cast<double>(x.rows);
    for (std::size_t t = 0; t < x.rows; ++t) out(t, j) = static_cast<float>(x(t, j) - mean);
  }
  return out;
}

/// Networks whose sum over listeners is a series at all, of which the nuisance set leaves
/// something.
std::vector<std::size_t> networks_with_sum(const std::vector<Matrix>& listeners,
                                           const Nuisance& nuisance, Threads& threads) {
  Matrix sums(listeners.front().rows, listeners.front().cols);
  for (std::size_t j = 0; j < sums.cols; ++j) {
    double squares = 0, own = 0;
    for (std::size_t t = 0; t < sums.rows; ++t) {
      double sum = 0;
      for (const Matrix& listener : listeners) {
        sum += listener(t, j);
        own += static_cast<double>(listener(t, j)) * listener(t, j);
      }
      squares += sum * sum;
      sums(t, j) = static_cast<float>(sum);
    }
    // What is left where listeners cancel each other out is rounding.
    if (!(squares > 1e-9 * own))
      for (std::size_t t = 0; t < sums.rows; ++t) sums(t, j) = 0;
  }
  return tested_columns(sums, nuisance, threads).column;
}

double mean_of(const std::vector<float>& values) {
  return mean_of_numbers(values.data(), values.size());
}

double flip_share(const SideOfListeners& side) {
  double called = 0, n = 0;
  for (float p : side.flip_p)
    if (!std::isnan(p)) called += p <= kFlipAlpha, ++n;
  return called / n;
}

std::vector<float> correlations_of(const SideOfListeners& side, Delta delta) {
  std::vector<float> r;
  for (const Anchor& a : side.anchors) r.push_back(statistic(a.correlation, delta));
  return r;
}

/// Whether more of a figure than noise has says something. A spread does not; nor does the size of
/// pairs where they were chosen for it: drift that is much larger than what is left of many
/// listeners' noise makes those of draws smaller than those of noise.
enum class Larger { is_tested, is_described };

struct KindOfFigure {
  std::string_view name;
  Larger larger;
};
constexpr KindOfFigure kHalfSelected = {"half_selected", Larger::is_described},
                       kHalfHeldOut = {"half_held_out", Larger::is_tested},
                       kRestSelected = {"rest_selected", Larger::is_described},
                       kRestHeldOut = {"rest_held_out", Larger::is_tested};

struct WholeFigure {
  ListenerFigure figure;
  Larger larger;
};

void add_figure(std::string_view side, const KindOfFigure& kind, double value,
                std::vector<WholeFigure>& out) {
  out.push_back({{std::string(side), std::string(kind.name), value, {}}, kind.larger});
}

void add_figures(std::string_view name, const SideOfListeners& side, Delta delta,
                 std::vector<WholeFigure>& out) {
  const auto add = [&](const KindOfFigure& kind, double value) {
    add_figure(name, kind, value, out);
  };
  add({"correlation", Larger::is_described}, mean_of(correlations_of(side, delta)));
  add({"listener_mean", Larger::is_tested}, mean_of(side.listener_mean));
  add({"listener_sd", Larger::is_described}, mean_of(side.listener_sd));
  add(kHalfSelected, mean_of(side.half_selected));
  add(kHalfHeldOut, mean_of(side.half_held_out));
  add({"half_same", Larger::is_tested}, mean_of(side.half_same));
  add(kRestSelected, mean_of(side.rest_selected));
  add(kRestHeldOut, mean_of(side.rest_held_out));
  add({"flip_share", Larger::is_tested}, flip_share(side));
}

/// The figures of the whole story in one arrangement; their order is always the same.
std::vector<WholeFigure> figures_of(const ListenerFigures& found, Delta delta) {
  std::vector<WholeFigure> out;
  add_figures("neurons", found.neurons, delta, out);
  add_figures("networks", found.networks, delta, out);
  add_figure("best pair", kHalfSelected, found.best.half_selected, out);
  add_figure("best pair", kHalfHeldOut, found.best.half_held_out, out);
  add_figure("best pair", kRestSelected, found.best.rest_selected, out);
  add_figure("best pair", kRestHeldOut, found.best.rest_held_out, out);
  return out;
}

std::vector<double> means_in_listeners(const SideOfListeners& side) {
  const Matrix& r = side.by_listener;
  std::vector<double> means;
  for (std::size_t l = 0; l < r.cols; ++l)
    means.push_back(mean_of_numbers(r.values.data() + l, r.rows, r.cols));
  return means;
}

void keep_row(const std::vector<float>& values, std::size_t row, Matrix& to) {
  std::copy(values.begin(), values.end(), to.row(row).begin());
}

/// What is kept of the draws for ranges a series; a row each.
struct SideDraws {
  Matrix listener_mean, half_held_out, rest_held_out;

  SideDraws(std::size_t draws, std::size_t series)
      : listener_mean(draws, series), half_held_out(draws, series), rest_held_out(draws, series) {}

  void keep(std::size_t draw, const SideOfListeners& side) {
    keep_row(side.listener_mean, draw, listener_mean);
    keep_row(side.half_held_out, draw, half_held_out);
    keep_row(side.rest_held_out, draw, rest_held_out);
  }
};

struct CutDraws {
  SideDraws neurons, networks;
  Matrix network_correlation;                               // [P x M]
  std::vector<std::vector<double>> figures, listener_mean;  // [P][figures], [P][L]
};

CutDraws drawn_cuts(const ListenerSeries& series, const std::vector<ListenerCut>& halves,
                    const SignFlips& flips, const ListenerPlan& plan, const Machine& machine) {
  CutDraws all{{plan.draws, series.series.neurons.rows},
               {plan.draws, series.networks},
               Matrix(plan.draws, series.networks),
               std::vector<std::vector<double>>(plan.draws),
               std::vector<std::vector<double>>(plan.draws)};
  DrawLoop<ListenerPanel> loop(machine, 1, [&] {
    return ListenerPanel(series, halves, flips, plan.delta, machine.backend);
  });
  loop.begin("listeners under random phases", plan.draws);
  loop.run(0, plan.draws, [&](ListenerPanel& panel, const DrawBlock& block) {
    const std::size_t draw = block.first;
    const ListenerFigures found = panel.drawn(random_key(plan.seed, "listeners phase", draw));
    all.neurons.keep(draw, found.neurons);
    all.networks.keep(draw, found.networks);
    keep_row(correlations_of(found.networks, plan.delta), draw, all.network_correlation);
    for (const WholeFigure& whole : figures_of(found, plan.delta))
      all.figures[draw].push_back(whole.figure.observed);
    all.listener_mean[draw] = means_in_listeners(found.neurons);
  });
  return all;
}

std::vector<NullRange> ranges_of(const std::vector<float>& observed, const Matrix& draws,
                                 Threads& threads) {
  std::vector<NullRange> ranges(observed.size());
  threads.for_each_block(observed.size(), [&](std::size_t i, std::size_t) {
    std::vector<double> values;
    for (std::size_t d = 0; d < draws.rows; ++d) values.push_back(draws(d, i));
    ranges[i] = null_range(observed[i], std::move(values), Tail::upper);
  });
  return ranges;
}

/// `values` of the series kept, at their places among `count`.
template <class Value>
std::vector<Value> spread_out(const std::vector<Value>& values,
                              const std::vector<std::size_t>& kept, std::size_t count,
                              const Value& none) {
  std::vector<Value> out(count, none);
  for (std::size_t k = 0; k < kept.size(); ++k) out[kept[k]] = values[k];
  return out;
}

/// Brings one side's results back to the series that were given.
ListenerSide listeners_side(const SideOfListeners& found, const SideDraws& draws,
                            const std::vector<std::size_t>& kept, std::size_t count,
                            const std::vector<std::size_t>& partners, Threads& threads) {
  const auto ranges = [&](const std::vector<float>& observed, const Matrix& drawn) {
    return spread_out(ranges_of(observed, drawn, threads), kept, count, kNoRange);
  };
  ListenerSide side;
  side.listener_mean = ranges(found.listener_mean, draws.listener_mean);
  side.half_held_out = ranges(found.half_held_out, draws.half_held_out);
  side.rest_held_out = ranges(found.rest_held_out, draws.rest_held_out);
  SideOfListeners& o = side.observed;
  o.anchors = spread_out(found.anchors, kept, count, Anchor{});
  for (Anchor& a : o.anchors)
    if (a.index != kNoIndex) a.index = partners[a.index];
  for (auto field : {&SideOfListeners::listener_mean, &SideOfListeners::listener_sd,
                     &SideOfListeners::flip_p, &SideOfListeners::half_selected,
                     &SideOfListeners::half_held_out, &SideOfListeners::half_same,
                     &SideOfListeners::rest_selected, &SideOfListeners::rest_held_out})
    o.*field = spread_out(found.*field, kept, count, kFloatNan);
  o.by_listener = Matrix(count, found.by_listener.cols);
  std::fill(o.by_listener.values.begin(), o.by_listener.values.end(), kFloatNan);
  for (std::size_t k = 0; k < kept.size(); ++k)
    std::copy_n(found.by_listener.row(k).data(), found.by_listener.cols,
                o.by_listener.row(kept[k]).data());
  return side;
}

/// The ceilings with how much of each the anchored pair of size `correlations` [M] reaches.
std::vector<NoiseCeiling> with_reached(std::vector<NoiseCeiling> ceilings,
                                       const std::vector<float>& correlations,
                                       const std::vector<NullRange>& noise) {
  for (std::size_t j = 0; j < ceilings.size(); ++j) {
    NoiseCeiling& c = ceilings[j];
    const bool there = !std::isnan(c.ceiling);
    c.reached = correlations[j] / c.ceiling;
    c.reached_noise = {noise[j].mean / c.ceiling, noise[j].low / c.ceiling,
                       noise[j].high / c.ceiling, there ? noise[j].p : kNan};
  }
  return ceilings;
}

void check_sizes(MatrixView neurons, const std::vector<MatrixView>& listeners) {
  if (listeners.size() < 2)
    fail("{} listener; expected at least two, to compare them", listeners.size());
  for (const MatrixView& listener : listeners)
    if (listener.rows != neurons.rows || listener.cols != listeners.front().cols)
      fail("a listener has {} volumes of {} networks; expected {} of {}, as neurons and others",
           listener.rows, listener.cols, neurons.rows, listeners.front().cols);
}

struct Prepared {
  std::vector<std::size_t> neurons, networks;  // that can be coupled
  std::vector<std::size_t> missing;            // [L]
  ListenerSeries series;
};

Prepared prepare(MatrixView neurons, const std::vector<MatrixView>& listeners,
                 const Nuisance& nuisance, const Machine& machine) {
  Prepared out;
  const TestedColumns tested = tested_columns(neurons, nuisance, machine.threads);
  out.neurons = tested.column;
  std::vector<Matrix> series;
  for (const MatrixView& listener : listeners)
    series.push_back(centred(listener, nuisance, out.missing.emplace_back(), machine.threads));
  out.networks = networks_with_sum(series, nuisance, machine.threads);
  for (Matrix& listener : series) listener = columns_kept(listener, out.networks);
  out.series = listener_series(tested.unit, series, nuisance, machine);
  return out;
}

/// What there is to say where nothing can be coupled.
ListenerResults nothing_of(std::size_t neurons, std::size_t networks, std::size_t draws,
                           Prepared in) {
  ListenerResults out;
  out.listeners = in.missing.size();
  out.draws = draws;
  const auto fill = [&](ListenerSide& side, std::size_t count) {
    SideOfListeners none;
    none.by_listener = Matrix(0, in.missing.size());
    const SideDraws no_draws(0, 0);
    Threads one(1);
    side = listeners_side(none, no_draws, {}, count, {}, one);
  };
  fill(out.neurons, neurons);
  fill(out.networks, networks);
  out.ceilings.assign(networks, kNoCeiling);
  out.listener_isc = out.listener_mean = std::vector<double>(in.missing.size(), kNan);
  out.listener_mean_noise.assign(in.missing.size(), kNoRange);
  out.missing = std::move(in.missing);
  return out;
}

}  // namespace

ListenerResults compare_listeners(MatrixView neurons, const std::vector<MatrixView>& listeners,
                                  const Nuisance& nuisance, const ListenerPlan& plan,
                                  const Machine& machine) {
  check_sizes(neurons, listeners);
  const Prepared in = prepare(neurons, listeners, nuisance, machine);
  if (in.neurons.empty() || in.networks.empty())
    return nothing_of(neurons.cols, listeners.front().cols, plan.draws, in);
  const std::vector<ListenerCut> halves = halves_of(listeners.size(), plan.splits, plan.seed);
  const SignFlips flips = sign_flips(listeners.size(), plan.flips, plan.seed);
  const ListenerFigures found =
      ListenerPanel(in.series, halves, flips, plan.delta, machine.backend).observed();
  const CutDraws draws = drawn_cuts(in.series, halves, flips, plan, machine);

  ListenerResults out;
  out.listeners = listeners.size();
  out.draws = plan.draws;
  out.missing = in.missing;
  out.splits = halves.size();
  out.flips = flips.signs.cols;
  out.smallest_flip_p = flips.p(1 - flips.own);
  const std::size_t networks = listeners.front().cols;
  out.neurons = listeners_side(found.neurons, draws.neurons, in.neurons, neurons.cols, in.networks,
                               machine.threads);
  out.networks = listeners_side(found.networks, draws.networks, in.networks, networks, in.neurons,
                                machine.threads);
  const auto range = [](double observed, const std::vector<std::vector<double>>& drawn,
                        std::size_t at) {
    std::vector<double> values;
    for (const auto& draw : drawn) values.push_back(draw[at]);
    return null_range(observed, std::move(values), Tail::upper);
  };
  for (auto& [figure, larger] : figures_of(found, plan.delta)) {
    figure.noise = range(figure.observed, draws.figures, out.figures.size());
    if (larger == Larger::is_described) figure.noise.p = kNan;
    out.figures.push_back(std::move(figure));
  }
  out.listener_mean = means_in_listeners(found.neurons);
  for (std::size_t l = 0; l < listeners.size(); ++l)
    out.listener_mean_noise.push_back(range(out.listener_mean[l], draws.listener_mean, l));
  const NoiseCeilings ceilings = noise_ceilings(in.series, halves, plan.draws, plan.seed, machine);
  out.ceilings =
      spread_out(with_reached(ceilings.networks, correlations_of(found.networks, Delta::absolute),
                              ranges_of(correlations_of(found.networks, plan.delta),
                                        draws.network_correlation, machine.threads)),
                 in.networks, networks, kNoCeiling);
  out.listener_isc = ceilings.listener_isc;
  out.figures.push_back({"networks", "isc", ceilings.mean_isc, ceilings.mean_isc_noise});
  return out;
}

}  // namespace anbn
