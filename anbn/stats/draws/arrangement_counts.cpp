// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/arrangement_counts.h"

#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/counting.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/step_down.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <memory>
#include <mutex>
#include <utility>

namespace anbn {
namespace {

/// Products are made anew for each batch of draws, whose largest correlations of all neurons are
/// kept until the batch is done: about this many floats.
constexpr std::size_t kBatchFloats = std::size_t{8} << 20;
constexpr std::size_t kLeastDraws = 256;  // of a batch
constexpr std::size_t kTogether = 64;     // draws of one neuron that the kernels take at once

std::size_t draws_in_batch(std::size_t neurons) {
  return std::max(kLeastDraws, kBatchFloats / neurons);
}

/// Draws from .. to-1 of all neurons.
struct Batch {
  std::size_t from, draws;
  std::vector<std::size_t> numbers;  // [draws x stories] of pairs
  Matrix maxima, squares;            // [draws x N]

  Batch(const StoryPairs& pairs, const Arrangements& arrangements, std::size_t first,
        std::size_t count)
      : from(first),
        draws(count),
        numbers(count * pairs.stories),
        maxima(count, pairs.neurons),
        squares(count, pairs.neurons) {
    for (std::size_t d = 0; d < draws; ++d) {
      const auto row = std::span(numbers).subspan(d * pairs.stories, pairs.stories);
      arrangements.write(from + d, row);
      pairs.number(row);
    }
  }
};

/// What one thread needs to measure the draws of its neurons.
class Worker {
 public:
  Worker(const StoryPairs& pairs, const AnchoredPairs& anchored, const PermutationCounts& observed,
         Delta delta, const Backend& backend)
      : pairs_(pairs),
        anchored_(anchored),
        backend_(backend),
        delta_(delta),
        panel_(pairs, backend),
        neuron_pair_(thresholds(observed.neurons.pair)),
        network_pair_(thresholds(observed.networks.pair)),
        sums_(kTogether, pairs.networks),
        maxima_(kTogether),
        squares_(kTogether) {}

  /// Measures neurons first .. first+count-1 in all draws, and counts those that reach pairs.
  void count(std::size_t first, std::size_t count, Batch& batch, DrawCounts& drawn) {
    if (networks_.rows == 0) {
      networks_ = Matrix(batch.draws, pairs_.networks);
      std::ranges::fill(networks_.values, kLowest);
    }
    panel_.set(first, count);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t d = 0; d < batch.draws; d += kTogether)
        count_neuron(i, first + i, d, std::min(kTogether, batch.draws - d), batch, drawn);
  }

  /// The maxima [draws x M] over all neurons since the last call.
  Matrix take_networks() { return std::exchange(networks_, {}); }

 private:
  void count_neuron(std::size_t i, std::size_t neuron, std::size_t first, std::size_t draws,
                    Batch& batch, DrawCounts& drawn) {
    for (std::size_t d = 0; d < draws; ++d)
      panel_.write(i,
                   std::span(batch.numbers).subspan((first + d) * pairs_.stories, pairs_.stories),
                   sums_.row(d));
    if (delta_ == Delta::absolute)
      for (float& v : sums_.values) v = std::abs(v);
    const ConstView r = rows_of(std::as_const(sums_), 0, draws);
    std::ranges::fill(maxima_, kLowest);
    backend_.row_maxima(r, std::span(maxima_).first(draws));
    backend_.row_square_sums(r, std::span(squares_).first(draws));
    float* networks = networks_.row(first).data();
    for (std::size_t k = 0; k < draws * pairs_.networks; ++k)
      networks[k] = std::max(networks[k], r.data[k]);
    for (std::size_t d = 0; d < draws; ++d) {
      batch.maxima(first + d, neuron) = maxima_[d];
      batch.squares(first + d, neuron) = squares_[d];
    }
    count_pairs(neuron, r, drawn);
  }

  /// A neuron belongs to one thread, and so does the pair of a network that is anchored to it.
  void count_pairs(std::size_t neuron, const ConstView& r, DrawCounts& drawn) const {
    const auto reached = [&](std::size_t network, float threshold) {
      std::uint32_t count = 0;
      for (std::size_t d = 0; d < r.rows; ++d) count += r.data[d * r.stride + network] >= threshold;
      return count;
    };
    if (const std::size_t j = anchored_.neurons[neuron]; j != kNoIndex)
      drawn.neurons.pair[neuron] += reached(j, neuron_pair_[neuron]);
    for (std::size_t j = 0; j < anchored_.networks.size(); ++j)
      if (anchored_.networks[j] == neuron) drawn.networks.pair[j] += reached(j, network_pair_[j]);
  }

  const StoryPairs& pairs_;
  const AnchoredPairs& anchored_;
  const Backend& backend_;
  Delta delta_;
  PairPanel panel_;
  std::vector<float> neuron_pair_, network_pair_;
  Matrix sums_;  // [together x M] of one neuron
  std::vector<float> maxima_, squares_;
  Matrix networks_;
};

/// Counts what needs a draw as a whole.
class WholeDraws {
 public:
  WholeDraws(const PermutationCounts& observed, const CountPlan& plan)
      : means_(plan.groups),
        neuron_largest_(thresholds(observed.neurons.largest)),
        network_largest_(thresholds(observed.networks.largest)),
        neuron_steps_(observed.neurons.largest),
        network_steps_(observed.networks.largest) {}

