// SPDX-License-Identifier: Apache-2.0
// Two neurons and two networks of 200 volumes; neuron 1 follows network 2.
#include "anbn/backend/machine.h"
#include "anbn/core/random.h"
#include "anbn/stats/correlation.h"

#include <fmt/core.h>

int main() {
  using namespace anbn;
  Matrix neurons(200, 2), networks(200, 2);
  for (std::size_t t = 0; t < 200; ++t)
    for (std::size_t j = 0; j < 2; ++j) {
      networks(t, j) = static_cast<float>(normal(random_key(1, "example", 0), 2 * t + j));
      neurons(t, 1 - j) = networks(t, j);
    }
  const auto backend = make_backend("cpu", "auto");
  Threads threads(2);
  SilentProgress progress;
  const Anchoring anchors = anchors_of(
      correlation_matrix(neurons, networks, {*backend, threads, progress}), Delta::signed_value);
  fmt::print("neuron 1 follows network {} with r = {:.2f}\n", anchors.neurons[0].index + 1,
             anchors.neurons[0].correlation);
}
