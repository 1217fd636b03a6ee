// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/arrangement_counts.h"

#include "anbn/stats/draws/draw_means.h"
#include "anbn/stats/draws/statistic.h"
#include "tests/support/drifting.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr std::size_t kNeurons = 70, kNetworks = 3;  // more neurons than one block has

struct Story {
  Matrix neurons, networks;
  Nuisance nuisance;
  double weight = 1;  // of the brain
};

/// The first values of a series without what they hold of a set, in double.
std::vector<double> left(std::vector<double> v, const Nuisance& set) {
  std::vector<Regressor> rows;
  for (std::size_t k = 0; k < set.rank(); ++k) {
    const auto row = set.basis.begin() + static_cast<std::ptrdiff_t>(k * set.volumes);
    rows.push_back({"", {row, row + static_cast<std::ptrdiff_t>(v.size())}});
  }
  const Nuisance cut = make_nuisance(v.size(), rows);
  for (int twice = 0; twice < 2; ++twice)
    for (std::size_t k = 0; k < cut.rank(); ++k) {
      const double* row = cut.basis.data() + k * v.size();
      const double product = std::inner_product(v.begin(), v.end(), row, 0.0);
      for (std::size_t t = 0; t < v.size(); ++t) v[t] -= product * row[t];
    }
  return v;
}

std::vector<double> first_of(const Matrix& x, std::size_t column, std::size_t volumes) {
  std::vector<double> v(volumes);
  for (std::size_t t = 0; t < volumes; ++t) v[t] = x(t, column);
  return v;
}

/// Pearson's correlation of neuron `i` of the words, without their set, with network `j` of the
/// brain, without the words' set too.
double partial(const Story& words, std::size_t i, const Story& brain, std::size_t j,
               std::size_t volumes) {
  const std::vector<double> a = left(first_of(words.neurons, i, volumes), words.nuisance),
                            b = left(first_of(brain.networks, j, volumes), words.nuisance);
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0) /
         std::sqrt(std::inner_product(a.begin(), a.end(), a.begin(), 0.0) *
                   std::inner_product(b.begin(), b.end(), b.begin(), 0.0));
}

class ArrangementCounts : public testing::Test {
 protected:
  static std::vector<Story> make(const std::vector<std::size_t>& lengths) {
    std::vector<Story> out;
    for (std::size_t s = 0; s < lengths.size(); ++s)
      out.push_back({smooth_noise(lengths[s], kNeurons, {s, 1}),
                     smooth_noise(lengths[s], kNetworks, {s, 2}), drift_cosines(lengths[s])});
    return out;
  }
  StoryPairs pairs_of(const std::vector<LengthClass>& of) const {
    std::vector<PairedStory> paired;
    for (const Story& s : stories) paired.push_back({s.neurons, s.networks, s.nuisance, s.weight});
    return {paired, of, machine};
  }
  PermutationCounts count(const std::vector<LengthClass>& of, const CountPlan& plan,
                          const Machine& on) const {
    return count_arrangements(pairs_of(of), anchored, Arrangements(sizes_of(of), 1), plan, "draws",
                              on);
  }
  /// [N x M] of the words of each class's stories beside the brains of the places `brains`.
  Matrix expected(const std::vector<LengthClass>& of,
                  const std::vector<std::size_t>& brains) const {
    double all = 0;
    for (const LengthClass& c : of)
      for (const std::size_t s : c.stories)
        all += static_cast<double>(c.volumes) * stories[s].weight;
    Matrix r(kNeurons, kNetworks);
    for (std::size_t i = 0; i < kNeurons; ++i)
      for (std::size_t j = 0; j < kNetworks; ++j) {
        double sum = 0;
        std::size_t place = 0;
        for (const LengthClass& c : of)
          for (const std::size_t s : c.stories) {
            const Story& brain = stories[c.stories[brains[place++]]];
            sum += static_cast<double>(c.volumes) * brain.weight / all *
                   partial(stories[s], i, brain, j, c.volumes);
          }
        r(i, j) = static_cast<float>(sum);
      }
    return r;
  }

  std::vector<Story> stories = make({80, 100, 90, 85});
  std::vector<LengthClass> classes = {{{0, 1, 2, 3}, 80}};
  AnchoredPairs anchored{std::vector<std::size_t>(kNeurons, 1), {4, kNoIndex, 69}};
  OwnMachine machine{"cpu", 2};
};

