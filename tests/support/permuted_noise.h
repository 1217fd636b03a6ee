// SPDX-License-Identifier: Apache-2.0
// Noise to permute, and the pairs that are anchored in it.
#pragma once

#include "anbn/core/random.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/draws/permutation.h"
#include "tests/support/machine.h"

namespace anbn {

inline Matrix noise(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(normal(random_key(seed, "test"), i));
  return x;
}

inline Matrix unit_noise(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  return unit_columns(noise(rows, cols, seed)).values;
}

inline PooledSeries one_story(const Matrix& x, const Matrix& y, const Nuisance& nuisance,
                              NullBasis basis, const Machine& machine) {
  return pooled({drawable_series(x, y, nuisance, basis, machine)});
}

inline AnchoredPairs pairs_of(const Matrix& x, const Matrix& y, const Machine& machine) {
  const Anchoring a = anchors_of(correlation_matrix(x, y, machine), Delta::signed_value);
  AnchoredPairs pairs;
  for (const Anchor& n : a.neurons) pairs.neurons.push_back(n.index);
  for (const Anchor& n : a.networks) pairs.networks.push_back(n.index);
  return pairs;
}

}  // namespace anbn
