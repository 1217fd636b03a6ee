// SPDX-License-Identifier: Apache-2.0
// The 500 largest of 512 x 512 products, as for one neuron and segment.
#include "anbn/core/random.h"
#include "anbn/interpret/top_pairs.h"

#include <benchmark/benchmark.h>

namespace anbn {
namespace {

void top_pairs(benchmark::State& state) {
  // Many different neurons, or the branch predictor learns one by heart.
  constexpr std::size_t kTokens = 512, kNeurons = 64;
  std::vector<float> q(kTokens * kNeurons), k(kTokens * kNeurons);
  for (std::size_t i = 0; i < q.size(); ++i) {
    q[i] = static_cast<float>(normal({1, 1}, i));
    k[i] = static_cast<float>(normal({1, 2}, i));
  }
  TopPairs finder;
  std::size_t neuron = 0;
  for (auto _ : state) {
    const std::size_t first = neuron++ % kNeurons * kTokens;
    benchmark::DoNotOptimize(finder.find(std::span(q).subspan(first, kTokens),
                                         std::span(k).subspan(first, kTokens), 500));
  }
}

BENCHMARK(top_pairs)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace anbn