  /// @param of_networks  [draws x M] maxima over all neurons
  void count(const Batch& batch, const Matrix& of_networks, DrawCounts& drawn) {
    for (std::size_t d = 0; d < batch.draws; ++d) {
      const auto neurons = batch.maxima.row(d), networks = of_networks.row(d);
      count_largest(neurons, neuron_largest_, drawn.neurons.largest);
      count_largest(networks, network_largest_, drawn.networks.largest);
      neuron_steps_.count(neurons, drawn.neurons.step_down);
      network_steps_.count(networks, drawn.networks.step_down);
      drawn.global_null[batch.from + d] = *std::ranges::max_element(networks);
      means_.write(neurons, batch.squares.row(d), networks, drawn.means.row(batch.from + d));
    }
  }

 private:
  static void count_largest(std::span<const float> drawn, const std::vector<float>& thresholds,
                            std::vector<std::uint32_t>& reached) {
    for (std::size_t i = 0; i < drawn.size(); ++i) reached[i] += drawn[i] >= thresholds[i];
  }

  DrawMeans means_;
  std::vector<float> neuron_largest_, network_largest_;
  StepDown neuron_steps_, network_steps_;
};

PermutationCounts observe_arrangement(const StoryPairs& pairs, const AnchoredPairs& anchored,
                                      const CountPlan& plan, const Backend& backend) {
  std::vector<std::size_t> own(pairs.stories);
  for (const ClassPairs& c : pairs.classes)
    for (std::size_t a = 0; a < c.stories(); ++a) own[c.first + a] = a;
  pairs.number(own);
  PairPanel panel(pairs, backend);
  Observer observer(anchored, plan, backend);
  const std::size_t together = PairPanel::neurons_together(pairs);
  Matrix r(together, pairs.networks);
  for (std::size_t first = 0; first < pairs.neurons; first += together) {
    const std::size_t count = std::min(together, pairs.neurons - first);
    panel.set(first, count);
    for (std::size_t i = 0; i < count; ++i) panel.write(i, own, r.row(i));
    observer.add(first, rows_of(std::as_const(r), 0, count));
  }
  return observer.take();
}

/// Takes the maxima over the neurons of all threads together.
Matrix network_maxima(std::vector<std::unique_ptr<Worker>>& workers) {
  Matrix all;
  for (const std::unique_ptr<Worker>& worker : workers) {
    const Matrix own = worker ? worker->take_networks() : Matrix();
    if (all.rows == 0) all = own;
    for (std::size_t k = 0; k < own.values.size(); ++k)
      all.values[k] = std::max(all.values[k], own.values[k]);
  }
  return all;
}

}  // namespace

PermutationCounts count_arrangements(const StoryPairs& pairs, const AnchoredPairs& anchored,
                                     const Arrangements& arrangements, const CountPlan& plan,
                                     std::string_view what, const Machine& machine) {
  PermutationCounts out = observe_arrangement(pairs, anchored, plan, machine.backend);
  begin_with(plan.counted, plan.permutations, out);
  const auto& seen = out.neurons.largest;
  const auto strongest = static_cast<std::size_t>(std::ranges::max_element(seen) - seen.begin());
  const std::size_t together = PairPanel::neurons_together(pairs),
                    blocks = (pairs.neurons + together - 1) / together,
                    per_batch = draws_in_batch(pairs.neurons);
  std::vector<std::unique_ptr<Worker>> workers(static_cast<std::size_t>(machine.threads.count()));
  WholeDraws whole(out, plan);
  std::size_t done = out.drawn.global_null.size();
  machine.progress.begin(what, plan.permutations);
  while (done < plan.permutations) {
    const std::size_t to = std::min(plan.permutations, (done / per_batch + 1) * per_batch);
    extend(out.drawn, to);
    Batch batch(pairs, arrangements, done, to - done);
    std::mutex mutex;
    std::size_t blocks_done = 0;
    machine.threads.for_each_block(blocks, [&](std::size_t block, std::size_t worker) {
      auto& own = workers[worker];
      if (!own) own = std::make_unique<Worker>(pairs, anchored, out, plan.delta, machine.backend);
      const std::size_t first = block * together;
      own->count(first, std::min(together, pairs.neurons - first), batch, out.drawn);
      const std::lock_guard lock(mutex);
      machine.progress.advance(done + batch.draws * ++blocks_done / blocks);
    });
    whole.count(batch, network_maxima(workers), out.drawn);
    done = to;
    machine.progress.note(fmt::format("p of the largest correlation so far {:.4g}",
                                      permutation_p(out.drawn.neurons.step_down[strongest], done)));
    if (plan.keep && done < plan.permutations) plan.keep(out.drawn);
  }
  return out;
}

}  // namespace anbn
