// SPDX-License-Identifier: Apache-2.0
// Slow drift that many series share: what makes noise look coupled where nothing takes it out.
#pragma once

#include "anbn/core/random.h"
#include "anbn/signal/nuisance.h"

#include <cmath>
#include <vector>

namespace anbn {

inline constexpr double kDriftTr_s = 1.5;
inline constexpr double kSmoothNoiseSd = 2.236;  // of smooth_noise()

/// Half, whole and one and a half waves of random size, of standard deviation `sd` [volumes]: what
/// cosines hold.
inline std::vector<float> slow_drift(std::size_t volumes, double sd, RandomKey key) {
  std::vector<double> x(volumes);
  double mean = 0, squares = 0;
  for (std::size_t t = 0; t < volumes; ++t) {
    const double place = (static_cast<double>(t) + 0.5) / static_cast<double>(volumes);
    for (std::uint64_t k = 1; k <= 3; ++k)
      x[t] += normal(key, k) / static_cast<double>(k) *
              std::cos(3.14159265358979 * static_cast<double>(k) * place);
    mean += x[t] / static_cast<double>(volumes);
  }
  for (double v : x) squares += (v - mean) * (v - mean) / static_cast<double>(volumes);
  std::vector<float> drift;
  for (double v : x) drift.push_back(static_cast<float>(sd * (v - mean) / std::sqrt(squares)));
  return drift;
}

/// Adds `drift` [T] to every column of `x` [T x C].
inline void add_drift(const std::vector<float>& drift, Matrix& x) {
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t j = 0; j < x.cols; ++j) x(t, j) += drift[t];
}

/// Intercept and cosines of periods above 128 s.
inline Nuisance drift_cosines(std::size_t volumes) {
  return make_nuisance(volumes, cosine_regressors(volumes, kDriftTr_s, 128));
}

/// The columns of `x` without what the set explains, as large as they are.
inline Matrix without(const Nuisance& nuisance, Matrix x) {
  for (std::size_t j = 0; j < x.cols; ++j)
    for (std::size_t k = 0; k < nuisance.rank(); ++k) {
      const double* row = nuisance.basis.data() + k * x.rows;
      double product = 0;
      for (std::size_t t = 0; t < x.rows; ++t) product += row[t] * static_cast<double>(x(t, j));
      for (std::size_t t = 0; t < x.rows; ++t)
        x(t, j) = static_cast<float>(x(t, j) - product * row[t]);
    }
  return x;
}

}  // namespace anbn
