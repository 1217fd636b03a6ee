// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/ridge_significance.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/draw_loop.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/draws/target_panel.h"
#include "anbn/stats/percentile.h"
#include "anbn/stats/tested_columns.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace anbn {
namespace {

constexpr double kHighest = std::numeric_limits<double>::infinity();

/// The neurons of a group that can predict, from all tested ones without the nuisance set.
/// @param clean  [T x tested]
Matrix features_of(const NeuronGroup& group, const TestedColumns& neurons, const Matrix& clean) {
  std::vector<std::size_t> places;
  for (std::size_t i : group.neurons)
    if (neurons.place[i] != kNoIndex) places.push_back(neurons.place[i]);
  return columns_kept(clean, places);
}

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

/// Held-out correlations of one group with every draw [P x usable networks], row-major.
class Draws {
 public:
  Draws(std::size_t permutations, std::size_t networks)
      : permutations_(permutations), networks_(networks), values_(permutations * networks) {}

  double& operator()(std::size_t draw, std::size_t j) { return values_[draw * networks_ + j]; }
  std::span<const double> row(std::size_t draw) const {
    return {values_.data() + draw * networks_, networks_};
  }
  std::vector<double> column(std::size_t j) const {
    std::vector<double> out(permutations_);
    for (std::size_t d = 0; d < permutations_; ++d) out[d] = values_[d * networks_ + j];
    return out;
  }
  std::size_t permutations() const { return permutations_; }
  std::size_t networks() const { return networks_; }

 private:
  std::size_t permutations_, networks_;
  std::vector<double> values_;
};

/// What a thread needs to predict draws.
struct Predictor {
  TargetPanel targets;
  RidgeScratch scratch = {};
};

class Tester {
 public:
  Tester(const TargetSource& source, const DrawStream& stream, const Machine& machine)
      : source_(source),
        stream_(stream),
        machine_(machine),
        loop_(machine, draws_together(source.networks.cols),
              [this] { return Predictor{TargetPanel(source_, machine_.backend)}; }) {}

  void begin(std::size_t draws) { loop_.begin("surrogates", draws); }

  HeldOut observed(const RidgeModel& model) {
    Predictor p{TargetPanel(source_, machine_.backend)};
    return held_out_correlations(model, p.targets.observed(), machine_.backend, p.scratch);
  }

  Draws draws(const RidgeModel& model, std::size_t permutations) {
    const std::size_t width = source_.networks.cols;
    Draws out(permutations, width);
    loop_.run(0, permutations, [&](Predictor& p, const DrawBlock& block) {
      const HeldOut held_out = held_out_correlations(model, p.targets.draws(stream_, block.first),
                                                     machine_.backend, p.scratch);
      for (std::size_t s = block.begin; s < block.end; ++s)
        for (std::size_t j = 0; j < width; ++j)
          out(block.first + s, j) = held_out.correlation[s * width + j];
    });
    return out;
  }

 private:
  const TargetSource& source_;
  DrawStream stream_;
  Machine machine_;
  DrawLoop<Predictor> loop_;
};

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

/// `networks` of the original columns; [usable] figures go to their places.
GroupTests group_tests(const RidgeModel& model, const HeldOut& observed, const Draws& draws,
                       const TestedColumns& networks, GroupTests out) {
  const std::size_t count = out.networks.size();
  out.usable = model.features;
  for (std::size_t j = 0; j < networks.column.size(); ++j) {
    out.networks[networks.column[j]] = against(observed.correlation[j], draws.column(j));
    for (std::size_t f = 0; f < model.folds.size(); ++f)
      out.penalty[f * count + networks.column[j]] =
          model.penalties[observed.penalty[f * networks.column.size() + j]];
  }
  const MeanAndLargest own = summarized(observed.correlation);
  std::vector<double> means, largest;
  for (std::size_t d = 0; d < draws.permutations(); ++d) {
    const MeanAndLargest drawn = summarized_draw(draws.row(d));
    means.push_back(drawn.mean);
    largest.push_back(drawn.largest);
  }
  out.mean = against(own.mean, means);
  out.largest = against(own.largest, largest);
  out.best = own.best == kNoIndex ? kNoIndex : networks.column[own.best];
  return out;
}

void keep_largest(const Draws& draws, Draws& largest) {
  for (std::size_t d = 0; d < draws.permutations(); ++d)
    for (std::size_t j = 0; j < draws.networks(); ++j)
      largest(d, j) = std::max(largest(d, j), or_highest(draws.row(d)[j]));
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

void test_networks(const TestedColumns& networks, const Draws& largest, RidgeTests& tests) {
  for (std::size_t j = 0; j < networks.column.size(); ++j) {
    const std::size_t column = networks.column[j];
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
  correct_pairs(tests, global);
}

void check(const Matrix& neurons, const Matrix& networks, const RidgeTestPlan& plan) {
  check_volumes(neurons, networks);
  if (plan.permutations == 0 || plan.permutations > 100000000)
    fail("permutations is {}; expected 1 to 100000000", plan.permutations);
}

}  // namespace

RidgeTests test_ridge(const Matrix& neurons, const Matrix& networks,
                      const std::vector<NeuronGroup>& groups, const Nuisance& nuisance,
                      const RidgeTestPlan& plan, const Machine& machine) {
  check(neurons, networks, plan);
  const NullModel& null = null_model_named(plan.null);
  const TestedColumns left = tested_columns(neurons, nuisance, machine.threads);
  const TestedColumns right = tested_columns(networks, nuisance, machine.threads);
  const Matrix clean = unit_residuals(left.unit, nuisance).values;
  const NullDraws null_draws =
      null.draws(sources_of_columns(plan.sources, right.column, networks.cols));
  const std::size_t permutations = std::min(plan.permutations, null_draws.count(networks.rows));
  if (permutations == 0) fail("null model {}: {}", null.name, null_draws.why_none(networks.rows));
  const TargetSource source(right.unit, nuisance, null.basis, machine.backend);
  Tester tester(source, {null_draws, null.name, plan.seed}, machine);
  RidgeTests out;
  out.permutations = permutations;
  out.networks.assign(networks.cols, against(kNan, {}));
  out.best.assign(networks.cols, kNoIndex);
  Draws largest(permutations, right.column.size());
  for (std::size_t d = 0; d < permutations; ++d)
    for (std::size_t j = 0; j < right.column.size(); ++j) largest(d, j) = -kHighest;
  tester.begin(groups.size() * permutations);
  for (const NeuronGroup& group : groups) {
    out.groups.push_back(untested(networks.cols, plan.ridge.folds));
    const Matrix features = features_of(group, left, clean);
    if (features.cols == 0 || right.column.empty()) continue;
    const RidgeModel model = ridge_model(features, plan.ridge, machine);
    const HeldOut observed = tester.observed(model);
    const Draws draws = tester.draws(model, permutations);
    keep_largest(draws, largest);
    out.groups.back() = group_tests(model, observed, draws, right, std::move(out.groups.back()));
    const AgainstDraws& best = out.groups.back().largest;
    machine.progress.note(fmt::format("{}: largest r {:.3f}, noise {:.3f}, p {:.3g}", group.label,
                                      best.observed, best.null_mean, best.p));
  }
  test_networks(right, largest, out);
  return out;
}

}  // namespace anbn
