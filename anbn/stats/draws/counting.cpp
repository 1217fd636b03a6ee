// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/counting.h"

#include "anbn/core/nan.h"
#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/passing.h"
#include "anbn/stats/draws/statistic.h"

#include <cassert>
#include <utility>

namespace anbn {

Anchoring best_of_draw(const ConstView& r, std::size_t first, std::size_t slot, Delta delta,
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

Observer::Observer(const AnchoredPairs& pairs, const CountPlan& plan, const Backend& backend)
    : pairs_(pairs), plan_(plan), backend_(backend), squares_(pairs.neurons.size()) {
  best_.neurons.resize(pairs.neurons.size());
  best_.networks.resize(pairs.networks.size());
  out_.neurons.pair.assign(pairs.neurons.size(), kFloatNan);
  out_.networks.pair.assign(pairs.networks.size(), kFloatNan);
}

void Observer::add(std::size_t first, const ConstView& r) {
  const Delta delta = plan_.delta;
  best_ = best_of_draw(r, first, 0, delta, std::move(best_));
  backend_.row_square_sums(r, std::span(squares_).subspan(first, r.rows));
  for (std::size_t i = 0; i < r.rows; ++i)
    if (const std::size_t j = pairs_.neurons[first + i]; j != kNoIndex)
      out_.neurons.pair[first + i] = statistic(r.data[i * r.stride + j], delta);
  for (std::size_t j = 0; j < pairs_.networks.size(); ++j)
    if (const std::size_t i = pairs_.networks[j]; i >= first && i < first + r.rows)
      out_.networks.pair[j] = statistic(r.data[(i - first) * r.stride + j], delta);
}

PermutationCounts Observer::take() {
  const auto keep = [this](SideCounts& side, std::vector<Anchor> found) {
    for (const Anchor& a : found) side.largest.push_back(statistic(a.correlation, plan_.delta));
    side.best = std::move(found);
  };
  keep(out_.neurons, std::move(best_.neurons));
  keep(out_.networks, std::move(best_.networks));
  DrawMeans means(plan_.groups);
  out_.means.resize(DrawMeans::columns(means.groups()));
  means.write(out_.neurons.largest, squares_, out_.networks.largest, out_.means);
  return std::move(out_);
}

std::vector<float> thresholds(const std::vector<float>& observed) {
  std::vector<float> out = observed;
  for (float& v : out) v = reaching(v);
  return out;
}

void set_to_zero(SideReached& reached, std::size_t series) {
  reached.pair.assign(series, 0);
  reached.largest = reached.step_down = reached.pair;
}

void add_to(SideReached& sum, const SideReached& counts) {
  const auto add = [](std::vector<std::uint32_t>& to, const std::vector<std::uint32_t>& from) {
    for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  };
  add(sum.pair, counts.pair);
  add(sum.largest, counts.largest);
  add(sum.step_down, counts.step_down);
}

void begin_with(const DrawCounts& counted, std::size_t permutations, PermutationCounts& out) {
  out.drawn = counted;
  if (counted.global_null.empty()) {
    set_to_zero(out.drawn.neurons, out.neurons.best.size());
    set_to_zero(out.drawn.networks, out.networks.best.size());
  }
  assert(out.drawn.neurons.pair.size() == out.neurons.best.size());
  assert(out.drawn.networks.pair.size() == out.networks.best.size());
  assert(out.drawn.global_null.size() <= permutations);
  out.drawn.global_null.reserve(permutations);
  out.drawn.means.cols = out.means.size();
  out.drawn.passing.cols = 2 * kThresholds;
  assert(out.drawn.means.rows == out.drawn.global_null.size());
  assert(out.drawn.passing.rows == out.drawn.global_null.size());
}

void extend(DrawCounts& drawn, std::size_t draws) {
  drawn.global_null.resize(draws);
  for (Matrix* rows : {&drawn.means, &drawn.passing}) {
    rows->rows = draws;
    rows->values.resize(draws * rows->cols);
  }
}

}  // namespace anbn
