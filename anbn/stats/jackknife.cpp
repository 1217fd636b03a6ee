// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/jackknife.h"

#include "anbn/stats/beta.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {

double Jackknifed::error() const {
  if (without.size() < 2) return kNan;
  const auto units = static_cast<double>(without.size());
  const double mean = std::accumulate(without.begin(), without.end(), 0.0) / units;
  double squares = 0;
  for (const double v : without) squares += (v - mean) * (v - mean);
  return std::sqrt((units - 1) / units * squares);
}

double Jackknifed::p() const {
  const double of = error();
  return of > 0 ? student_p(estimate / of, static_cast<double>(without.size()) - 1) : kNan;
}

double Jackknifed::lowest() const {
  return without.empty() ? kNan : *std::min_element(without.begin(), without.end());
}

double Jackknifed::highest() const {
  return without.empty() ? kNan : *std::max_element(without.begin(), without.end());
}

Jackknifed difference(const Jackknifed& a, const Jackknifed& b) {
  Jackknifed out{a.estimate - b.estimate, {}};
  if (a.without.size() != b.without.size()) return out;
  for (std::size_t s = 0; s < a.without.size(); ++s)
    out.without.push_back(a.without[s] - b.without[s]);
  return out;
}

// Source: DLMF 8.17 and Abramowitz and Stegun 26.5.27, 26.7.1.
double student_p(double t, double freedom) {
  if (std::isnan(t)) return kNan;
  return beta_share_below(freedom / (freedom + t * t), freedom / 2, 0.5);
}

double student_bound(double p, double freedom) {
  if (!(freedom >= 1)) return kNan;
  const double x = beta_quantile(p, freedom / 2, 0.5);
  return std::sqrt(freedom * (1 - x) / x);
}

}  // namespace anbn
