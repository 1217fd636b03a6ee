// SPDX-License-Identifier: Apache-2.0
// Stories that count with the reliability of their scans, beside the plain formula.
#include "anbn/analysis/pooled.h"
#include "anbn/analysis/story_views.h"
#include "anbn/signal/standardize.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/draws/statistic.h"
#include "tests/support/drifting.h"
#include "tests/support/machine.h"
#include "tests/support/results_parts.h"
#include "tests/support/same_bits.h"
#include "tests/support/smooth_noise.h"
#include "tests/support/surrogates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

constexpr std::size_t kFiveNeurons = 5, kThreeNetworks = 3;

/// Columns without what the set explains, of mean 0 and norm 1.
std::vector<std::vector<double>> clean_units(const Matrix& x, const Nuisance& set) {
  const Matrix left = without(set, x);
  std::vector<std::vector<double>> out;
  for (std::size_t j = 0; j < x.cols; ++j) {
    std::vector<double>& v = out.emplace_back();
    for (std::size_t t = 0; t < x.rows; ++t) v.push_back(left(t, j));
    const double mean = std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(x.rows);
    for (double& value : v) value -= mean;
    const double norm = std::sqrt(std::inner_product(v.begin(), v.end(), v.begin(), 0.0));
    for (double& value : v) value /= norm;
  }
  return out;
}

using Brain = std::pair<Matrix, double>;  // its networks, its reliability

/// [N x M] sum of w T r over the sum of w T, w being the brains', each beside the words of a story.
std::vector<double> weighted_mean(const std::vector<StorySeries>& words,
                                  const std::vector<Brain>& brains, bool cleaned) {
  std::vector<double> sum(kFiveNeurons * kThreeNetworks);
  double all = 0;
  for (std::size_t s = 0; s < words.size(); ++s) {
    const auto& [networks, reliability] = brains[s];
    const Nuisance set = cleaned ? words[s].nuisance : Nuisance{};
    const auto x = clean_units(words[s].neurons, set), y = clean_units(networks, set);
    const double weight = reliability * static_cast<double>(networks.rows);
    all += weight;
    for (std::size_t k = 0; k < sum.size(); ++k) {
      const auto &a = x[k / kThreeNetworks], &b = y[k % kThreeNetworks];
      sum[k] += weight * std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
    }
  }
  for (double& r : sum) r /= all;
  return sum;
}

double largest_of(const std::vector<double>& r, std::size_t neuron) {
  const auto row = r.begin() + static_cast<std::ptrdiff_t>(neuron * kThreeNetworks);
  return *std::max_element(row, row + kThreeNetworks);
}

double largest_of(const std::vector<double>& r) { return *std::max_element(r.begin(), r.end()); }

double mean_square(const std::vector<double>& r) {
  return std::inner_product(r.begin(), r.end(), r.begin(), 0.0) / static_cast<double>(r.size());
}

/// (b + 1) / (P + 1) of a figure of the matrices.
template <class Figure>
double p_by_counting(const std::vector<double>& own, const std::vector<std::vector<double>>& draws,
                     const Figure& figure) {
  double reached = 1;
  for (const std::vector<double>& draw : draws)
    reached += figure(draw) >= figure(own) - double{kTie};
  return reached / static_cast<double>(draws.size() + 1);
}

void expect_counted(const NullTests& tests, const std::vector<double>& own,
                    const std::vector<std::vector<double>>& draws) {
  EXPECT_EQ(tests.draws, draws.size());
  EXPECT_NEAR(tests.global.observed, largest_of(own), 2e-6);
  EXPECT_NEAR(tests.omnibus.square.observed, mean_square(own), 1e-6);
  EXPECT_NEAR(tests.omnibus.square.noise.p, p_by_counting(own, draws, mean_square), 1e-12);
  EXPECT_NEAR(tests.global.p,
              p_by_counting(own, draws, [](const auto& r) { return largest_of(r); }), 1e-12);
  for (std::size_t i = 0; i < kFiveNeurons; ++i)
    EXPECT_NEAR(tests.neurons.max_p[i],
                p_by_counting(own, draws, [&](const auto& r) { return largest_of(r, i); }), 1e-12);
}

