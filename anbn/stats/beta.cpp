// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/beta.h"

#include <cmath>

namespace anbn {
namespace {

/// The continued fraction of the incomplete beta function, from its last term on; it converges fast
/// below the mean of the distribution. Source: DLMF 8.17.22.
double beta_fraction(double x, double a, double b) {
  constexpr int kTerms = 300;
  double value = 1;
  for (int k = kTerms; k >= 1; --k) {
    const double m = k / 2;  // whole
    const double term = k % 2 == 1 ? -(a + m) * (a + b + m) / ((a + 2 * m) * (a + 2 * m + 1))
                                   : m * (b - m) / ((a + 2 * m - 1) * (a + 2 * m));
    value = 1 + term * x / value;
  }
  return 1 / value;
}

}  // namespace

double beta_share_below(double x, double a, double b) {
  if (x <= 0 || x >= 1) return x <= 0 ? 0 : 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - beta_share_below(1 - x, b, a);
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  return front * beta_fraction(x, a, b) / a;
}

double beta_quantile(double share, double a, double b) {
  double low = 0, high = 1;
  for (int halving = 0; halving < 60; ++halving) {
    const double middle = (low + high) / 2;
    (beta_share_below(middle, a, b) < share ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace anbn
