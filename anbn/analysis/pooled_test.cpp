// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/pooled.h"

#include "anbn/analysis/story_views.h"
#include "anbn/core/random.h"
#include "anbn/signal/standardize.h"
#include "tests/support/drifting.h"
#include "tests/support/error_of.h"
#include "tests/support/machine.h"
#include "tests/support/results_parts.h"
#include "tests/support/same_bits.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// Column `j` of `x` with mean 0 and standard deviation 1.
std::vector<double> standardized(const Matrix& x, std::size_t j) {
  std::vector<double> out;
  double mean = 0, squares = 0;
  for (std::size_t t = 0; t < x.rows; ++t) mean += x(t, j) / static_cast<double>(x.rows);
  for (std::size_t t = 0; t < x.rows; ++t) out.push_back(x(t, j) - mean);
  for (const double v : out) squares += v * v / static_cast<double>(x.rows);
  for (double& v : out) v /= std::sqrt(squares);
  return out;
}

/// Pearson's correlation of neuron `i` and network `j` over the stories one after the other, each
/// standardized, and cleaned where that is asked, by itself.
double one_after_the_other(const std::vector<StorySeries>& stories, std::size_t i, std::size_t j,
                           bool cleaned) {
  double xx = 0, yy = 0, xy = 0;
  for (const StorySeries& story : stories) {
    const Nuisance set = cleaned ? story.nuisance : Nuisance{};
    const std::vector<double> x = standardized(without(set, story.neurons), i),
                              y = standardized(without(set, story.networks), j);
    for (std::size_t t = 0; t < x.size(); ++t)
      xx += x[t] * x[t], yy += y[t] * y[t], xy += x[t] * y[t];
  }
  return xy / std::sqrt(xx * yy);
}

class PooledStories : public testing::Test {
 protected:
  static StorySeries story(const std::string& name, std::size_t volumes, std::uint64_t seed) {
    return {name, smooth_noise(volumes, 6, {seed, 1}), smooth_noise(volumes, 3, {seed, 2}),
            drift_cosines(volumes)};
  }
  Pooled pool(const std::vector<StorySeries>& some) {
    return pool_stories(views_of(some), others, layers, delta, options, {}, machine);
  }
  static const NullTests& calibrated(const Pooled& pooled) {
    return pooled.tests.of(NullRole::calibrated).tests;
  }

  std::vector<StorySeries> stories = {story("a", 90, 1), story("b", 150, 2), story("c", 120, 3)};
  OtherStories others;      // none change places
  std::vector<int> layers;  // none: nothing is tested by layer
  Delta delta = Delta::signed_value;
  SignificanceOptions options{.permutations = 99, .noise_draws = 20};
  OwnMachine machine{"reference", 1};
};

TEST_F(PooledStories, CorrelateAsTheStandardizedStoriesOneAfterTheOther) {
  const Pooled pooled = pool(stories);
  double largest = -1;
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(pooled.correlation(i, j), one_after_the_other(stories, i, j, false), 1e-6);
      largest = std::max(largest, one_after_the_other(stories, i, j, true));
    }
  const GlobalTest& global = calibrated(pooled).global;
  EXPECT_NEAR(global.observed, largest, 1e-6);
  EXPECT_NEAR(one_after_the_other(stories, global.neuron, global.network, true), largest, 1e-12);
  for (std::size_t i = 0; i < 6; ++i)
    EXPECT_NEAR(pooled.tests.given.neurons.partial[i],
                one_after_the_other(stories, i, pooled.anchoring.neurons[i].index, true), 1e-5);
}

TEST_F(PooledStories, WeighByTheirVolumes) {
  const Pooled pooled = pool(stories);
  ASSERT_EQ(pooled.stories.size(), 3u);
  const GlobalTest& global = calibrated(pooled).global;
  double together = 0;
  for (std::size_t s = 0; s < 3; ++s) {
    const PooledStory& part = pooled.stories[s];
    EXPECT_EQ(part.name, stories[s].name);
    EXPECT_EQ(part.volumes, stories[s].neurons.rows);
    EXPECT_EQ(part.share, static_cast<double>(part.volumes) / 360);
    EXPECT_NEAR(part.largest_pair,
                one_after_the_other({stories[s]}, global.neuron, global.network, true), 1e-5);
    together += part.share * part.largest_pair;
  }
  EXPECT_NEAR(together, global.observed, 1e-6);
}

