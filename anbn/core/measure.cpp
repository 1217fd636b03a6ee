// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/measure.h"

#include "anbn/core/random.h"

namespace anbn {

Matrix sample_matrix(std::size_t rows, std::size_t cols, double sd) {
  // Uniform ones.
  Matrix x(rows, cols);
  const RandomKey key = random_key(1, "check/noise");
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(sd * 3.4641016 * (uniform(key, i % 65536) - 0.5));
  return x;
}

}  // namespace anbn
