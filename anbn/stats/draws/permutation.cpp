// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/permutation.h"

#include "anbn/core/error.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/counting.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/draw_panel.h"
#include "anbn/stats/draws/passing.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/draws/step_down.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

namespace anbn {
namespace {

// Panels of draws between two looks at the clock and at what was found.
constexpr std::size_t kBlocksPerBatch = 256;

/// Statistics of the observed arrangement, by the kernel that computes those of the draws.
PermutationCounts observe(const PooledSeries& series, const AnchoredPairs& pairs,
                          const CountPlan& plan, const Backend& backend) {
  DrawPanel panel(series, backend);
  panel.set_observed();
  Observer observer(pairs, plan, backend);
  for_each_neuron_block(
      panel, series.neurons.rows,
      [&](std::size_t first, std::size_t, const MutableView& r) { observer.add(first, r); });
  return observer.take();
}

/// What one thread needs to count, and its counts so far.
class Counter {
 public:
  Counter(const PooledSeries& series, const AnchoredPairs& pairs, const PermutationCounts& observed,
          const CountPlan& plan, const Backend& backend)
      : series_(series),
        pairs_(pairs),
        backend_(backend),
        delta_(plan.delta),
        panel_(series, backend),
        means_(plan.groups),
        neuron_pair_(thresholds(observed.neurons.pair)),
        neuron_largest_(thresholds(observed.neurons.largest)),
        network_pair_(thresholds(observed.networks.pair)),
        network_largest_(thresholds(observed.networks.largest)),
        neuron_steps_(observed.neurons.largest),
        network_steps_(observed.networks.largest),
        neuron_thresholds_(observed.neurons.thresholds),
        network_thresholds_(observed.networks.thresholds) {
    clear();
  }

  const SideReached& neurons() const { return neurons_; }
  const SideReached& networks() const { return networks_; }
  /// Counts from 0.
  void clear() {
    set_to_zero(neurons_, neuron_pair_.size());
    set_to_zero(networks_, network_pair_.size());
  }

  /// Counts the draws that are asked for and writes the largest correlation of draw p to
  /// drawn.global_null[p], its means and what passes to rows p of drawn.means and drawn.passing.
  void count(const std::vector<DrawStream>& streams, const DrawBlock& block, DrawCounts& drawn) {
    const std::size_t neurons = series_.neurons.rows, networks = series_.networks();
    panel_.set_draws(streams, block.first);
    network_maxima_.assign(draws_together(networks) * networks, kLowest);
    neuron_maxima_.assign(block.end * neurons, kLowest);
    neuron_squares_.resize(block.end * neurons);
    for_each_neuron_block(
        panel_, neurons, [&](std::size_t neuron, std::size_t count, const MutableView& r) {
          if (delta_ == Delta::absolute)
            for (std::size_t i = 0; i < count; ++i)
              for (std::size_t c = 0; c < r.cols; ++c)
                r.data[i * r.stride + c] = std::abs(r.data[i * r.stride + c]);
          backend_.column_maxima({r.data, r.rows, r.cols, r.stride}, network_maxima_);
          for (std::size_t s = block.begin; s < block.end; ++s)
            count_neurons(neuron, {r.data + s * networks, count, networks, r.stride},
                          s * neurons + neuron);
        });
    for (std::size_t s = block.begin; s < block.end; ++s) {
      const auto maxima = std::span(network_maxima_).subspan(s * networks, networks);
      for (std::size_t j = 0; j < networks; ++j)
        networks_.largest[j] += maxima[j] >= network_largest_[j];
      network_steps_.count(maxima, networks_.step_down);
      const auto of_neurons = std::span(neuron_maxima_).subspan(s * neurons, neurons);
      neuron_steps_.count(of_neurons, neurons_.step_down);
      drawn.global_null[block.first + s] = *std::max_element(maxima.begin(), maxima.end());
      means_.write(of_neurons, std::span(neuron_squares_).subspan(s * neurons, neurons), maxima,
                   drawn.means.row(block.first + s));
      const auto passing = drawn.passing.row(block.first + s);
      count_passing(of_neurons, neuron_thresholds_, passing.first(kThresholds));
      count_passing(maxima, network_thresholds_, passing.last(kThresholds));
    }
  }

