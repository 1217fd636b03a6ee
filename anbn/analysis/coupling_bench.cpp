// SPDX-License-Identifier: Apache-2.0
// Correlations and best partners of 9216 neurons and 128 networks over 282 volumes: what
// anbn.couple of Python does without the lag check. tests/scale/python_cost.py sets both beside
// each other.
#include "anbn/analysis/coupling.h"
#include "anbn/backend/backend.h"
#include "anbn/core/random.h"

#include <benchmark/benchmark.h>

namespace anbn {
namespace {

Matrix noise(std::size_t rows, std::size_t cols, std::uint64_t stream) {
  Matrix out(rows, cols);
  for (std::size_t i = 0; i < out.values.size(); ++i)
    out.values[i] = static_cast<float>(normal({1, stream}, i));
  return out;
}

void coupling(benchmark::State& state) {
  const Matrix neurons = noise(282, 9216, 1), networks = noise(282, 128, 2);
  for (auto _ : state) {
    // As each call from Python: with threads and a backend of its own.
    const auto backend = make_backend("cpu", "auto");
    Threads threads(static_cast<int>(state.range(0)));
    SilentProgress progress;
    Coupling out;
    out.correlation = correlation_matrix(neurons, networks, {*backend, threads, progress});
    out.anchoring = anchors_of(out.correlation, Delta::signed_value);
    benchmark::DoNotOptimize(out.anchoring.neurons.data());
  }
}

BENCHMARK(coupling)
    ->Arg(1)
    ->Arg(2)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
}  // namespace anbn
