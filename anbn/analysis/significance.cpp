// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/significance.h"

#include "anbn/analysis/story_views.h"
#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/arrangement_counts.h"
#include "anbn/stats/draws/statistic.h"
#include "anbn/stats/draws/step_down.h"
#include "anbn/stats/percentile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

std::vector<std::size_t> tested_pairs(const std::vector<Anchor>& anchors, const TestedColumns& own,
                                      const TestedColumns& other) {
  std::vector<std::size_t> pairs;
  for (std::size_t i : own.column)
    pairs.push_back(anchors[i].index == kNoIndex ? kNoIndex : other.place[anchors[i].index]);
  return pairs;
}

SideTests tests_of(const SideCounts& counts, const SideReached& reached, const TestedColumns& own,
                   const TestedColumns& other, std::size_t permutations, Correction correction) {
  SideTests out;
  out.best.resize(own.place.size());
  for (auto* p : {&out.pair_p, &out.max_p, &out.p_fwe}) p->assign(own.place.size(), kNan);
  const std::vector<double> family_wise =
      StepDown(counts.largest).p(reached.step_down, permutations);
  for (std::size_t i = 0; i < own.column.size(); ++i) {
    const std::size_t column = own.column[i];
    out.best[column] = {other.column[counts.best[i].index], counts.best[i].correlation};
    if (!std::isnan(counts.pair[i]))
      out.pair_p[column] = permutation_p(reached.pair[i], permutations);
    out.max_p[column] = permutation_p(reached.largest[i], permutations);
    out.p_fwe[column] = family_wise[i];
  }
  out.pair_q = q_values(out.pair_p, correction);
  out.max_q = q_values(out.max_p, correction);
  return out;
}

GlobalTest global_test(const PermutationCounts& counts, const TestedColumns& neurons,
                       const TestedColumns& networks) {
  GlobalTest out;
  const auto& largest = counts.neurons.largest;
  const auto i =
      static_cast<std::size_t>(std::max_element(largest.begin(), largest.end()) - largest.begin());
  out.observed = largest[i];
  // All draws of the strongest series: it is compared with the largest over all pairs.
  out.p = permutation_p(counts.drawn.neurons.step_down[i], counts.drawn.global_null.size());
  out.neuron = neurons.column[i];
  out.network = networks.column[counts.neurons.best[i].index];
  const std::vector<double> null(counts.drawn.global_null.begin(), counts.drawn.global_null.end());
  for (double v : null) out.null_mean += v / static_cast<double>(null.size());
  out.null_95 = percentile(null, 95);
  return out;
}

// Every series is constant or explained: nothing is tested, and nothing is significant.
NullTests no_tests(std::size_t neurons, std::size_t networks, std::size_t draws) {
  const auto side = [](std::size_t count) {
    const std::vector<double> none(count, kNan);
    return SideTests{std::vector<Anchor>(count), none, none, none, none, none};
  };
  return {side(neurons), side(networks), {kNan, kNan, kNan, kNan, kNoIndex, kNoIndex}, {}, draws};
}

Matrix spread_columns(const Matrix& x, const TestedColumns& tested) {
  Matrix out(x.rows, tested.place.size());
  std::fill(out.values.begin(), out.values.end(), kFloatNan);
  for (std::size_t i = 0; i < x.rows; ++i)
    for (std::size_t j = 0; j < x.cols; ++j) out(i, tested.column[j]) = x(i, j);
  return out;
}

// Partners count among the tested series; figures count among all.
void rename_partners(Matrix& partner, const TestedColumns& other) {
  for (float& v : partner.values)
    v = static_cast<float>(other.column[static_cast<std::size_t>(v) - 1] + 1);
}

std::vector<DrawStream> draws_of(const std::vector<std::string>& streams, const NullDraws& draws,
                                 std::uint64_t seed) {
  std::vector<DrawStream> out;
  for (const std::string& stream : streams) out.push_back({draws, stream, seed});
  return out;
}

}  // namespace

TestedStories::TestedStories(const StoryViews& stories, Threads& threads) {
  for (const StoryView& story : stories) {
    check_volumes(story.neurons, story.networks);
    names.emplace_back(story.name);
    nuisance.push_back(story.nuisance);
    neurons_are.push_back(story.neurons_are);
    weights.push_back(weight_of(story));
    // Of clean ones what the set explained is 0 by now.
    neurons.push_back(tested_columns(
        story.neurons, story.neurons_are == NeuronsAre::clean ? Nuisance() : story.nuisance,
        threads));
    networks.push_back(tested_columns(story.networks, story.nuisance, threads));
  }
  keep_common(neurons);
  keep_common(networks);
}

PooledSeries TestedStories::in(NullBasis basis, const Machine& machine) const {
  std::vector<DrawableSeries> stories;
  for (std::size_t s = 0; s < neurons.size(); ++s) {
    const auto& drawable =
        neurons_are[s] == NeuronsAre::clean ? drawable_clean_series : drawable_series;
    stories.push_back(drawable(neurons[s].unit, networks[s].unit, nuisance[s], basis, machine));
    stories.back().weight = weights[s];
  }
  return pooled(std::move(stories));
}

StoryTests::StoryTests(const StoryViews& stories, const Anchoring& anchoring,
                       const Machine& machine)
    : machine_(machine),
      stories_(stories, machine.threads),
      pairs_{
          tested_pairs(anchoring.neurons, stories_.neurons.front(), stories_.networks.front()),
          tested_pairs(anchoring.networks, stories_.networks.front(), stories_.neurons.front())} {}

void StoryTests::free_series() {
  series_ = {};
  basis_.reset();
}

