// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/permutation.h"

#include "anbn/signal/surrogate.h"
#include "anbn/stats/draw_panel.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <mutex>

namespace anbn {
namespace {

constexpr float kLowest = -std::numeric_limits<float>::infinity();

float statistic(float r, Delta delta) { return delta == Delta::absolute ? std::abs(r) : r; }

std::size_t blocks_of(std::size_t items, std::size_t per_block) {
  return (items + per_block - 1) / per_block;
}

/// Calls `work(first, count, correlations)` for each block of neurons in order.
template <class Work>
void for_each_neuron_block(DrawPanel& panel, std::size_t neurons, const Work& work) {
  for (std::size_t first = 0; first < neurons; first += DrawPanel::kNeurons) {
    const std::size_t count = std::min(DrawPanel::kNeurons, neurons - first);
    work(first, count, panel.correlations(first, count));
  }
}

/// The argmaxes of draw `slot` in a panel; ties to the lowest index.
Anchoring best_of_draw(const MutableView& r, std::size_t first, std::size_t slot, Delta delta,
                       Anchoring best) {
  const std::size_t networks = best.networks.size();
  for (std::size_t i = 0; i < r.rows; ++i) {
    const float* row = r.data + i * r.stride + slot * networks;
    Anchor& of_neuron = best.neurons[first + i];
    float of_neuron_statistic = kLowest;
    for (std::size_t j = 0; j < networks; ++j) {
      const float value = statistic(row[j], delta);
      if (value > of_neuron_statistic) {
        of_neuron_statistic = value;
        of_neuron = {j, row[j]};
      }
      Anchor& of_network = best.networks[j];
      if (of_network.index == kNoIndex || value > statistic(of_network.correlation, delta))
        of_network = {first + i, row[j]};
    }
  }
  return best;
}

/// Statistics of the observed arrangement, by the kernel that computes those of the draws.
void observe(const DrawableSeries& series, const AnchoredPairs& pairs, Delta delta,
             const Backend& backend, PermutationCounts& out) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  DrawPanel panel(series, backend);
  panel.set_observed();
  Anchoring best;
  best.neurons.resize(series.neurons.rows);
  best.networks.resize(series.networks.cols);
  out.neurons.pair.assign(series.neurons.rows, kNan);
  out.networks.pair.assign(series.networks.cols, kNan);
  for_each_neuron_block(
      panel, series.neurons.rows, [&](std::size_t first, std::size_t count, const MutableView& r) {
        best = best_of_draw(r, first, 0, delta, std::move(best));
        for (std::size_t i = 0; i < count; ++i)
          if (const std::size_t j = pairs.neurons[first + i]; j != kNoIndex)
            out.neurons.pair[first + i] = statistic(r.data[i * r.stride + j], delta);
        for (std::size_t j = 0; j < pairs.networks.size(); ++j)
          if (const std::size_t i = pairs.networks[j]; i >= first && i < first + count)
            out.networks.pair[j] = statistic(r.data[(i - first) * r.stride + j], delta);
      });
  const auto keep = [delta](SideCounts& side, std::vector<Anchor> found) {
    for (const Anchor& a : found) side.largest.push_back(statistic(a.correlation, delta));
    side.best = std::move(found);
    side.pair_reached.assign(side.best.size(), 0);
    side.largest_reached.assign(side.best.size(), 0);
    side.global_reached.assign(side.best.size(), 0);
  };
  keep(out.neurons, std::move(best.neurons));
  keep(out.networks, std::move(best.networks));
}

std::vector<float> thresholds(const std::vector<float>& observed) {
  std::vector<float> out = observed;
  for (float& v : out) v -= kTie;  // NaN stays, and no draw reaches it
  return out;
}

/// How many draws reached each statistic.
struct Reached {
  std::vector<std::uint32_t> neurons_pair, neurons_largest, networks_pair, networks_largest;

  Reached(std::size_t neurons, std::size_t networks)
      : neurons_pair(neurons),
        neurons_largest(neurons),
        networks_pair(networks),
        networks_largest(networks) {}
};

/// What one thread needs to count, and its counts so far.
class Counter {
 public:
  Counter(const DrawableSeries& series, const AnchoredPairs& pairs,
          const PermutationCounts& observed, Delta delta, const Backend& backend)
      : series_(series),
        pairs_(pairs),
        backend_(backend),
        delta_(delta),
        panel_(series, backend),
        neuron_pair_(thresholds(observed.neurons.pair)),
        neuron_largest_(thresholds(observed.neurons.largest)),
        network_pair_(thresholds(observed.networks.pair)),
        network_largest_(thresholds(observed.networks.largest)),
        reached_(neuron_pair_.size(), network_pair_.size()) {}