 private:
  // r: the correlations [count x M] of one draw; `at`: where its neurons are in what is kept of
  // all.
  void count_neurons(std::size_t first, const ConstView& r, std::size_t at) {
    const auto maxima = std::span(neuron_maxima_).subspan(at, r.rows);
    backend_.row_maxima(r, maxima);
    backend_.row_square_sums(r, std::span(neuron_squares_).subspan(at, r.rows));
    for (std::size_t i = 0; i < r.rows; ++i)
      neurons_.largest[first + i] += maxima[i] >= neuron_largest_[first + i];
    for (std::size_t i = 0; i < r.rows; ++i)
      if (const std::size_t j = pairs_.neurons[first + i]; j != kNoIndex)
        neurons_.pair[first + i] += r.data[i * r.stride + j] >= neuron_pair_[first + i];
    for (std::size_t j = 0; j < r.cols; ++j)
      if (const std::size_t i = pairs_.networks[j]; i >= first && i < first + r.rows)
        networks_.pair[j] += r.data[(i - first) * r.stride + j] >= network_pair_[j];
  }

  const PooledSeries& series_;
  const AnchoredPairs& pairs_;
  const Backend& backend_;
  Delta delta_;
  DrawPanel panel_;
  DrawMeans means_;
  std::vector<float> neuron_pair_, neuron_largest_, network_pair_, network_largest_;
  StepDown neuron_steps_, network_steps_;
  const std::vector<double>&neuron_thresholds_, &network_thresholds_;
  std::vector<float> neuron_maxima_, network_maxima_;  // [draws x N], [draws x M]
  std::vector<float> neuron_squares_;                  // [draws x N] sums over the networks
  SideReached neurons_, networks_;
};

}  // namespace

DrawableSeries drawable_series(const Matrix& neurons, const Matrix& networks,
                               const Nuisance& nuisance, NullBasis basis, const Machine& machine) {
  return drawable_clean_series(unit_residuals(neurons, nuisance, machine.threads).values, networks,
                               nuisance, basis, machine);
}

DrawableSeries drawable_clean_series(const Matrix& neurons, const Matrix& networks,
                                     const Nuisance& nuisance, NullBasis basis,
                                     const Machine& machine) {
  DrawableSeries out;
  Matrix rows(nuisance.rank(), networks.rows);
  std::transform(nuisance.basis.begin(), nuisance.basis.end(), rows.values.begin(),
                 [](double v) { return static_cast<float>(v); });
  if (basis == NullBasis::time) {
    out.neurons = transposed(neurons);
    out.networks = networks;
    out.nuisance = std::move(rows);
    return out;
  }
  const Matrix to_frequency = fourier_basis(networks.rows);
  out.neurons = transposed(blocked_product(to_frequency, neurons, machine));
  out.networks = blocked_product(to_frequency, without_step(networks, nuisance), machine);
  out.nuisance = transposed(blocked_product(to_frequency, transposed(rows), machine));
  return out;
}

PooledSeries pooled(std::vector<DrawableSeries> stories) {
  PooledSeries out;
  if (stories.size() == 1) {
    out.neurons = std::exchange(stories.front().neurons, {});
    out.shares = {1};
    out.stories = std::move(stories);
    return out;
  }
  std::vector<std::size_t> volumes;
  std::vector<double> weights;
  for (const DrawableSeries& story : stories) {
    volumes.push_back(story.networks.rows);
    weights.push_back(story.weight);
  }
  out.shares = shares_of(volumes, weights);
  out.neurons = Matrix(stories.front().neurons.rows,
                       std::accumulate(volumes.begin(), volumes.end(), std::size_t{0}));
  std::size_t begin = 0;
  for (std::size_t s = 0; s < stories.size(); ++s) {
    const Matrix neurons = std::exchange(stories[s].neurons, {});  // as large as all else together
    assert(neurons.rows == out.neurons.rows &&
           stories[s].networks.cols == stories.front().networks.cols);
    const float scale = root_of_share(out.shares[s]);
    for (std::size_t i = 0; i < neurons.rows; ++i)
      std::transform(neurons.row(i).begin(), neurons.row(i).end(),
                     out.neurons.row(i).begin() + static_cast<std::ptrdiff_t>(begin),
                     [scale](float v) { return scale * v; });
    begin += neurons.cols;
  }
  out.stories = std::move(stories);
  return out;
}

PermutationCounts count_permutations(const PooledSeries& series, const AnchoredPairs& pairs,
                                     const std::vector<DrawStream>& streams, const CountPlan& plan,
                                     const Machine& machine) {
  assert(pairs.neurons.size() == series.neurons.rows);
  assert(pairs.networks.size() == series.networks());
  assert(streams.size() == series.stories.size());
  PermutationCounts out = observe(series, pairs, plan, machine.backend);
  SideThresholds thresholds = thresholds_of_noise(series, streams, plan.delta, machine.backend);
  out.neurons.thresholds = std::move(thresholds.neurons);
  out.networks.thresholds = std::move(thresholds.networks);
  begin_with(plan.counted, plan.permutations, out);

  const std::size_t together = draws_together(series.networks());
  const std::size_t per_batch = together * kBlocksPerBatch;
  std::size_t done = out.drawn.global_null.size();
  const auto& seen = out.neurons.largest;
  const auto strongest =
      static_cast<std::size_t>(std::max_element(seen.begin(), seen.end()) - seen.begin());
  DrawLoop<Counter> loop(machine, together,
                         [&] { return Counter(series, pairs, out, plan, machine.backend); });
  loop.begin(streams.front().name, plan.permutations, done);
  while (done < plan.permutations) {
    const std::size_t to = std::min(plan.permutations, (done / per_batch + 1) * per_batch);
    extend(out.drawn, to);
    loop.run(done, to, [&](Counter& counter, const DrawBlock& block) {
      counter.count(streams, block, out.drawn);
    });
    loop.for_each_panel([&](Counter& counter) {
      add_to(out.drawn.neurons, counter.neurons());
      add_to(out.drawn.networks, counter.networks());
      counter.clear();
    });
    done = to;
    machine.progress.note(fmt::format("p of the largest correlation so far {:.4g}",
                                      permutation_p(out.drawn.neurons.step_down[strongest], done)));
    if (plan.keep && done < plan.permutations) plan.keep(out.drawn);
  }
  return out;
}

NoiseDraws noise_draws(const PooledSeries& series, const std::vector<DrawStream>& streams,
                       std::size_t draws, Delta delta, const Machine& machine) {
  const std::size_t neurons = series.neurons.rows, networks = series.networks();
  NoiseDraws out{Matrix(draws, neurons), Matrix(draws, neurons), Matrix(draws, networks),
                 Matrix(draws, networks)};
  const auto write = [](const std::vector<Anchor>& found, std::span<float> correlation,
                        std::span<float> partner) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      correlation[i] = found[i].correlation;
      partner[i] = static_cast<float>(found[i].index + 1);
    }
  };
  DrawLoop<DrawPanel> loop(machine, draws_together(networks),
                           [&] { return DrawPanel(series, machine.backend); });
  loop.begin("draws of noise", draws);
  loop.run(0, draws, [&](DrawPanel& panel, const DrawBlock& block) {
    panel.set_draws(streams, block.first);
    Anchoring nothing;
    nothing.neurons.resize(neurons);
    nothing.networks.resize(networks);
    std::vector<Anchoring> best(block.end, nothing);
    for_each_neuron_block(panel, neurons, [&](std::size_t from, std::size_t, const MutableView& r) {
      for (std::size_t s = 0; s < block.end; ++s)
        best[s] = best_of_draw(r, from, s, delta, std::move(best[s]));
    });
    for (std::size_t s = 0; s < block.end; ++s) {
      const std::size_t draw = block.first + s;
      write(best[s].neurons, out.neuron_correlation.row(draw), out.neuron_network.row(draw));
      write(best[s].networks, out.network_correlation.row(draw), out.network_neuron.row(draw));
    }
  });
  return out;
}

}  // namespace anbn
