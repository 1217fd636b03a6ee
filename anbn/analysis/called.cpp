// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/called.h"

#include "anbn/analysis/story_views.h"
#include "anbn/brain/networks/alike.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/draws/draw_columns.h"
#include "anbn/stats/draws/statistic.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace anbn {
namespace {

/// The series of a side that are called, the strongest first; ties by index.
std::vector<std::size_t> called_of(const NullTests& tests, SideTests NullTests::*side,
                                   Delta delta) {
  std::vector<std::size_t> called;
  const std::vector<Anchor>& best = (tests.*side).best;
  for (std::size_t i = 0; i < best.size(); ++i)
    if (is_called(tests.*side, tests.global.p, i)) called.push_back(i);
  std::stable_sort(called.begin(), called.end(), [&](std::size_t a, std::size_t b) {
    return statistic(best[a].correlation, delta) > statistic(best[b].correlation, delta);
  });
  return called;
}

/// For each of all series of a side the stronger one that it resembles.
std::vector<std::size_t> alike(const StoryViews& stories, MatrixView (*side)(const StoryView&),
                               const std::vector<std::size_t>& called, Threads& threads) {
  std::size_t volumes = 0, begin = 0;
  for (const StoryView& story : stories) volumes += story.neurons.rows;
  Matrix courses(called.size(), volumes);
  const std::vector<double> shares = shares_of(stories);
  for (std::size_t s = 0; s < stories.size(); ++s) {
    const Matrix unit = unit_columns(columns_kept(side(stories[s]), called)).values;
    const Matrix own = unit_residuals(unit, stories[s].nuisance).values;
    const float scale = root_of_share(shares[s]);
    for (std::size_t t = 0; t < own.rows; ++t)
      for (std::size_t k = 0; k < called.size(); ++k) courses(k, begin + t) = scale * own(t, k);
    begin += own.rows;
  }
  std::vector<std::size_t> out(side(stories.front()).cols, kNoIndex);
  const std::vector<std::size_t> first = first_alike(courses, kAlikeCourses, threads);
  for (std::size_t k = 0; k < called.size(); ++k)
    if (first[k] != k) out[called[k]] = called[first[k]];
  return out;
}

MatrixView neurons_of(const StoryView& story) { return story.neurons; }
MatrixView networks_of(const StoryView& story) { return story.networks; }

/// Stories whose nuisance sets grow by one neuron after the other, which are taken out of all
/// neurons as they come: the whole set anew for each network would take longer than its test.
class GivenStronger {
 public:
  GivenStronger(const StoryViews& stories, const Machine& machine)
      : stories_(stories), machine_(machine) {
    for (const StoryView& story : stories) {
      given_.push_back(story.nuisance);
      rest_.push_back(unit_columns(story.neurons).values);
      left_.emplace_back(story.neurons.cols, 1.0);
      take_out(rest_.size() - 1, story.nuisance);
    }
  }

  /// p of network `j` given the sets as they are.
  double p_of(std::size_t j, const TestPlan& plan) const {
    std::vector<Matrix> network;
    for (const StoryView& story : stories_)
      network.push_back(columns_kept(story.networks, std::vector{j}));
    StoryViews views;
    for (std::size_t s = 0; s < stories_.size(); ++s)
      views.push_back({stories_[s].name, rest_[s], network[s], given_[s], NeuronsAre::clean,
                       stories_[s].reliability});
    const Anchoring no_pairs{std::vector<Anchor>(stories_.front().neurons.cols),
                             std::vector<Anchor>(1)};
    return StoryTests(views, no_pairs, machine_).test(plan).networks.max_p[0];
  }

  /// Adds a neuron to the sets. One that comes twice is redundant.
  void add(std::size_t neuron) {
    for (std::size_t s = 0; s < stories_.size(); ++s) {
      const Matrix own = columns_kept(rest_[s], std::vector{neuron});
      given_[s] = extended(std::move(given_[s]), own, "neuron of a stronger network");
      const Nuisance direction = extended(Nuisance(), own, "");
      if (direction.rank() > 0) take_out(s, direction);
    }
  }

 private:
  /// What is left of a neuron is told of the whole of it, not of what was left before.
  void take_out(std::size_t s, const Nuisance& set) {
    Residuals residuals = unit_residuals(rest_[s], set, machine_.threads);
    for (std::size_t i = 0; i < left_[s].size(); ++i) {
      left_[s][i] *= std::sqrt(1 - residuals.r2[i]);
      if (!is_explained(left_[s][i])) continue;
      for (std::size_t t = 0; t < residuals.values.rows; ++t) residuals.values(t, i) = 0;
    }
    rest_[s] = std::move(residuals.values);
  }

  const StoryViews& stories_;
  const Machine& machine_;
  std::vector<Nuisance> given_;            // one a story, like the following
  std::vector<Matrix> rest_;               // neurons without it, of norm 1 or 0
  std::vector<std::vector<double>> left_;  // [N] norms of what it left
};

}  // namespace

bool is_named(const SideTests& side, std::size_t i) { return side.p_fwe[i] <= kNamedP; }

bool is_called(const SideTests& side, double global_p, std::size_t i) {
  return is_named(side, i) || (global_p <= kNamedP && side.max_q[i] <= kListedQ);
}

CalledSeries called_series(const StoryViews& stories, const NullTests& tests, const TestPlan& plan,
                           const Machine& machine) {
  CalledSeries out;
  out.neurons_alike = alike(stories, neurons_of, called_of(tests, &NullTests::neurons, plan.delta),
                            machine.threads);
  std::vector<std::size_t> called = called_of(tests, &NullTests::networks, plan.delta);
  out.networks_alike = alike(stories, networks_of, called, machine.threads);
  out.network_p_given_stronger.assign(stories.front().networks.cols, kNan);
  if (called.size() < 2) return out;
  called.resize(std::min(called.size(), kBesideStronger));
  GivenStronger given(stories, machine);
  for (const std::size_t j : called) {
    if (j != called.front()) out.network_p_given_stronger[j] = given.p_of(j, plan);
    given.add(tests.networks.best[j].index);
  }
  return out;
}

}  // namespace anbn