  const Reached& reached() const { return reached_; }

  /// Counts one draw for each key and writes the largest correlation of each to `global`.
  void count(const NullModel& null, std::span<const RandomKey> keys, float* global) {
    const std::size_t networks = series_.networks.cols;
    panel_.set_draws(null, keys);
    network_maxima_.assign(keys.size() * networks, kLowest);
    for_each_neuron_block(
        panel_, series_.neurons.rows,
        [&](std::size_t first, std::size_t count, const MutableView& r) {
          if (delta_ == Delta::absolute)
            for (std::size_t i = 0; i < count; ++i)
              for (std::size_t c = 0; c < r.cols; ++c)
                r.data[i * r.stride + c] = std::abs(r.data[i * r.stride + c]);
          backend_.column_maxima({r.data, r.rows, r.cols, r.stride}, network_maxima_);
          for (std::size_t s = 0; s < keys.size(); ++s)
            count_neurons(first, {r.data + s * networks, count, networks, r.stride});
        });
    for (std::size_t s = 0; s < keys.size(); ++s) {
      global[s] = kLowest;
      for (std::size_t j = 0; j < networks; ++j) {
        const float largest = network_maxima_[s * networks + j];
        reached_.networks_largest[j] += largest >= network_largest_[j];
        global[s] = std::max(global[s], largest);
      }
    }
  }

 private:
  // r: the correlations [count x M] of one draw.
  void count_neurons(std::size_t first, const ConstView& r) {
    neuron_maxima_.assign(r.rows, kLowest);
    backend_.row_maxima(r, neuron_maxima_);
    for (std::size_t i = 0; i < r.rows; ++i)
      reached_.neurons_largest[first + i] += neuron_maxima_[i] >= neuron_largest_[first + i];
    for (std::size_t i = 0; i < r.rows; ++i)
      if (const std::size_t j = pairs_.neurons[first + i]; j != kNoIndex)
        reached_.neurons_pair[first + i] += r.data[i * r.stride + j] >= neuron_pair_[first + i];
    for (std::size_t j = 0; j < r.cols; ++j)
      if (const std::size_t i = pairs_.networks[j]; i >= first && i < first + r.rows)
        reached_.networks_pair[j] += r.data[(i - first) * r.stride + j] >= network_pair_[j];
  }

  const DrawableSeries& series_;
  const AnchoredPairs& pairs_;
  const Backend& backend_;
  Delta delta_;
  DrawPanel panel_;
  std::vector<float> neuron_pair_, neuron_largest_, network_pair_, network_largest_;
  std::vector<float> neuron_maxima_, network_maxima_;
  Reached reached_;
};

void add_to(std::vector<std::uint32_t>& sum, const std::vector<std::uint32_t>& counts) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += counts[i];
}

void count_global(SideCounts& side, std::vector<float> sorted_null) {
  std::sort(sorted_null.begin(), sorted_null.end());
  const std::vector<float> threshold = thresholds(side.largest);
  for (std::size_t i = 0; i < threshold.size(); ++i)
    side.global_reached[i] = static_cast<std::uint32_t>(
        sorted_null.end() - std::lower_bound(sorted_null.begin(), sorted_null.end(), threshold[i]));
}

std::vector<RandomKey> keys_of(std::uint64_t seed, std::string_view stream, std::size_t first,
                               std::size_t count) {
  std::vector<RandomKey> keys;
  for (std::size_t s = 0; s < count; ++s) keys.push_back(random_key(seed, stream, first + s));
  return keys;
}

}  // namespace