class StoriesOfReliability : public testing::Test {
 protected:
  static StorySeries story(const std::string& name, std::size_t volumes, std::uint64_t seed,
                           std::optional<double> reliability) {
    return {name, smooth_noise(volumes, kFiveNeurons, {seed, 1}),
            smooth_noise(volumes, kThreeNetworks, {seed, 2}), drift_cosines(volumes), reliability};
  }
  static std::vector<Brain> brains_of(const std::vector<StorySeries>& some) {
    std::vector<Brain> brains;
    for (const StorySeries& s : some) brains.emplace_back(s.networks, s.reliability.value_or(1));
    return brains;
  }
  Pooled pool(const std::vector<StorySeries>& some) const {
    return pool_stories(views_of(some), others, {}, Delta::signed_value, options, {}, machine);
  }
  static const NullTests& tests_of_null(const Pooled& pooled, NullRole role) {
    return pooled.tests.of(role).tests;
  }

  std::vector<StorySeries> stories = {story("a", 90, 1, 0.9), story("b", 150, 2, 0.2),
                                      story("c", 120, 3, 0.5)};
  OtherStories others;
  SignificanceOptions options{.permutations = 59, .noise_draws = 20};
  OwnMachine machine{"cpu", 2};
};

TEST_F(StoriesOfReliability, HaveTheWeightedMeanOfTheirCorrelations) {
  const Pooled pooled = pool(stories);
  const std::vector<double> plain = weighted_mean(stories, brains_of(stories), false),
                            partial = weighted_mean(stories, brains_of(stories), true);
  const double all = 0.9 * 90 + 0.2 * 150 + 0.5 * 120;
  double largest = 0;
  for (std::size_t s = 0; s < 3; ++s) {
    const double weight =
        *stories[s].reliability * static_cast<double>(stories[s].neurons.rows) / all;
    EXPECT_NEAR(pooled.stories[s].share, weight, 1e-15);
    EXPECT_EQ(pooled.stories[s].reliability, stories[s].reliability);
    largest += weight * pooled.stories[s].largest_pair;
  }
  for (std::size_t k = 0; k < plain.size(); ++k)
    EXPECT_NEAR(pooled.correlation.values[k], plain[k], 1e-6);
  EXPECT_NEAR(tests_of_null(pooled, NullRole::papers).neurons.best[2].correlation,
              largest_of(plain, 2), 1e-6);
  EXPECT_NEAR(largest_of(partial), largest, 1e-5);
  for (std::size_t i = 0; i < kFiveNeurons; ++i)
    EXPECT_NEAR(pooled.tests.given.neurons.partial[i],
                partial[i * kThreeNetworks + pooled.anchoring.neurons[i].index], 1e-5);
}

TEST_F(StoriesOfReliability, AreDrawnWithTheSameWeights) {
  const NullModel& null = null_model_for(NullRole::calibrated);
  std::vector<std::vector<double>> draws;
  for (std::size_t d = 0; d < 59; ++d) {
    std::vector<Brain> drawn = brains_of(stories);
    for (std::size_t s = 0; s < 3; ++s) {
      const std::string stream = "phase " + stories[s].name;
      drawn[s].first = surrogate_of(
          null, without_step(unit_columns(stories[s].networks).values, stories[s].nuisance), {},
          {1, stream, d}, machine.backend);
    }
    draws.push_back(weighted_mean(stories, drawn, true));
  }
  expect_counted(tests_of_null(pool(stories), NullRole::calibrated),
                 weighted_mean(stories, brains_of(stories), true), draws);
}

