// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/ridge_significance.h"

#include "anbn/core/error.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/target_panel.h"
#include "anbn/stats/percentile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <optional>

namespace anbn {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kHighest = std::numeric_limits<double>::infinity();
// The observed networks and the draws come in panels of other widths, and rounding must not decide
// whether a draw reaches what was observed.
constexpr double kSame = 1e-6;

/// Series that can be predicted or predict.
struct Usable {
  Matrix unit;                      // [T x usable] of norm 1, the nuisance set still in them
  Matrix clean;                     // [T x usable] of norm 1 without it
  std::vector<std::size_t> column;  // of the original
};

Usable usable_columns(const Matrix& series, const Nuisance& nuisance) {
  const Standardized standardized = unit_columns(series);
  const Residuals residuals = unit_residuals(standardized.values, nuisance);
  std::vector<char> usable = standardized.usable();
  for (std::size_t j : residuals.explained) usable[j] = 0;
  Usable out;
  for (std::size_t j = 0; j < series.cols; ++j)
    if (usable[j]) out.column.push_back(j);
  const auto picked = [&](const Matrix& from) {
    Matrix x(series.rows, out.column.size());
    for (std::size_t t = 0; t < x.rows; ++t)
      for (std::size_t j = 0; j < x.cols; ++j) x(t, j) = from(t, out.column[j]);
    return x;
  };
  out.unit = picked(standardized.values);
  out.clean = picked(residuals.values);
  return out;
}

Matrix features_of(const NeuronGroup& group, const Usable& neurons) {
  std::vector<std::size_t> places;
  for (std::size_t i : group.neurons) {
    const auto found = std::lower_bound(neurons.column.begin(), neurons.column.end(), i);
    if (found != neurons.column.end() && *found == i)
      places.push_back(static_cast<std::size_t>(found - neurons.column.begin()));
  }
  Matrix out(neurons.clean.rows, places.size());
  for (std::size_t t = 0; t < out.rows; ++t)
    for (std::size_t j = 0; j < out.cols; ++j) out(t, j) = neurons.clean(t, places[j]);
  return out;
}

// A draw that could not be predicted at all reaches any value: it never makes a p smaller.
double or_highest(double r) { return std::isnan(r) ? kHighest : r; }

AgainstDraws against(double observed, const std::vector<double>& draws) {
  if (std::isnan(observed)) return {kNan, kNan, kNan, kNan, kNan, kNan};
  AgainstDraws out;
  out.observed = observed;
  const auto reached = std::count_if(draws.begin(), draws.end(),
                                     [&](double r) { return or_highest(r) >= observed - kSame; });
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

class Tester {
 public:
  Tester(const RidgeTestPlan& plan, const TargetSource& source, const Machine& machine)
      : plan_(plan), source_(source), machine_(machine) {}

  HeldOut observed(const RidgeModel& model) {
    TargetPanel panel(source_, machine_.backend);
    RidgeScratch scratch;
    return held_out_correlations(model, panel.observed(), machine_.backend, scratch);
  }

  Draws draws(const RidgeModel& model) {
    const std::size_t width = source_.networks.cols, together = TargetPanel::capacity(width);
    const std::size_t blocks = (plan_.permutations + together - 1) / together;
    Draws out(plan_.permutations, width);
    std::vector<std::optional<TargetPanel>> panels(
        static_cast<std::size_t>(machine_.threads.count()));
    std::vector<RidgeScratch> scratch(panels.size());
    std::mutex mutex;
    machine_.threads.for_each_block(blocks, [&](std::size_t block, std::size_t worker) {
      if (!panels[worker]) panels[worker].emplace(source_, machine_.backend);
      const std::size_t first = block * together;
      // The last panel is as wide as the others, so that a draw is the same whatever their number.
      std::vector<DrawId> ids;
      for (std::size_t s = 0; s < together; ++s) ids.push_back({plan_.seed, plan_.null, first + s});
      const HeldOut held_out = held_out_correlations(model, panels[worker]->draws(ids),
                                                     machine_.backend, scratch[worker]);
      const std::size_t count = std::min(together, plan_.permutations - first);
      for (std::size_t s = 0; s < count; ++s)
        for (std::size_t j = 0; j < width; ++j)
          out(first + s, j) = held_out.correlation[s * width + j];
      const std::lock_guard lock(mutex);
      machine_.progress.advance(done_ += count);
    });
    return out;
  }

 private:
  const RidgeTestPlan& plan_;
  const TargetSource& source_;
  Machine machine_;
  std::size_t done_ = 0;
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
                       const Usable& networks, GroupTests out) {
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

void test_networks(const Usable& networks, const Draws& largest, RidgeTests& tests) {
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
  if (neurons.rows != networks.rows)
    fail(
        "the neurons have {} volumes and the networks {}; expected the same story in both. Check "
        "first_volume and volumes.",
        neurons.rows, networks.rows);
  if (plan.permutations == 0 || plan.permutations > 100000000)
    fail("permutations is {}; expected 1 to 100000000", plan.permutations);
}

}  // namespace

RidgeTests test_ridge(const Matrix& neurons, const Matrix& networks,
                      const std::vector<NeuronGroup>& groups, const Nuisance& nuisance,
                      const RidgeTestPlan& asked, const Machine& machine) {
  check(neurons, networks, asked);
  const NullModel& null = null_model_named(asked.null);
  const Usable left = usable_columns(neurons, nuisance), right = usable_columns(networks, nuisance);
  RidgeTestPlan plan = asked;
  plan.permutations = std::min(asked.permutations, null.draws(networks.rows, plan.settings));
  if (plan.permutations == 0)
    fail("{} has no draw for {} volumes; take another null model", null.name, networks.rows);
  const TargetSource source(right.unit, nuisance, null, plan.settings, machine.backend);
  Tester tester(plan, source, machine);
  RidgeTests out;
  out.permutations = plan.permutations;
  out.networks.assign(networks.cols, against(kNan, {}));
  out.best.assign(networks.cols, kNoIndex);
  Draws largest(plan.permutations, right.column.size());
  for (std::size_t d = 0; d < plan.permutations; ++d)
    for (std::size_t j = 0; j < right.column.size(); ++j) largest(d, j) = -kHighest;
  machine.progress.begin("surrogates", groups.size() * plan.permutations);
  for (const NeuronGroup& group : groups) {
    out.groups.push_back(untested(networks.cols, plan.ridge.folds));
    const Matrix features = features_of(group, left);
    if (features.cols == 0 || right.column.empty()) continue;
    const RidgeModel model = ridge_model(features, plan.ridge, machine);
    const HeldOut observed = tester.observed(model);
    const Draws draws = tester.draws(model);
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
