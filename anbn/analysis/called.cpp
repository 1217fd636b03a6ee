// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/called.h"

#include "anbn/brain/networks/alike.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/draws/draw_columns.h"
#include "anbn/stats/draws/statistic.h"

#include <algorithm>
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
std::vector<std::size_t> alike(const StoryViews& stories, const Matrix& (*side)(const StoryView&),
                               const std::vector<std::size_t>& called, Threads& threads) {
  std::size_t volumes = 0, begin = 0;
  for (const StoryView& story : stories) volumes += story.neurons.rows;
  Matrix courses(called.size(), volumes);
  for (const StoryView& story : stories) {
    const Matrix unit = unit_columns(columns_kept(side(story), called)).values;
    const Matrix own = unit_residuals(unit, story.nuisance).values;
    const float scale = stories.size() == 1 ? 1 : root_of_share(own.rows, volumes);
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

const Matrix& neurons_of(const StoryView& story) { return story.neurons; }
const Matrix& networks_of(const StoryView& story) { return story.networks; }

/// Network `j` of all stories, tested given `nuisance` of each.
double p_given(const StoryViews& stories, std::size_t j, const std::vector<Nuisance>& nuisance,
               const TestPlan& plan, const Machine& machine) {
  std::vector<Matrix> network;
  for (const StoryView& story : stories)
    network.push_back(columns_kept(story.networks, std::vector{j}));
  StoryViews views;
  for (std::size_t s = 0; s < stories.size(); ++s)
    views.push_back({stories[s].name, stories[s].neurons, network[s], nuisance[s]});
  const Anchoring no_pairs{std::vector<Anchor>(stories.front().neurons.cols),
                           std::vector<Anchor>(1)};
  return StoryTests(views, no_pairs, machine).test(plan).networks.max_p[0];
}

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
  const std::vector<std::size_t> called = called_of(tests, &NullTests::networks, plan.delta);
  out.networks_alike = alike(stories, networks_of, called, machine.threads);
  out.network_p_given_stronger.assign(stories.front().networks.cols, kNan);
  std::vector<Nuisance> given;
  for (const StoryView& story : stories) given.push_back(story.nuisance);
  for (const std::size_t j : called) {
    if (j != called.front())
      out.network_p_given_stronger[j] = p_given(stories, j, given, plan, machine);
    // A neuron that comes twice is redundant.
    for (std::size_t s = 0; s < stories.size(); ++s) {
      const Matrix neuron =
          columns_kept(stories[s].neurons, std::vector{tests.networks.best[j].index});
      given[s] = extended(std::move(given[s]), unit_columns(neuron).values,
                          "neuron of a stronger network");
    }
  }
  return out;
}

}  // namespace anbn