TEST_F(StoriesOfReliability, TakeTheirWeightAlongWhenTheyChangePlaces) {
  stories.clear();
  for (std::uint64_t s = 0; s < 4; ++s)
    stories.push_back(story(std::string(1, static_cast<char>('a' + s)), 90, 10 + s,
                            0.2 + 0.3 * static_cast<double>(s)));
  others.classes = {{{0, 1, 2, 3}, 90}};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  std::vector<std::vector<double>> draws;
  const std::vector<Brain> own = brains_of(stories);
  while (std::next_permutation(order.begin(), order.end())) {
    std::vector<Brain> brains;
    for (const std::size_t s : order) brains.push_back(own[s]);
    draws.push_back(weighted_mean(stories, brains, true));
  }
  const Pooled pooled = pool(stories);
  expect_counted(tests_of_null(pooled, NullRole::together), weighted_mean(stories, own, true),
                 draws);
  for (std::size_t s = 0; s < 4; ++s)
    EXPECT_NEAR(pooled.stories[s].other_share, own[s].second / 2.6, 1e-15);
}

TEST_F(StoriesOfReliability, WeighByLengthWhereAllAreEqual) {
  others.classes = {{{0, 1, 2}, 90}};
  for (StorySeries& s : stories) s.reliability = 0.7;
  const Pooled equal = pool(stories);
  for (StorySeries& s : stories) s.reliability.reset();
  const Pooled none = pool(stories);
  EXPECT_TRUE(same_bits(equal.tests, none.tests));
  EXPECT_TRUE(same_bits(equal.correlation, none.correlation));
  for (std::size_t s = 0; s < 3; ++s) {
    EXPECT_EQ(equal.stories[s].share, none.stories[s].share);
    EXPECT_EQ(equal.stories[s].other_share, none.stories[s].other_share);
    EXPECT_FALSE(none.stories[s].reliability);
  }
}

TEST_F(StoriesOfReliability, CountNothingWhereItIsNothing) {
  stories[2].reliability = 1e-9;
  const Pooled three = pool(stories);
  stories.pop_back();
  const Pooled two = pool(stories);
  for (std::size_t k = 0; k < two.correlation.values.size(); ++k)
    EXPECT_NEAR(three.correlation.values[k], two.correlation.values[k], 1e-6);
  const NullTests &with = tests_of_null(three, NullRole::calibrated),
                  &alone = tests_of_null(two, NullRole::calibrated);
  EXPECT_NEAR(with.global.observed, alone.global.observed, 1e-6);
  EXPECT_NEAR(with.global.null_95, alone.global.null_95, 1e-6);
  EXPECT_NEAR(with.omnibus.square.observed, alone.omnibus.square.observed, 1e-6);
  EXPECT_EQ(with.neurons.max_p, alone.neurons.max_p);
  EXPECT_EQ(with.networks.p_fwe, alone.networks.p_fwe);
  EXPECT_EQ(with.global.p, alone.global.p);
}

// What is called, its likeness and its p beside stronger ones follow the reliable story.
TEST_F(StoriesOfReliability, CallWhatTheReliableOnesHave) {
  options.permutations = 199;
  for (std::size_t t = 0; t < 90; ++t) {
    stories[0].networks(t, 1) = stories[0].neurons(t, 4) + 0.3f * stories[0].networks(t, 1);
    stories[0].networks(t, 2) = stories[0].networks(t, 1) + 0.1f * stories[0].networks(t, 2);
  }
  for (StorySeries& s : stories) s.reliability = s.name == "a" ? 1 : 1e-3;
  const Pooled pooled = pool(stories);
  EXPECT_LE(tests_of_null(pooled, NullRole::calibrated).networks.p_fwe[1], 0.01);
  const CalledSeries& called = pooled.tests.called;
  const bool first = called.networks_alike[2] == 1, second = called.networks_alike[1] == 2;
  EXPECT_TRUE(first || second);
  EXPECT_GT(called.network_p_given_stronger[first ? 2 : 1], 0.01);
}

}  // namespace
}  // namespace anbn