TEST_F(PooledStories, OneIsTestedAsItIsAlone) {
  layers = {1, 1, 1, 2, 2, 2};
  stories.resize(1);
  const Matrix plain = correlation_matrix(stories[0].neurons, stories[0].networks, machine);
  for (const Delta kind : {Delta::signed_value, Delta::absolute}) {
    delta = kind;
    const Pooled pooled = pool(stories);
    const anbn::Significance alone = significance(
        views_of(stories), layers, anchors_of(plain, delta), delta, {}, options, {}, machine);
    EXPECT_TRUE(same_bits(pooled.correlation, plain));
    EXPECT_TRUE(same_bits(pooled.tests, alone));
  }
}

TEST_F(PooledStories, HaveDrawsThatAFurtherStoryLeavesAsTheyAre) {
  for (StorySeries& s : stories) {  // one pair: the largest of a draw is its correlation
    s.neurons = columns_kept(s.neurons, std::vector<std::size_t>{0});
    s.networks = columns_kept(s.networks, std::vector<std::size_t>{0});
  }
  const auto sums = [&](const std::vector<std::size_t>& which) {
    std::vector<StorySeries> some;
    double volumes = 0;
    for (const std::size_t s : which) {
      some.push_back(stories[s]);
      volumes += static_cast<double>(stories[s].neurons.rows);
    }
    std::vector<double> out;
    for (const float r : pool(some).tests.noise.neuron_correlation.values)
      out.push_back(volumes * static_cast<double>(r));
    return out;
  };
  const auto ab = sums({0, 1}), ac = sums({0, 2}), bc = sums({1, 2}), abc = sums({0, 1, 2}),
             ba = sums({1, 0});
  for (std::size_t d = 0; d < abc.size(); ++d) {
    EXPECT_NEAR(abc[d], (ab[d] + ac[d] + bc[d]) / 2, 1e-3);
    EXPECT_NEAR(ab[d], ba[d], 1e-3);
    EXPECT_GT(std::abs(ab[d] - ac[d]), 1e-2) << "each story has draws of its own";
  }
}

TEST_F(PooledStories, LeaveOutWhatDoesNotVaryInOneOfThem) {
  const auto drop = [](const Matrix& x, std::size_t column) {
    std::vector<std::size_t> kept;
    for (std::size_t j = 0; j < x.cols; ++j)
      if (j != column) kept.push_back(j);
    return columns_kept(x, kept);
  };
  std::vector<StorySeries> fewer = stories;
  for (StorySeries& s : fewer) s.neurons = drop(s.neurons, 2);
  for (std::size_t t = 0; t < 150; ++t) stories[1].neurons(t, 2) = 7;
  const Pooled pooled = pool(stories), without_it = pool(fewer);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_TRUE(std::isnan(pooled.correlation(2, j)));
  EXPECT_EQ(pooled.anchoring.neurons[2].index, kNoIndex);
  EXPECT_TRUE(std::isnan(calibrated(pooled).neurons.max_p[2]));
  EXPECT_TRUE(std::isnan(pooled.tests.noise.neuron_correlation(0, 2)));
  EXPECT_EQ(calibrated(pooled).global.p, calibrated(without_it).global.p);
  EXPECT_EQ(calibrated(pooled).neurons.max_p[5], calibrated(without_it).neurons.max_p[4]);
  EXPECT_TRUE(same_bits(calibrated(pooled).networks.max_p, calibrated(without_it).networks.max_p));
}

TEST_F(PooledStories, SayWhereNothingCouldBeTested) {
  for (std::size_t t = 0; t < 150; ++t)
    for (std::size_t j = 0; j < 3; ++j) stories[1].networks(t, j) = 7;
  const Pooled pooled = pool(stories);
  EXPECT_TRUE(std::isnan(calibrated(pooled).global.p));
  for (const PooledStory& part : pooled.stories) EXPECT_TRUE(std::isnan(part.largest_pair));
}

TEST_F(PooledStories, FindACouplingThatNoneOfThemShowsAlone) {
  std::vector<StorySeries> many;
  for (std::uint64_t s = 0; s < 6; ++s) {
    StorySeries& next =
        many.emplace_back(story(std::string(1, static_cast<char>('a' + s)), 100, 20 + s));
    for (std::size_t t = 0; t < 100; ++t) next.networks(t, 1) += 0.45f * next.neurons(t, 4);
  }
  options.permutations = 199;
  const Pooled pooled = pool(many);
  EXPECT_EQ(calibrated(pooled).global.neuron, 4u);
  EXPECT_EQ(calibrated(pooled).global.network, 1u);
  EXPECT_LE(calibrated(pooled).global.p, 0.01);
  std::size_t found = 0;
  for (const StorySeries& one : many) found += calibrated(pool({one})).global.p <= 0.01;
  EXPECT_LE(found, 2u);
}

