// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/story_significance.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/percentile.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

/// The null models with a partial statistic, or those without one. Those that draw in one basis
/// come together: they share what is computed for it.
std::vector<TestedNull*> with_statistic(std::vector<TestedNull>& nulls, bool partial) {
  std::vector<TestedNull*> wanted;
  for (TestedNull& null : nulls)
    if (null.partial == partial) wanted.push_back(&null);
  std::stable_sort(wanted.begin(), wanted.end(), [](const TestedNull* a, const TestedNull* b) {
    return a->model->basis < b->model->basis;
  });
  return wanted;
}

void test(StoryTests series, const std::vector<TestedNull*>& nulls, TestPlan plan,
          const KeptCounts& kept) {
  CountsWanted wanted{series.tested_neurons().size(), series.tested_networks().size(),
                      layers_among(plan.layers, series.tested_neurons()).size()};
  for (TestedNull* null : nulls) {
    const std::string_view name = plan.null = null->model->name;
    plan.counted = [&](std::size_t most) {
      wanted.most = most;
      return kept.find(name, wanted);
    };
    plan.keep = [&](const DrawCounts& counts) { kept.keep(name, counts); };
    null->tests = series.test(plan);
    kept.finished(name, null->tests.counts);
  }
}

/// The smallest size of a correlation that the paper's test accepts; NaN if it accepts none.
double weakest_accepted(const std::vector<Anchor>& anchors, const SideTests& paper, double alpha) {
  double least = kNan;
  for (std::size_t i = 0; i < anchors.size(); ++i)
    if (const double r = std::abs(anchors[i].correlation);
        paper.pair_q[i] <= alpha && !(r >= least))
      least = r;
  return least;
}

NoiseAccepted accepted(const Matrix& noise, double weakest, Delta delta) {
  std::vector<double> shares;
  for (std::size_t d = 0; d < noise.rows && !std::isnan(weakest); ++d) {
    double series = 0, reached = 0;
    for (const float r : noise.row(d)) {
      if (std::isnan(r)) continue;
      ++series;
      if (statistic<double>(r, delta) >= weakest) ++reached;
    }
    shares.push_back(reached / series);
  }
  return {mean_of_numbers(shares.data(), shares.size()), percentile(shares, 2.5),
          percentile(shares, 97.5)};
}

/// What noise gives: of the statistic that the calibrated test has, to stand beside it; and how
/// much of noise the paper's test would accept, whose statistic is the plain correlation.
void add_noise(const StoryViews& stories, const Anchoring& anchoring, const TestPlan& plan,
               const SignificanceOptions& options, const Machine& machine, Significance& out) {
  const auto draws = static_cast<std::size_t>(options.noise_draws);
  const bool partial = out.of(NullRole::calibrated).partial;
  const NoiseDraws plain =
      noise_of(without_nuisance(stories), draws, plan.seed, plan.delta, machine);
  const bool something_out =
      std::any_of(stories.begin(), stories.end(),
                  [](const StoryView& story) { return story.nuisance.rank() > 0; });
  out.noise =
      partial && something_out ? noise_of(stories, draws, plan.seed, plan.delta, machine) : plain;
  out.expected_neurons = expected_of(out.noise.neuron_correlation, plan.delta);
  out.expected_networks = expected_of(out.noise.network_correlation, plan.delta);
  const NullTests& paper = out.of(NullRole::papers).tests;
  out.neurons_accepted =
      accepted(plain.neuron_correlation,
               weakest_accepted(anchoring.neurons, paper.neurons, options.alpha), plan.delta);
  out.networks_accepted =
      accepted(plain.network_correlation,
               weakest_accepted(anchoring.networks, paper.networks, options.alpha), plan.delta);
}

/// The larger of two p values; NaN where either is.
double larger(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? a + b : std::max(a, b);
}

/// NaN where all are.
double smallest(const std::vector<double>& p) {
  return std::accumulate(p.begin(), p.end(), kNan,
                         [](double least, double v) { return std::fmin(least, v); });
}

