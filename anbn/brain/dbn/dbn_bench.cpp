// SPDX-License-Identifier: Apache-2.0
// One step of contrastive divergence of the paper's first layer, with 1, 2, ... threads, and with
// the options that cost most.
#include "anbn/backend/bfloat16.h"
#include "anbn/brain/rbm/rbm_training.h"
#include "tests/support/machine.h"

#include <benchmark/benchmark.h>

namespace anbn {
namespace {

constexpr std::size_t kVoxels = 50000, kUnits = 512;

enum class Precision { float32, bfloat16 };

struct Shape {
  std::size_t batch;
  int threads;
  double momentum;
  std::size_t voxels = kVoxels, units = kUnits;
  Precision precision = Precision::float32;
};

void steps(benchmark::State& state, Shape shape) {
  const auto cpu = make_backend("cpu", "auto");
  const auto rounding =
      shape.precision == Precision::bfloat16 ? with_bfloat16_products(*cpu) : nullptr;
  const Backend& backend = rounding ? *rounding : *cpu;
  Threads threads(shape.threads);
  SilentProgress silent;
  RbmState rbm;
  rbm.rbm.weights = Matrix(shape.voxels, shape.units);
  for (std::size_t i = 0; i < rbm.rbm.weights.values.size(); ++i)
    rbm.rbm.weights.values[i] = static_cast<float>(0.02 * uniform({1, 1}, i) - 0.01);
  rbm.rbm.visible_bias.resize(shape.voxels);
  rbm.rbm.hidden_bias.resize(shape.units);
  if (shape.momentum > 0) {
    rbm.velocity = Matrix(shape.voxels, shape.units);
    rbm.visible_velocity.resize(shape.voxels);
    rbm.hidden_velocity.resize(shape.units);
  }
  Matrix samples(10 * shape.batch, shape.voxels);
  for (std::size_t i = 0; i < samples.values.size(); ++i)
    samples.values[i] = static_cast<float>(2 * uniform({1, 2}, i) - 1);
  RbmTrainer trainer(std::move(rbm), shape.batch, {backend, threads, silent});
  RbmRule rule;
  rule.l1 = 0.001;
  rule.momentum = shape.momentum;
  std::size_t step = 0;
  const auto batch_of = [&](std::size_t at) {
    std::vector<const float*> batch;
    for (std::size_t i = 0; i < shape.batch; ++i)
      batch.push_back(samples.row(at % 10 * shape.batch + i).data());
    return batch;
  };
  for (auto _ : state) {
    trainer.step(batch_of(step), batch_of(step + 1), rule, {{1, step}, {2, step}});
    ++step;
  }
  state.counters["samples/s"] =
      benchmark::Counter(static_cast<double>(step * shape.batch), benchmark::Counter::kIsRate);
  // Five products of a batch and W a step.
  state.counters["GFLOP/s"] = benchmark::Counter(
      10e-9 * static_cast<double>(step * shape.batch * shape.voxels * shape.units),
      benchmark::Counter::kIsRate);
}

/// What the machine can do: each thread multiplies its own square matrices, as large as oneDNN
/// likes them. The rate that steps are compared with.
void bare_sgemm(benchmark::State& state, int count) {
  constexpr std::size_t kSize = 2048;
  OwnMachine machine("cpu", count);
  const auto products = static_cast<std::size_t>(count);
  std::vector<Matrix> a(products, Matrix(kSize, kSize)), c = a;
  for (Matrix& m : a) std::fill(m.values.begin(), m.values.end(), 0.5f);
  for (auto _ : state)
    machine.threads.for_each_block(products, [&](std::size_t i, std::size_t) {
      machine.backend.gemm(1, view_of(a[i]), Transpose::no, view_of(a[i]), Transpose::no, 0,
                           view_of(c[i]));
    });
  state.counters["GFLOP/s"] = benchmark::Counter(
      2e-9 * static_cast<double>(state.iterations() * products) * kSize * kSize * kSize,
      benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(bare_sgemm, threads_2, 2)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(steps, batch_20_thread_1, Shape{20, 1, 0})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(steps, batch_20_threads_2, Shape{20, 2, 0})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(steps, batch_100_threads_2, Shape{100, 2, 0})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(steps, batch_20_threads_2_momentum, Shape{20, 2, 0.5})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

BENCHMARK_CAPTURE(steps, batch_20_threads_2_bfloat16,
                  Shape{20, 2, 0, kVoxels, kUnits, Precision::bfloat16})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(steps, batch_100_threads_2_bfloat16,
                  Shape{100, 2, 0, kVoxels, kUnits, Precision::bfloat16})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(steps, layer_2_batch_20_threads_2, Shape{20, 2, 0, 512, 256})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(steps, layer_3_batch_20_threads_2, Shape{20, 2, 0, 256, 128})
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace anbn
