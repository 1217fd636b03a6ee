// SPDX-License-Identifier: Apache-2.0
// A draw of other-stories beside one of phase, over as many stories. Reported per draw, the
// products of all pairs of stories shared among them.
#include "anbn/stats/draws/arrangement_counts.h"

#include "anbn/core/random.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/nulls/null.h"
#include "tests/support/machine.h"

#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace anbn {
namespace {

constexpr std::size_t kVolumes = 300, kNetworks = 200;

Matrix unit_noise(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(uniform({seed, 0}, i)) - 0.5f;
  return unit_columns(x).values;
}

struct Stories {
  std::vector<std::pair<Matrix, Matrix>> sides;
  Nuisance nuisance = make_nuisance(kVolumes, cosine_regressors(kVolumes, 2, 128));
  AnchoredPairs pairs;

  Stories(std::size_t count, std::size_t neurons)
      : pairs{std::vector<std::size_t>(neurons, 3), std::vector<std::size_t>(kNetworks, 5)} {
    for (std::size_t s = 0; s < count; ++s)
      sides.emplace_back(unit_noise(kVolumes, neurons, 2 * s),
                         unit_noise(kVolumes, kNetworks, 2 * s + 1));
  }
};

void report(benchmark::State& state, std::size_t draws) {
  state.counters["per_draw"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(draws),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void phase(benchmark::State& state) {
  // As many that what is done once a call, thresholds and the observed statistics, hardly counts.
  constexpr std::size_t kDraws = 200;
  const Stories stories(static_cast<std::size_t>(state.range(0)),
                        static_cast<std::size_t>(state.range(1)));
  OwnMachine machine("cpu", static_cast<int>(state.range(2)));
  const NullModel& null = null_model_named("phase");
  std::vector<DrawableSeries> drawable;
  std::vector<std::string> names;
  for (const auto& [neurons, networks] : stories.sides) {
    drawable.push_back(drawable_series(neurons, networks, stories.nuisance, null.basis, machine));
    names.push_back(fmt::format("phase {}", names.size()));
  }
  const PooledSeries series = pooled(std::move(drawable));
  const NullDraws draws = null.draws({});
  std::vector<DrawStream> streams;
  for (const std::string& name : names) streams.push_back({draws, name});
  for (auto _ : state)
    benchmark::DoNotOptimize(count_permutations(series, stories.pairs, streams, {kDraws}, machine));
  report(state, kDraws);
}

void other_stories(benchmark::State& state) {
  constexpr std::size_t kDraws = 1000;
  const Stories stories(static_cast<std::size_t>(state.range(0)),
                        static_cast<std::size_t>(state.range(1)));
  OwnMachine machine("cpu", static_cast<int>(state.range(2)));
  const std::vector<std::size_t> volumes(stories.sides.size(), kVolumes);
  const std::vector<LengthClass> classes = length_classes(volumes);
  std::vector<PairedStory> paired;
  for (const auto& [neurons, networks] : stories.sides)
    paired.push_back({neurons, networks, stories.nuisance});
  const StoryPairs pairs(paired, classes, machine);
  const Arrangements arrangements(sizes_of(classes), 1);
  for (auto _ : state)
    benchmark::DoNotOptimize(
        count_arrangements(pairs, stories.pairs, arrangements, {kDraws}, "draws", machine));
  report(state, kDraws);
}

void sizes(benchmark::internal::Benchmark* b) {
  for (const int stories : {12, 24, 60})
    b->Args({stories, 2304, 2})->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK(phase)->Apply(sizes);
BENCHMARK(other_stories)->Apply(sizes);

}  // namespace
}  // namespace anbn