DrawableSeries drawable_series(const Matrix& neurons, const Matrix& networks,
                               const Nuisance& nuisance, NullBasis basis, const Backend& backend,
                               Threads& threads) {
  DrawableSeries out;
  Matrix rows(nuisance.rank(), networks.rows);
  std::transform(nuisance.basis.begin(), nuisance.basis.end(), rows.values.begin(),
                 [](double v) { return static_cast<float>(v); });
  Matrix residuals = nuisance.rank() == 0 ? neurons : unit_residuals(neurons, nuisance).values;
  if (basis == NullBasis::time) {
    out.neurons = transposed(residuals);
    out.networks = networks;
    out.nuisance = std::move(rows);
    return out;
  }
  const Matrix to_frequency = fourier_basis(networks.rows);
  out.neurons = transposed(blocked_product(to_frequency, residuals, backend, threads));
  out.networks = blocked_product(to_frequency, networks, backend, threads);
  out.nuisance = transposed(blocked_product(to_frequency, transposed(rows), backend, threads));
  return out;
}

PermutationCounts count_permutations(const DrawableSeries& series, const AnchoredPairs& pairs,
                                     const NullModel& null, std::size_t permutations,
                                     std::uint64_t seed, Delta delta, const Backend& backend,
                                     Threads& threads, Progress& progress) {
  assert(pairs.neurons.size() == series.neurons.rows);
  assert(pairs.networks.size() == series.networks.cols);
  PermutationCounts out;
  out.global_null.assign(permutations, kLowest);
  observe(series, pairs, delta, backend, out);

  const std::size_t together = DrawPanel::capacity(series.networks.cols);
  std::vector<std::unique_ptr<Counter>> counters(static_cast<std::size_t>(threads.count()));
  std::mutex mutex;
  std::size_t done = 0;
  progress.begin(null.name, permutations);
  threads.for_each_block(
      blocks_of(permutations, together), [&](std::size_t block, std::size_t worker) {
        if (!counters[worker])
          counters[worker] = std::make_unique<Counter>(series, pairs, out, delta, backend);
        const std::size_t first = block * together;
        const std::size_t count = std::min(together, permutations - first);
        counters[worker]->count(null, keys_of(seed, null.name, first, count),
                                out.global_null.data() + first);
        const std::lock_guard lock(mutex);
        progress.advance(done += count);
      });
  for (const auto& counter : counters) {
    if (!counter) continue;
    add_to(out.neurons.pair_reached, counter->reached().neurons_pair);
    add_to(out.neurons.largest_reached, counter->reached().neurons_largest);
    add_to(out.networks.pair_reached, counter->reached().networks_pair);
    add_to(out.networks.largest_reached, counter->reached().networks_largest);
  }
  count_global(out.neurons, out.global_null);
  count_global(out.networks, out.global_null);
  return out;
}

NoiseDraws noise_draws(const DrawableSeries& series, const NullModel& null, std::size_t draws,
                       std::uint64_t seed, std::string_view stream, Delta delta,
                       const Backend& backend, Threads& threads) {
  const std::size_t neurons = series.neurons.rows, networks = series.networks.cols;
  NoiseDraws out{Matrix(draws, neurons), Matrix(draws, neurons), Matrix(draws, networks),
                 Matrix(draws, networks)};
  const auto write = [](const std::vector<Anchor>& found, std::span<float> correlation,
                        std::span<float> partner) {
    for (std::size_t i = 0; i < found.size(); ++i) {
      correlation[i] = found[i].correlation;
      partner[i] = static_cast<float>(found[i].index + 1);
    }
  };
  const std::size_t together = DrawPanel::capacity(networks);
  threads.for_each_block(blocks_of(draws, together), [&](std::size_t block, std::size_t) {
    const std::size_t first = block * together, count = std::min(together, draws - first);
    DrawPanel panel(series, backend);
    panel.set_draws(null, keys_of(seed, stream, first, count));
    Anchoring nothing;
    nothing.neurons.resize(neurons);
    nothing.networks.resize(networks);
    std::vector<Anchoring> best(count, nothing);
    for_each_neuron_block(panel, neurons, [&](std::size_t from, std::size_t, const MutableView& r) {
      for (std::size_t s = 0; s < count; ++s)
        best[s] = best_of_draw(r, from, s, delta, std::move(best[s]));
    });
    for (std::size_t s = 0; s < count; ++s) {
      write(best[s].neurons, out.neuron_correlation.row(first + s),
            out.neuron_network.row(first + s));
      write(best[s].networks, out.network_correlation.row(first + s),
            out.network_neuron.row(first + s));
    }
  });
  return out;
}

}  // namespace anbn
