// SPDX-License-Identifier: Apache-2.0
// Noise as smooth as what the HRF leaves of words.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/random.h"

namespace anbn {

/// White noise summed over five volumes [volumes x count].
inline Matrix smooth_noise(std::size_t volumes, std::size_t count, RandomKey key) {
  Matrix x(volumes, count);
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t j = 0; j < count; ++j)
      for (std::size_t lag = 0; lag < 5; ++lag)
        x(t, j) += static_cast<float>(normal(key, (t + lag) * count + j));
  return x;
}

}  // namespace anbn