TEST_F(PooledStories, ThatChangePlacesAreTestedBesideRandomPhases) {
  const Pooled without_others = pool(stories);
  others.classes = {{{0, 1, 2}, 90}};
  const Pooled pooled = pool(stories);
  EXPECT_TRUE(same_bits(calibrated(pooled), calibrated(without_others)));
  const NullTests& tests = pooled.tests.of(NullRole::together).tests;
  EXPECT_EQ(tests.draws, 5u);  // all orders of three but the own
  EXPECT_NEAR(6 * tests.global.p, std::round(6 * tests.global.p), 1e-9);
  EXPECT_TRUE(pooled.tests.of(NullRole::together).partial);
  EXPECT_EQ(pooled.stories[1].other_volumes, 90u);
  EXPECT_EQ(pooled.stories[1].other_class, 0u);
  EXPECT_EQ(pooled.stories[1].other_share, 1 / 3.);
  EXPECT_EQ(without_others.stories[1].other_volumes, 0u);
  EXPECT_FALSE(pooled.tests.others_decide());
  EXPECT_TRUE(same_bits(pooled.tests.decided(), calibrated(pooled)));
  EXPECT_EQ(pooled.tests.decided_p(), calibrated(pooled).omnibus.p());
}

TEST_F(PooledStories, OfOneLengthHaveTheSameLargestPairUnderBothNullModels) {
  stories = {story("a", 100, 1), story("b", 100, 2), story("c", 100, 3)};
  others.classes = {{{0, 1, 2}, 100}};
  const Pooled pooled = pool(stories);
  const GlobalTest &phase = calibrated(pooled).global,
                   &other = pooled.tests.of(NullRole::together).tests.global;
  EXPECT_EQ(other.neuron, phase.neuron);
  EXPECT_EQ(other.network, phase.network);
  EXPECT_NEAR(other.observed, phase.observed, 1e-6);
}

// Eight stories with one coupling; then all of one story's brain beside words of the next: what
// they have in common stays, and is no coupling by the words of each.
TEST_F(PooledStories, FromEightOnTheLargerPDecides) {
  std::vector<StorySeries> many;
  for (std::uint64_t s = 0; s < 8; ++s) {
    StorySeries& next =
        many.emplace_back(story(std::string(1, static_cast<char>('a' + s)), 100, 20 + s));
    for (std::size_t t = 0; t < 100; ++t) next.networks(t, 1) += 0.9f * next.neurons(t, 4);
  }
  others.classes = {{{0, 1, 2, 3, 4, 5, 6, 7}, 100}};
  options.permutations = 199;
  const Pooled coupled = pool(many);
  EXPECT_TRUE(coupled.tests.others_decide());
  EXPECT_LE(coupled.tests.decided_p(), 0.05);
  EXPECT_LE(coupled.tests.decided().neurons.p_fwe[4], 0.05);
  EXPECT_EQ(coupled.tests.of(NullRole::together).tests.draws, 199u);

  const Matrix rhythm = smooth_noise(100, 1, {7, 7});
  for (std::uint64_t s = 0; s < 8; ++s) {
    many[s] = story(many[s].name, 100, 40 + s);
    for (std::size_t t = 0; t < 100; ++t) {
      many[s].networks(t, 1) += rhythm(t, 0);
      many[s].neurons(t, 4) += rhythm(t, 0);
    }
  }
  const Pooled common = pool(many);
  const NullTests &phase = calibrated(common), &other = common.tests.of(NullRole::together).tests,
                  decided = common.tests.decided();
  EXPECT_LE(phase.global.p, 0.01);
  EXPECT_GT(other.global.p, 0.05);
  EXPECT_GE(decided.global.p, std::max(phase.global.p, other.global.p));
  EXPECT_EQ(common.tests.decided_p(), std::max(phase.omnibus.p(), other.omnibus.p()));
  EXPECT_GT(common.tests.decided_p(), 0.05);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(decided.neurons.p_fwe[i], std::max(phase.neurons.p_fwe[i], other.neurons.p_fwe[i]));
    EXPECT_EQ(decided.neurons.max_p[i], std::max(phase.neurons.max_p[i], other.neurons.max_p[i]));
  }
  EXPECT_GT(decided.networks.p_fwe[1], 0.05);
  EXPECT_EQ(decided.neurons.max_q, q_values(decided.neurons.max_p, options.correction));
  // A pair stands out where a series is named.
  std::vector<double> all = decided.neurons.p_fwe;
  all.insert(all.end(), decided.networks.p_fwe.begin(), decided.networks.p_fwe.end());
  EXPECT_EQ(decided.global.p, *std::min_element(all.begin(), all.end()));
}

