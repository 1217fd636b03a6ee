// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/held_out_tests.h"

#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/percentile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace anbn {
namespace {

constexpr double kHighest = std::numeric_limits<double>::infinity();

// A draw that could not be predicted at all reaches any value: it never makes a p smaller.
double or_highest(double r) { return std::isnan(r) ? kHighest : r; }

AgainstDraws against(double observed, const std::vector<double>& draws) {
  if (std::isnan(observed)) return {kNan, kNan, kNan, kNan, kNan, kNan};
  AgainstDraws out;
  out.observed = observed;
  const auto reached = std::count_if(draws.begin(), draws.end(),
                                     [&](double r) { return or_highest(r) >= reaching(observed); });
  out.p = permutation_p(static_cast<std::size_t>(reached), draws.size());
  std::vector<double> finite;
  double sum = 0;
  for (double r : draws)
    if (std::isfinite(r)) {
      finite.push_back(r);
      sum += r;
    }
  out.null_mean = finite.empty() ? kNan : sum / static_cast<double>(finite.size());
  out.null_low = percentile(finite, 2.5);
  out.null_95 = percentile(finite, 95);
  out.null_high = percentile(std::move(finite), 97.5);
  return out;
}

struct MeanAndLargest {
  double mean = kNan, largest = kNan;
  std::size_t best = kNoIndex;
};

MeanAndLargest summarized(std::span<const double> r) {
  MeanAndLargest out;
  double sum = 0, count = 0;
  for (std::size_t j = 0; j < r.size(); ++j) {
    if (std::isnan(r[j])) continue;
    sum += r[j];
    ++count;
    if (out.best == kNoIndex || r[j] > out.largest) {
      out.largest = r[j];
      out.best = j;
    }
  }
  if (count > 0) out.mean = sum / count;
  return out;
}

/// Of a draw: a network of it that could not be predicted would otherwise take itself out of the
/// competition that the observed ones are in, and make p smaller.
MeanAndLargest summarized_draw(std::span<const double> r) {
  const bool whole = std::none_of(r.begin(), r.end(), [](double v) { return std::isnan(v); });
  return whole ? summarized(r) : MeanAndLargest{kHighest, kHighest, kNoIndex};
}

GroupTests untested(std::size_t networks, std::size_t folds) {
  const AgainstDraws none = against(kNan, {});
  GroupTests out;
  out.networks.assign(networks, none);
  out.q.assign(networks, kNan);
  out.p_fwe.assign(networks, kNan);
  out.penalty.assign(folds * networks, kNan);
  out.mean = out.largest = none;
  return out;
}

void keep_largest(const DrawnFigures& draws, DrawnFigures& largest) {
  for (std::size_t d = 0; d < draws.permutations(); ++d)
    for (std::size_t j = 0; j < draws.networks(); ++j)
      largest(d, j) = std::max(largest(d, j), or_highest(draws(d, j)));
}

void correct_pairs(RidgeTests& tests, const std::vector<double>& global) {
  std::vector<double> p;
  for (const GroupTests& group : tests.groups)
    for (const AgainstDraws& network : group.networks) p.push_back(network.p);
  const std::vector<double> q = benjamini_hochberg(p);
  tests.tested = static_cast<std::size_t>(
      std::count_if(p.begin(), p.end(), [](double v) { return !std::isnan(v); }));
  auto next = q.begin();
  for (GroupTests& group : tests.groups)
    for (std::size_t j = 0; j < group.networks.size(); ++j) {
      group.q[j] = *next++;
      group.p_fwe[j] = against(group.networks[j].observed, global).p;
    }
}

void test_networks(const std::vector<std::size_t>& tested, const DrawnFigures& largest,
                   RidgeTests& tests) {
  for (std::size_t j = 0; j < tested.size(); ++j) {
    const std::size_t column = tested[j];
    std::vector<double> r;
    for (const GroupTests& group : tests.groups) r.push_back(group.networks[column].observed);
    const MeanAndLargest best = summarized(r);
    tests.networks[column] = against(best.largest, largest.column(j));
    tests.best[column] = best.best;
  }
  std::vector<double> p, observed, global;
  for (const AgainstDraws& network : tests.networks) {
    p.push_back(network.p);
    observed.push_back(network.observed);
  }
  tests.q = benjamini_hochberg(p);
  for (std::size_t d = 0; d < largest.permutations(); ++d)
    global.push_back(summarized(largest.row(d)).largest);
  tests.global = against(summarized(observed).largest, global);
  for (const double largest_of_network : observed)
    tests.p_fwe.push_back(against(largest_of_network, global).p);
  correct_pairs(tests, global);
}

}  // namespace

Matrix features_of(const NeuronGroup& group, const TestedColumns& neurons, const Matrix& clean) {
  std::vector<std::size_t> places;
  for (std::size_t i : group.neurons)
    if (neurons.place[i] != kNoIndex) places.push_back(neurons.place[i]);
  return columns_kept(clean, places);
}

std::vector<double> DrawnFigures::column(std::size_t j) const {
  std::vector<double> out(permutations_);
  for (std::size_t d = 0; d < permutations_; ++d) out[d] = values_[d * networks_ + j];
  return out;
}

HeldOutTests::HeldOutTests(std::vector<std::size_t> tested, std::size_t networks, std::size_t folds,
                           std::size_t permutations)
    : tested_(std::move(tested)), folds_(folds), largest_(permutations, tested_.size()) {
  tests_.permutations = permutations;
  tests_.networks.assign(networks, against(kNan, {}));
  tests_.best.assign(networks, kNoIndex);
  for (std::size_t d = 0; d < permutations; ++d)
    for (std::size_t j = 0; j < tested_.size(); ++j) largest_(d, j) = -kHighest;
}

void HeldOutTests::add_untested() {
  tests_.groups.push_back(untested(tests_.networks.size(), folds_));
}

/// Figures of the tested networks go to the places of their columns.
const GroupTests& HeldOutTests::add(const GroupFigures& observed, const DrawnFigures& draws) {
  add_untested();
  GroupTests& out = tests_.groups.back();
  const std::size_t count = out.networks.size();
  out.usable = observed.usable;
  for (std::size_t j = 0; j < tested_.size(); ++j) {
    out.networks[tested_[j]] = against(observed.figures[j], draws.column(j));
    for (std::size_t f = 0; f < folds_; ++f)
      out.penalty[f * count + tested_[j]] = observed.penalties[f * tested_.size() + j];
  }
  const MeanAndLargest own = summarized(observed.figures);
  std::vector<double> means, largest;
  for (std::size_t d = 0; d < draws.permutations(); ++d) {
    const MeanAndLargest drawn = summarized_draw(draws.row(d));
    means.push_back(drawn.mean);
    largest.push_back(drawn.largest);
  }
  out.mean = against(own.mean, means);
  out.largest = against(own.largest, largest);
  out.best = own.best == kNoIndex ? kNoIndex : tested_[own.best];
  keep_largest(draws, largest_);
  return out;
}

RidgeTests HeldOutTests::finished() {
  test_networks(tested_, largest_, tests_);
  return std::move(tests_);
}

}  // namespace anbn