TEST_F(ArrangementCounts, AreThoseOfTheCorrelationsOfAllArrangements) {
  stories[1].weight = 0.25, stories[3].weight = 2;
  for (const Delta delta : {Delta::signed_value, Delta::absolute}) {
    const CountPlan plan{.permutations = 23, .delta = delta};
    const PermutationCounts found = count(classes, plan, machine);
    const auto largest = [&](const Matrix& r, std::size_t i, bool neuron) {
      float most = -1;
      for (std::size_t k = 0; k < (neuron ? kNetworks : kNeurons); ++k)
        most = std::max(most, statistic(neuron ? r(i, k) : r(k, i), delta));
      return most;
    };
    std::vector<std::size_t> brains = {0, 1, 2, 3};
    const Matrix own = expected(classes, brains);
    std::vector<std::uint32_t> neurons(kNeurons), pair(kNeurons), networks(kNetworks);
    std::uint32_t anchored_network = 0;
    std::vector<float> global;
    while (std::next_permutation(brains.begin(), brains.end())) {
      const Matrix r = expected(classes, brains);
      for (std::size_t i = 0; i < kNeurons; ++i) {
        neurons[i] += largest(r, i, true) >= reaching(largest(own, i, true));
        pair[i] += statistic(r(i, 1), delta) >= reaching(statistic(own(i, 1), delta));
      }
      for (std::size_t j = 0; j < kNetworks; ++j)
        networks[j] += largest(r, j, false) >= reaching(largest(own, j, false));
      anchored_network += statistic(r(69, 2), delta) >= reaching(statistic(own(69, 2), delta));
      float most = -1;
      for (std::size_t j = 0; j < kNetworks; ++j) most = std::max(most, largest(r, j, false));
      global.push_back(most);
    }
    for (std::size_t i = 0; i < kNeurons; ++i)
      EXPECT_NEAR(found.neurons.largest[i], largest(own, i, true), 2e-6);
    EXPECT_EQ(found.drawn.neurons.largest, neurons);
    EXPECT_EQ(found.drawn.neurons.pair, pair);
    EXPECT_EQ(found.drawn.networks.largest, networks);
    EXPECT_EQ(found.drawn.networks.pair[2], anchored_network);
    EXPECT_EQ(found.drawn.networks.pair[1], 0u);
    std::vector<float> drawn = found.drawn.global_null;
    std::sort(drawn.begin(), drawn.end());
    std::sort(global.begin(), global.end());
    ASSERT_EQ(drawn.size(), global.size());
    for (std::size_t d = 0; d < drawn.size(); ++d) EXPECT_NEAR(drawn[d], global[d], 2e-6);
  }
}

TEST_F(ArrangementCounts, HaveTheMeansOfEachArrangement) {
  const PermutationCounts found = count(classes, {.permutations = 23}, machine);
  const Matrix own = expected(classes, {0, 1, 2, 3});
  double square = 0, of_neurons = 0;
  for (std::size_t i = 0; i < kNeurons; ++i) {
    of_neurons += *std::max_element(own.row(i).begin(), own.row(i).end()) / double{kNeurons};
    for (const float r : own.row(i)) square += r * r / double{kNeurons * kNetworks};
  }
  EXPECT_NEAR(found.means[DrawMeans::kSquare], square, 1e-6);
  EXPECT_NEAR(found.means[DrawMeans::kNeurons], of_neurons, 1e-6);
  EXPECT_EQ(found.drawn.means.rows, 23u);
  for (std::size_t d = 0; d < 23; ++d) {
    EXPECT_GE(found.drawn.global_null[d], found.drawn.means(d, DrawMeans::kNetworks));
    EXPECT_GT(found.drawn.means(d, DrawMeans::kSquare), 0);
  }
}

