// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/corrections.h"

#include "anbn/core/nan.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

// q(i) = min over p(j) >= p(i) of factor n p(j) / rank(j), at most 1.
std::vector<double> step_up(std::span<const double> p, double factor) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!std::isnan(p[i])) order.push_back(i);
  std::sort(order.begin(), order.end(), [p](std::size_t a, std::size_t b) { return p[a] < p[b]; });
  std::vector<double> q(p.size(), kNan);
  double smallest = 1;
  for (std::size_t rank = order.size(); rank > 0; --rank) {
    const std::size_t i = order[rank - 1];
    const double tests = static_cast<double>(order.size());
    smallest = std::min(smallest, factor * tests * p[i] / static_cast<double>(rank));
    q[i] = smallest;
  }
  return q;
}

double harmonic(std::size_t tests) {
  double sum = 0;
  for (std::size_t k = 1; k <= tests; ++k) sum += 1 / static_cast<double>(k);
  return sum;
}

double factor_of(Correction correction, std::size_t tests) {
  return correction == Correction::benjamini_hochberg ? 1 : harmonic(tests);
}

}  // namespace

double permutation_p(std::size_t reached, std::size_t permutations) {
  return static_cast<double>(reached + 1) / static_cast<double>(permutations + 1);
}

std::vector<double> q_values(std::span<const double> p, Correction correction) {
  const auto tests = static_cast<std::size_t>(
      std::count_if(p.begin(), p.end(), [](double v) { return !std::isnan(v); }));
  return step_up(p, factor_of(correction, tests));
}

std::vector<double> benjamini_hochberg(std::span<const double> p) {
  return q_values(p, Correction::benjamini_hochberg);
}

std::vector<double> benjamini_yekutieli(std::span<const double> p) {
  return q_values(p, Correction::benjamini_yekutieli);
}

std::size_t count_at_most(std::span<const double> values, double level) {
  return static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [level](double v) { return v <= level; }));
}

std::size_t count_below(std::span<const double> values, double level) {
  return static_cast<std::size_t>(
      std::count_if(values.begin(), values.end(), [level](double v) { return v < level; }));
}

double smallest_q(std::size_t tests, std::size_t permutations, Correction correction) {
  return std::min(1.0, factor_of(correction, tests) * static_cast<double>(tests) /
                           static_cast<double>(permutations + 1));
}

std::optional<std::size_t> tests_needed_for_q(std::size_t tests, std::size_t permutations, double q,
                                              Correction correction) {
  // k tests at p = 1 / (P + 1) have q = factor tests / (k (P + 1)). The nudge keeps an exact
  // quotient from being rounded up to the next whole number.
  const double needed = factor_of(correction, tests) * static_cast<double>(tests) /
                        (q * static_cast<double>(permutations + 1));
  const double whole = std::max(1.0, std::ceil(needed * (1 - 1e-12)));
  if (tests == 0 || !(whole <= static_cast<double>(tests))) return {};
  return static_cast<std::size_t>(whole);
}

}  // namespace anbn
