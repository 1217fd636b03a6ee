// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/detrend.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <span>

namespace anbn {
namespace {

constexpr std::size_t kColumns = 64;  // of a block: [T x 64] doubles stay in the cache

/// Takes its projections on the basis, the intercept apart, out of x [T x columns].
void subtract_fit(std::vector<double>& x, std::size_t columns, const Nuisance& set) {
  const std::size_t volumes = set.volumes;
  std::vector<double> weights(columns);
  // One regressor after the other, as in modified Gram-Schmidt: rounding of the basis is not added
  // up. Row 0 is the intercept.
  for (std::size_t k = 1; k < set.rank(); ++k) {
    const double* basis = set.basis.data() + k * volumes;
    std::fill(weights.begin(), weights.end(), 0.0);
    for (std::size_t t = 0; t < volumes; ++t)
      for (std::size_t j = 0; j < columns; ++j) weights[j] += basis[t] * x[t * columns + j];
    for (std::size_t t = 0; t < volumes; ++t)
      for (std::size_t j = 0; j < columns; ++j) x[t * columns + j] -= basis[t] * weights[j];
  }
}

}  // namespace

std::vector<Regressor> trend_regressors(std::size_t volumes, std::size_t degree) {
  std::vector<Regressor> set;
  const double last = static_cast<double>(volumes) - 1;
  for (std::size_t d = 1; d <= degree && d < volumes; ++d) {
    Regressor trend{fmt::format("trend_{}", d), std::vector<double>(volumes)};
    for (std::size_t t = 0; t < volumes; ++t)
      trend.values[t] = std::pow(2 * static_cast<double>(t) / last - 1, static_cast<double>(d));
    set.push_back(std::move(trend));
  }
  return set;
}

void regress_out(Matrix& series, const Nuisance& set, Threads& threads) {
  assert(set.volumes == series.rows && !set.names.empty() && set.names[0] == "intercept");
  const std::size_t blocks = (series.cols + kColumns - 1) / kColumns;
  threads.for_each_block(blocks, [&](std::size_t block, std::size_t) {
    const std::size_t begin = block * kColumns, columns = std::min(kColumns, series.cols - begin);
    std::vector<double> x(series.rows * columns);
    for (std::size_t t = 0; t < series.rows; ++t)
      std::copy_n(series.row(t).begin() + static_cast<std::ptrdiff_t>(begin), columns,
                  x.begin() + static_cast<std::ptrdiff_t>(t * columns));
    subtract_fit(x, columns, set);
    for (std::size_t t = 0; t < series.rows; ++t)
      for (std::size_t j = 0; j < columns; ++j)
        series(t, begin + j) = static_cast<float>(x[t * columns + j]);
  });
}

}  // namespace anbn
