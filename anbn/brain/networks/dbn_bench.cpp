// SPDX-License-Identifier: Apache-2.0
// One step of contrastive divergence of the paper's first layer, with 1, 2, ... threads, and with
// the options that cost most.
#include "anbn/brain/rbm_training.h"

#include <benchmark/benchmark.h>

namespace anbn {
namespace {

constexpr std::size_t kVoxels = 50000, kUnits = 512;

struct Shape {
  std::size_t batch;
  int threads;
  double momentum;
};

void steps(benchmark::State& state, Shape shape) {
  const auto backend = make_backend("cpu", "auto");
  Threads threads(shape.threads);
  RbmState rbm;
  rbm.rbm.weights = Matrix(kVoxels, kUnits);
  for (std::size_t i = 0; i < rbm.rbm.weights.values.size(); ++i)
    rbm.rbm.weights.values[i] = static_cast<float>(0.02 * uniform({1, 1}, i) - 0.01);
  rbm.rbm.visible_bias.resize(kVoxels);
  rbm.rbm.hidden_bias.resize(kUnits);
  if (shape.momentum > 0) {
    rbm.velocity = Matrix(kVoxels, kUnits);
    rbm.visible_velocity.resize(kVoxels);
    rbm.hidden_velocity.resize(kUnits);
  }
  Matrix samples(10 * shape.batch, kVoxels);
  for (std::size_t i = 0; i < samples.values.size(); ++i)
    samples.values[i] = static_cast<float>(2 * uniform({1, 2}, i) - 1);
  RbmTrainer trainer(rbm, shape.batch, *backend, threads);
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
  state.counters["GFLOP/s"] =
      benchmark::Counter(10e-9 * static_cast<double>(step * shape.batch * kVoxels * kUnits),
                         benchmark::Counter::kIsRate);
}

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

}  // namespace
}  // namespace anbn