void take_larger(const SideTests& other, Correction correction, SideTests& side) {
  for (auto values : {&SideTests::max_p, &SideTests::p_fwe})
    for (std::size_t i = 0; i < (side.*values).size(); ++i)
      (side.*values)[i] = larger((side.*values)[i], (other.*values)[i]);
  // Of the larger p: what is on both lists by q has no false discovery rate of its own.
  side.max_q = q_values(side.max_p, correction);
}

}  // namespace

bool is_partial(Partial partial, const NullModel& null) {
  return partial == Partial::all ||
         (partial == Partial::all_but_shuffle && null.role != NullRole::papers);
}

/// In the order of the table of null models, whatever the order in which they were named.
void SignificanceOptions::complete() {
  std::vector<std::string> ordered;
  for (const NullModel& null : null_models())
    if (std::find(nulls.begin(), nulls.end(), null.name) != nulls.end())
      ordered.emplace_back(null.name);
  nulls = ordered;
}

void SignificanceOptions::check() const {
  const std::string_view papers = null_model_for(NullRole::papers).name;
  const std::string_view calibrated = null_model_for(NullRole::calibrated).name;
  for (const std::string_view name : {papers, calibrated})
    if (std::find(nulls.begin(), nulls.end(), name) == nulls.end())
      fail("--nulls lacks {}; expected {} and {} among them: the report compares the two", name,
           papers, calibrated);
}

const TestedNull& Significance::of(NullRole role) const {
  const auto found = std::find_if(nulls.begin(), nulls.end(),
                                  [&](const TestedNull& null) { return null.model->role == role; });
  assert(found != nulls.end());
  return *found;
}

NullTests Significance::decided() const {
  NullTests out = of(NullRole::calibrated).tests;
  if (!others_decide()) return out;
  const NullTests& other = of(NullRole::together).tests;
  take_larger(other.neurons, correction, out.neurons);
  take_larger(other.networks, correction, out.networks);
  out.global.p = std::fmin(smallest(out.neurons.p_fwe), smallest(out.networks.p_fwe));
  return out;
}

double Significance::decided_p() const {
  const double p = of(NullRole::calibrated).tests.omnibus.p();
  return others_decide() ? larger(p, of(NullRole::together).tests.omnibus.p()) : p;
}

Significance significance(const StoryViews& stories, const std::vector<int>& layers,
                          const Anchoring& anchoring, Delta delta, const NullSources& sources,
                          const SignificanceOptions& options, const KeptCounts& kept,
                          const Machine& machine) {
  Significance out;
  for (const std::string& name : options.nulls) {
    const NullModel& null = null_model_named(name);
    out.nulls.push_back({&null, is_partial(options.partial, null)});
  }
  if (!sources.classes.empty())
    out.nulls.push_back({&other_stories_null(), is_partial(options.partial, other_stories_null())});
  out.changing_places = stories_in(sources.classes);
  out.correction = options.correction;
  TestPlan plan;
  plan.permutations = static_cast<std::size_t>(options.permutations);
  plan.seed = static_cast<std::uint64_t>(options.seed);
  plan.delta = delta;
  plan.sources = sources;
  plan.correction = options.correction;
  plan.layers = layers;
  for (const bool partial : {false, true}) {
    const auto nulls = with_statistic(out.nulls, partial);
    if (!nulls.empty())
      test({partial ? stories : without_nuisance(stories), anchoring, machine}, nulls, plan, kept);
  }
  const TestedNull& calibrated = out.of(NullRole::calibrated);
  plan.null = calibrated.model->name;
  plan.layers.clear();  // of single networks nothing is asked by layer
  out.called = called_series(calibrated.partial ? stories : without_nuisance(stories),
                             out.decided(), plan, machine);
  out.given = given_nuisance(stories, anchoring);
  add_noise(stories, anchoring, plan, options, machine, out);
  return out;
}

}  // namespace anbn