const PooledSeries& StoryTests::series_in(NullBasis basis) {
  if (basis_ != basis) {
    free_series();  // before the next: they are as large as the neurons
    series_ = stories_.in(basis, machine_);
    basis_ = basis;
  }
  return series_;
}

StoryTests::Draws StoryTests::draws_of_null(const NullModel& null, const TestPlan& plan) {
  const TestedColumns& networks = stories_.networks.front();
  const NullDraws null_draws =
      null.draws(sources_of_columns(plan.sources, networks.column, networks.place.size()));
  std::size_t draws = plan.permutations;
  for (const TestedColumns& story : stories_.neurons) {
    draws = std::min(draws, null_draws.count(story.unit.rows));
    if (draws == 0) fail("null model {}: {}", null.name, null_draws.why_none(story.unit.rows));
  }
  return {draws, [this, &null, null_draws, seed = plan.seed](const CountPlan& counting) {
            const std::vector<std::string> streams = streams_of(null.name, stories_.names);
            return count_permutations(series_in(null.basis), pairs_,
                                      draws_of(streams, null_draws, seed), counting, machine_);
          }};
}

StoryTests::Draws StoryTests::arrangements(const NullModel& null, const TestPlan& plan) {
  const std::vector<LengthClass>& classes = plan.sources.classes;
  if (classes.empty()) fail("null model {}: there are no stories that change places", null.name);
  const Arrangements arrangements(sizes_of(classes), plan.seed);
  return {arrangements.draws(plan.permutations),
          [this, &null, &classes, arrangements](const CountPlan& counting) {
            free_series();
            std::vector<PairedStory> stories;
            for (std::size_t s = 0; s < stories_.names.size(); ++s)
              stories.push_back({stories_.neurons[s].unit, stories_.networks[s].unit,
                                 stories_.nuisance[s], stories_.weights[s]});
            return count_arrangements({stories, classes, machine_}, pairs_, arrangements, counting,
                                      null.name, machine_);
          }};
}

NullTests StoryTests::test(const TestPlan& plan) {
  if (plan.permutations == 0 || plan.permutations > 1000000000)
    fail("permutations is {}; expected 1 to 1000000000", plan.permutations);
  const TestedColumns &neurons = stories_.neurons.front(), &networks = stories_.networks.front();
  const NullModel& null = null_model_named(plan.null);
  const auto [draws, count] =
      null.role == NullRole::together ? arrangements(null, plan) : draws_of_null(null, plan);
  if (neurons.column.empty() || networks.column.empty())
    return no_tests(neurons.place.size(), networks.place.size(), draws);
  const std::vector<int> layers = layers_among(plan.layers, neurons.column);
  CountPlan counting{
      draws, plan.delta, {}, plan.keep, groups_of(plan.layers, neurons.column, layers)};
  if (plan.counted) counting.counted = plan.counted(draws);
  const PermutationCounts counts = count(counting);
  return {
      tests_of(counts.neurons, counts.drawn.neurons, neurons, networks, draws, plan.correction),
      tests_of(counts.networks, counts.drawn.networks, networks, neurons, draws, plan.correction),
      global_test(counts, neurons, networks),
      omnibus_tests(counts, layers),
      draws,
      counts.drawn,
      false_discoveries(counts)};
}

std::vector<std::string> streams_of(std::string_view null,
                                    const std::vector<std::string>& stories) {
  if (stories.size() == 1) return {std::string(null)};
  std::vector<std::string> streams;
  for (const std::string& story : stories) streams.push_back(fmt::format("{} {}", null, story));
  return streams;
}

NullTests test_against_null(const Matrix& neurons, const Matrix& networks,
                            const Anchoring& anchoring, const Nuisance& nuisance,
                            const TestPlan& plan, const Machine& machine) {
  return StoryTests({{"", neurons, networks, nuisance}}, anchoring, machine).test(plan);
}

NoiseDraws noise_of(const StoryViews& stories, std::size_t draws, std::uint64_t seed, Delta delta,
                    const Machine& machine) {
  const TestedStories tested(stories, machine.threads);
  const TestedColumns &neurons = tested.neurons.front(), &networks = tested.networks.front();
  const Matrix nothing(draws, 0);
  NoiseDraws out{nothing, nothing, nothing, nothing};
  if (!neurons.column.empty() && !networks.column.empty()) {
    const NullModel& null = null_model_named("phase");
    const PooledSeries series = tested.in(null.basis, machine);
    const NullDraws phases = null.draws({});
    const std::vector<std::string> streams = streams_of("noise", tested.names);
    out = noise_draws(series, draws_of(streams, phases, seed), draws, delta, machine);
    rename_partners(out.neuron_network, networks);
    rename_partners(out.network_neuron, neurons);
  }
  return {spread_columns(out.neuron_correlation, neurons),
          spread_columns(out.neuron_network, neurons),
          spread_columns(out.network_correlation, networks),
          spread_columns(out.network_neuron, networks)};
}

Expected expected_of(const Matrix& noise_correlation, Delta delta) {
  Expected out;
  for (std::size_t j = 0; j < noise_correlation.cols; ++j) {
    std::vector<double> values(noise_correlation.rows);
    double sum = 0;
    for (std::size_t d = 0; d < values.size(); ++d) {
      values[d] = statistic<double>(noise_correlation(d, j), delta);
      sum += values[d];
    }
    out.mean.push_back(values.empty() ? kNan : sum / static_cast<double>(values.size()));
    out.percentile_95.push_back(percentile(std::move(values), 95));
  }
  return out;
}

}  // namespace anbn
