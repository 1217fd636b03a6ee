// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/called.h"

#include "anbn/brain/networks/alike.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/draws/statistic.h"

#include <algorithm>
#include <limits>
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

/// For each of all `series` the stronger one that it resembles.
std::vector<std::size_t> alike(const Matrix& series, const std::vector<std::size_t>& called,
                               const Nuisance& nuisance, Threads& threads) {
  std::vector<std::size_t> out(series.cols, kNoIndex);
  const Matrix unit = unit_columns(columns_kept(series, called)).values;
  const Matrix courses = transposed(unit_residuals(unit, nuisance).values);
  const std::vector<std::size_t> first = first_alike(courses, kAlikeCourses, threads);
  for (std::size_t k = 0; k < called.size(); ++k)
    if (first[k] != k) out[called[k]] = called[first[k]];
  return out;
}

}  // namespace

bool is_named(const SideTests& side, std::size_t i) { return side.p_fwe[i] <= kNamedP; }

bool is_called(const SideTests& side, double global_p, std::size_t i) {
  return is_named(side, i) || (global_p <= kNamedP && side.max_q[i] <= kListedQ);
}

CalledSeries called_series(const Matrix& neurons, const Matrix& networks, const Nuisance& nuisance,
                           const NullTests& tests, const TestPlan& plan, const Machine& machine) {
  CalledSeries out;
  out.neurons_alike =
      alike(neurons, called_of(tests, &NullTests::neurons, plan.delta), nuisance, machine.threads);
  const std::vector<std::size_t> called = called_of(tests, &NullTests::networks, plan.delta);
  out.networks_alike = alike(networks, called, nuisance, machine.threads);
  out.network_p_given_stronger.assign(networks.cols, std::numeric_limits<double>::quiet_NaN());
  const Anchoring no_pairs{std::vector<Anchor>(neurons.cols), std::vector<Anchor>(1)};
  Nuisance given = nuisance;
  for (const std::size_t j : called) {
    if (j != called.front())
      out.network_p_given_stronger[j] =
          StoryTests(neurons, columns_kept(networks, std::vector{j}), no_pairs, given, machine)
              .test(plan)
              .networks.max_p[0];
    // A neuron that comes twice is redundant.
    const Matrix neuron =
        unit_columns(columns_kept(neurons, std::vector{tests.networks.best[j].index})).values;
    given = extended(std::move(given), neuron, "neuron of a stronger network");
  }
  return out;
}

}  // namespace anbn