TEST_F(PooledStories, OfOtherNeuronsAreAnError) {
  stories[2].neurons = columns_kept(stories[2].neurons, std::vector<std::size_t>{0, 1});
  EXPECT_NE(error_of([&] {
              pool(stories);
            }).find("story c has 2 neurons and 3 networks, a has 6 and 3; expected the same"),
            std::string::npos);
}

/// How many of 300 pairs of stories of noise have p <= 0.05 over all pairs. All series of a story
/// share its drift.
std::size_t pooled_called_of_noise(bool cleaned) {
  const OwnMachine machine("reference", 1);
  std::size_t called = 0;
  for (std::uint64_t n = 0; n < 300; ++n) {
    std::vector<StorySeries> stories;
    for (const std::size_t volumes : {130, 160}) {  // whose cosines hold the drift
      StorySeries& s = stories.emplace_back(
          StorySeries{std::to_string(volumes), smooth_noise(volumes, 8, {n, volumes}),
                      smooth_noise(volumes, 3, {n, volumes + 1})});
      if (cleaned) s.nuisance = drift_cosines(volumes);
      const std::vector<float> drift = slow_drift(volumes, kSmoothNoiseSd, {n, volumes + 2});
      add_drift(drift, s.neurons), add_drift(drift, s.networks);
    }
    const SignificanceOptions options{
        .permutations = 59, .seed = static_cast<std::int64_t>(n), .noise_draws = 0};
    const Pooled pooled =
        pool_stories(views_of(stories), {}, {}, Delta::signed_value, options, {}, machine);
    called += pooled.tests.of(NullRole::calibrated).tests.global.p <= 0.05;
  }
  return called;
}

TEST(PooledNoise, IsCalledAtItsLevelUnderSharedDrift) {
  const std::size_t called = pooled_called_of_noise(true);
  EXPECT_LE(called, 26u);  // 5 % of 300 and 3 standard errors
  EXPECT_GE(called, 5u);
  EXPECT_GT(pooled_called_of_noise(false), 200u);
}

struct CalledOfRhythm {
  std::vector<std::size_t> together;  // any coupling, and each figure
  std::size_t calibrated = 0;         // any coupling
};

/// How many of 100 analyses of eight stories of unequal lengths have p <= 0.05 under each null
/// model. Nothing couples, but all series have a rhythm in common that begins with each story.
CalledOfRhythm called_of_rhythm() {
  const OwnMachine machine("reference", 1);
  CalledOfRhythm called{std::vector<std::size_t>(5)};
  for (std::uint64_t n = 0; n < 100; ++n) {
    const Matrix rhythm = smooth_noise(140, 1, {n, 99});
    std::vector<StorySeries> stories;
    std::vector<std::size_t> volumes;
    for (std::uint64_t k = 0; k < 8; ++k) {
      volumes.push_back(70 + random_bits({n, 98}, k) % 70);
      StorySeries& s = stories.emplace_back(
          StorySeries{std::to_string(k), smooth_noise(volumes[k], 8, {n, 2 * k}),
                      smooth_noise(volumes[k], 3, {n, 2 * k + 1}), drift_cosines(volumes[k])});
      for (std::size_t t = 0; t < volumes[k]; ++t) {
        for (std::size_t j = 0; j < 8; ++j) s.neurons(t, j) += rhythm(t, 0) / 2;
        for (std::size_t j = 0; j < 3; ++j) s.networks(t, j) += rhythm(t, 0) / 2;
      }
    }
    const SignificanceOptions options{
        .permutations = 59, .seed = static_cast<std::int64_t>(n), .noise_draws = 0};
    OtherStories others;
    others.classes = length_classes(volumes);
    const Pooled pooled =
        pool_stories(views_of(stories), others, {}, Delta::signed_value, options, {}, machine);
    called.calibrated += pooled.tests.of(NullRole::calibrated).tests.omnibus.p() <= 0.05;
    const OmnibusTests& tests = pooled.tests.of(NullRole::together).tests.omnibus;
    const double p[] = {tests.p(), tests.largest.noise.p, tests.neurons.noise.p,
                        tests.networks.noise.p, tests.square.noise.p};
    for (std::size_t f = 0; f < called.together.size(); ++f) called.together[f] += p[f] <= 0.05;
  }
  return called;
}

TEST(OtherStoriesNoise, IsCalledAtItsLevelWhereStoriesShareARhythm) {
  const CalledOfRhythm called = called_of_rhythm();
  for (const std::size_t of_figure : called.together)
    EXPECT_LE(of_figure, 11u);  // 5 % of 100 and 3 standard errors
  EXPECT_GT(called.calibrated, 75u);
}

}  // namespace
}  // namespace anbn
