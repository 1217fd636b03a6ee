// SPDX-License-Identifier: Apache-2.0
// One draw with all its statistics at the paper's size, beside the bare product. Reported per draw.
#include "anbn/core/random.h"
#include "anbn/signal/hrf.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/draws/permutation.h"
#include "tests/support/machine.h"

#include <benchmark/benchmark.h>

#include <utility>

namespace anbn {
namespace {

Matrix unit_noise(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(uniform({seed, 0}, i)) - 0.5f;
  return unit_columns(x).values;
}

void draws(benchmark::State& state, const char* null_name, int nuisance_columns) {
  const auto neurons = static_cast<std::size_t>(state.range(0));
  const auto networks = static_cast<std::size_t>(state.range(1));
  constexpr std::size_t kVolumes = 282, kDraws = 60;
  OwnMachine machine("cpu", static_cast<int>(state.range(2)));
  const NullModel& null = null_model_named(null_name);
  const Nuisance nuisance = nuisance_columns == 0
                                ? Nuisance{}
                                : make_nuisance(kVolumes, cosine_regressors(kVolumes, 1.5, 128));
  const PooledSeries series =
      pooled({drawable_series(unit_noise(kVolumes, neurons, 1), unit_noise(kVolumes, networks, 2),
                              nuisance, null.basis, machine)});
  const AnchoredPairs pairs{std::vector<std::size_t>(neurons, 3),
                            std::vector<std::size_t>(networks, 5)};
  const NullDraws null_draws =
      null.draws({.min_shift_s = 20, .hrf = [] { return double_gamma_hrf(1.5); }});
  for (auto _ : state)
    benchmark::DoNotOptimize(
        count_permutations(series, pairs, {{null_draws, null.name}}, {kDraws}, machine));
  state.counters["per_draw"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * static_cast<double>(kDraws),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void bare_product(benchmark::State& state) {
  const auto neurons = static_cast<std::size_t>(state.range(0));
  const auto networks = static_cast<std::size_t>(state.range(1));
  OwnMachine machine("cpu", static_cast<int>(state.range(2)));
  const Matrix x = transposed(unit_noise(282, neurons, 1)), y = unit_noise(282, networks, 2);
  Matrix product(neurons, networks);
  constexpr std::size_t kRows = 1152;
  for (auto _ : state) {
    machine.threads.for_each_block((neurons + kRows - 1) / kRows, [&](std::size_t b, std::size_t) {
      const std::size_t count = std::min(kRows, neurons - b * kRows);
      machine.backend.gemm(1, rows_of(x, b * kRows, count), Transpose::no, view_of(y),
                           Transpose::no, 0, rows_of(product, b * kRows, count));
    });
    benchmark::DoNotOptimize(product.values.data());
  }
}

void sizes(benchmark::internal::Benchmark* b) {
  for (int threads : {1, 2})
    b->Args({2304, 100, threads})
        ->Args({9216, 128, threads})
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
}

// Twice and half as many neurons or networks as in the paper: the cost is linear in both.
void linear(benchmark::internal::Benchmark* b) {
  for (const auto& [neurons, networks] :
       {std::pair{4608, 128}, std::pair{18432, 128}, std::pair{9216, 64}, std::pair{9216, 256}})
    b->Args({neurons, networks, 2})->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK(bare_product)->Apply(sizes);
BENCHMARK_CAPTURE(draws, shuffle, "shuffle", 0)->Apply(sizes);
BENCHMARK_CAPTURE(draws, shuffle_before_hrf, "shuffle-before-hrf", 7)->Apply(sizes);
BENCHMARK_CAPTURE(draws, circular_shift, "circular-shift", 7)->Apply(sizes);
BENCHMARK_CAPTURE(draws, phase, "phase", 0)->Apply(sizes);
BENCHMARK_CAPTURE(draws, phase_with_nuisance, "phase", 7)->Apply(sizes)->Apply(linear);

}  // namespace
}  // namespace anbn