TEST_F(ArrangementCounts, KeepToTheirClassesAndLeaveOtherStoriesOut) {
  stories = make({60, 200, 61, 205, 62, 90});
  stories[3].weight = 0.5, stories[4].weight = 3, stories[5].weight = 9;
  const std::vector<LengthClass> two = {{{1, 3}, 200}, {{0, 2, 4}, 60}};
  const PermutationCounts found = count(two, {.permutations = 11}, machine);
  const Matrix own = expected(two, {0, 1, 0, 1, 2});
  for (std::size_t i = 0; i < kNeurons; ++i)
    EXPECT_NEAR(found.neurons.largest[i], *std::max_element(own.row(i).begin(), own.row(i).end()),
                2e-6);
  std::vector<float> global;
  for (const std::vector<std::size_t>& first : {std::vector<std::size_t>{0, 1}, {1, 0}}) {
    std::vector<std::size_t> second = {0, 1, 2};
    do {
      std::vector<std::size_t> brains = first;
      brains.insert(brains.end(), second.begin(), second.end());
      const Matrix r = expected(two, brains);
      global.push_back(*std::max_element(r.values.begin(), r.values.end()));
    } while (std::next_permutation(second.begin(), second.end()));
  }
  std::vector<float> drawn = found.drawn.global_null;
  drawn.push_back(*std::max_element(own.values.begin(), own.values.end()));
  std::sort(drawn.begin(), drawn.end());
  std::sort(global.begin(), global.end());
  ASSERT_EQ(drawn.size(), global.size());
  for (std::size_t d = 0; d < drawn.size(); ++d) EXPECT_NEAR(drawn[d], global[d], 2e-6);
}

TEST_F(ArrangementCounts, AreTheSameForAnyThreadsAndInParts) {
  stories = make(std::vector<std::size_t>(8, 60));
  const std::vector<LengthClass> eight = {{{0, 1, 2, 3, 4, 5, 6, 7}, 60}};
  CountPlan plan{.permutations = 300};
  const PermutationCounts whole = count(eight, plan, OwnMachine("cpu", 3));
  EXPECT_EQ(count(eight, plan, OwnMachine("cpu", 1)).drawn, whole.drawn);
  plan.permutations = 70;
  plan.counted = count(eight, plan, machine).drawn;
  plan.permutations = 300;
  EXPECT_EQ(count(eight, plan, machine).drawn, whole.drawn);
}

TEST_F(ArrangementCounts, OfTwoHundredStoriesAreMade) {
  stories.clear();
  std::vector<std::size_t> volumes;
  for (std::size_t s = 0; s < 200; ++s) volumes.push_back(24 + 7 * s % 13);
  stories = make(volumes);
  const PermutationCounts found = count(length_classes(volumes), {.permutations = 40}, machine);
  // Noise of 200 stories: a draw is as the own arrangement.
  const auto [least, most] =
      std::minmax_element(found.drawn.global_null.begin(), found.drawn.global_null.end());
  EXPECT_GT(*least, 0.02f);
  EXPECT_LT(*most, 0.25f);
  EXPECT_LT(*std::max_element(found.neurons.largest.begin(), found.neurons.largest.end()), 0.25f);
}

TEST_F(ArrangementCounts, WhatTheSetLeavesNothingOfCountsAgainstAFinding) {
  // The words of the first story are what network 0 of the second one does.
  std::vector<Regressor> set = cosine_regressors(80, kDriftTr_s, 128);
  set.push_back({"", std::vector<double>(80)});
  for (std::size_t t = 0; t < 80; ++t) set.back().values[t] = stories[1].networks(t, 0);
  stories[0].nuisance = make_nuisance(80, set);
  for (std::size_t t = 0; t < 100; ++t)
    stories[1].neurons(t, 7) = t < 80 ? 1 : static_cast<float>(t);
  const StoryPairs pairs = pairs_of(classes);
  PairPanel panel(pairs, machine.backend);
  panel.set(0, 10);
  std::vector<float> r(kNetworks);
  const auto of = [&](std::size_t neuron, std::vector<std::size_t> brains) {
    pairs.number(brains);
    panel.write(neuron, brains, r);
    return r[0];
  };
  const auto rest = [&](const std::vector<std::size_t>& brains, std::size_t without,
                        std::size_t neuron) {
    double sum = 0;
    for (std::size_t s = 0; s < 4; ++s)
      if (s != without) sum += partial(stories[s], neuron, stories[brains[s]], 0, 80) / 4;
    return sum;
  };
  EXPECT_NEAR(of(2, {1, 0, 2, 3}), 0.25 + rest({1, 0, 2, 3}, 0, 2), 2e-6);
  EXPECT_NEAR(of(7, {0, 1, 2, 3}), rest({0, 1, 2, 3}, 1, 7), 2e-6);  // constant over 80 volumes
  EXPECT_NEAR(of(7, {0, 2, 1, 3}), 0.25 + rest({0, 2, 1, 3}, 1, 7), 2e-6);
}

}  // namespace
}  // namespace anbn
