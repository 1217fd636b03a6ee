// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/self_calibration.h"

#include "anbn/core/nan.h"
#include "anbn/core/random.h"
#include "tests/support/drifting.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace anbn {
namespace {

bool all(const Pairing&) { return true; }

TEST(ChoosePairings, SpreadOverWordsAndBrainsEvenly) {
  for (const auto& [stories, most, each] : {std::tuple(12, 60, 5), {12, 24, 2}, {98, 60, 1}}) {
    auto pairings = choose_pairings(static_cast<std::size_t>(stories), all, 1);
    EXPECT_EQ(pairings.size(), static_cast<std::size_t>(stories * (stories - 1)));
    pairings.resize(static_cast<std::size_t>(most));
    std::map<std::size_t, int> words, brains;
    std::set<std::pair<std::size_t, std::size_t>> different;
    for (const Pairing& p : pairings) {
      EXPECT_NE(p.words, p.brain);
      different.insert({p.words, p.brain});
      ++words[p.words], ++brains[p.brain];
    }
    EXPECT_EQ(different.size(), pairings.size());
    for (const auto* counts : {&words, &brains})
      for (const auto& [story, count] : *counts) EXPECT_EQ(count, each) << stories;
  }
}

TEST(ChoosePairings, AreAllThatMayBeInAnOrderOfTheSeed) {
  const auto few = [](const Pairing& p) { return p.words + p.brain != 3; };
  EXPECT_EQ(choose_pairings(4, few, 1).size(), 12u - 4);
  for (const Pairing& p : choose_pairings(4, few, 1)) EXPECT_NE(p.words + p.brain, 3u);
  EXPECT_EQ(choose_pairings(2, all, 1).size(), 2u);
  EXPECT_TRUE(choose_pairings(1, all, 1).empty());
  EXPECT_TRUE(choose_pairings(0, all, 1).empty());
  const auto order = [](std::uint64_t seed) {
    std::vector<std::size_t> out;
    for (const Pairing& p : choose_pairings(9, all, seed))
      out.insert(out.end(), {p.words, p.brain});
    return out;
  };
  EXPECT_EQ(order(1), order(1));
  EXPECT_NE(order(1), order(2));
}

class TestPairing : public testing::Test {
 protected:
  StorySeries series{"a b", smooth_noise(90, 6, {1, 1}), smooth_noise(90, 3, {1, 2}),
                     drift_cosines(90)};
  OwnMachine machine{"reference", 1};
};

TEST_F(TestPairing, IsTheTestOfASingleStory) {
  const TestedPairing found = test_pairing(series, {4, 7}, {.draws = 99}, machine);
  SignificanceOptions options;
  options.permutations = 99;
  options.seed = static_cast<std::int64_t>(random_bits(random_key(1, "wrong pairing a b"), 0));
  const Anchoring anchoring =
      anchors_of(correlation_matrix(series.neurons, series.networks, machine), {});
  const OmnibusTests story = significance({{"x", series.neurons, series.networks, series.nuisance}},
                                          {}, anchoring, {}, {}, options, {}, machine)
                                 .of(NullRole::calibrated)
                                 .tests.omnibus;
  EXPECT_EQ(found.who.words, 4u);
  EXPECT_EQ(found.who.brain, 7u);
  EXPECT_EQ(found.volumes, 90u);
  for (const auto& [pairing, figure] : {std::pair(found.largest, story.largest),
                                        {found.neurons, story.neurons},
                                        {found.networks, story.networks},
                                        {found.square, story.square}}) {
    EXPECT_EQ(pairing.observed, figure.observed);
    EXPECT_EQ(pairing.noise, figure.noise.mean);
    EXPECT_EQ(pairing.p, figure.noise.p);
  }
  EXPECT_EQ(found.p, story.p());
}

TEST_F(TestPairing, HasDrawsOfItsOwn) {
  const TestedPairing one = test_pairing(series, {}, {.draws = 99}, machine);
  EXPECT_EQ(test_pairing(series, {}, {.draws = 99}, machine).largest.noise, one.largest.noise);
  EXPECT_NE(test_pairing(series, {}, {.draws = 99, .seed = 2}, machine).largest.noise,
            one.largest.noise);
  series.name = "b a";
  EXPECT_NE(test_pairing(series, {}, {.draws = 99}, machine).largest.noise, one.largest.noise);
}

TEST_F(TestPairing, IsGivenTheSetOrNot) {
  for (std::size_t t = 0; t < 90; ++t) {  // drift on both sides
    const float drift = 8 * std::cos(3.14159f * (static_cast<float>(t) + 0.5f) / 90);
    series.neurons(t, 1) += drift, series.networks(t, 1) += drift;
  }
  EXPECT_LT(test_pairing(series, {}, {.draws = 99}, machine).largest.observed, 0.6);
  EXPECT_GT(
      test_pairing(series, {}, {.draws = 99, .partial = Partial::none}, machine).largest.observed,
      0.8);
}

TEST_F(TestPairing, OfSeriesThatDoNotVaryIsNone) {
  series.networks = Matrix(90, 3);
  const TestedPairing found = test_pairing(series, {}, {.draws = 99}, machine);
  EXPECT_TRUE(std::isnan(found.p));
  EXPECT_TRUE(std::isnan(found.square.p));
}

TestedPairing pairing_of(std::size_t words, std::size_t brain, double p) {
  TestedPairing x{{words, brain}, 100, p, {}, {}, {}, {}};
  for (PairingFigure* figure : {&x.largest, &x.neurons, &x.networks, &x.square})
    *figure = {0.3, 0.2, p};
  return x;
}

TEST(SelfCalibration, CountsWhatIsCalled) {
  SelfCalibration found = self_calibration({pairing_of(0, 1, 0.05), pairing_of(1, 2, 0.055),
                                            pairing_of(2, 3, kNan), pairing_of(3, 0, 0.7)},
                                           199);
  EXPECT_EQ(found.verdict.called, 1u);
  EXPECT_EQ(found.verdict.tested, 3u);
  EXPECT_NEAR(found.verdict.effective, 3, 1e-9);  // none shares words or a brain
  EXPECT_NEAR(found.verdict.rate.low, clopper_pearson(1 / 3., 3).low, 1e-12);
  EXPECT_NEAR(found.square_over_noise.mean, 1.5, 1e-12);
  EXPECT_NEAR(found.square_over_noise.error, 0, 1e-9);
  EXPECT_EQ(found.pairings.size(), 4u);
  found = self_calibration({}, 199);
  EXPECT_EQ(found.verdict.tested, 0u);
  EXPECT_EQ(found.verdict.effective, 0);
  EXPECT_EQ(found.verdict.rate.high, 1);
  EXPECT_TRUE(std::isnan(found.square_over_noise.mean));
}

// Each brain is always called or never: the pairings are worth no more than the brains.
TEST(SelfCalibration, PairingsOfOneBrainAreOne) {
  std::vector<TestedPairing> pairings;
  for (std::size_t words = 0; words < 8; ++words)
    for (std::size_t brain = 0; brain < 8; ++brain)
      if (words != brain) pairings.push_back(pairing_of(words, brain, brain < 2 ? 0.005 : 0.6));
  const SelfCalibration found = self_calibration(pairings, 199);
  EXPECT_EQ(found.verdict.called, 14u);
  EXPECT_GT(found.verdict.effective, 5);
  EXPECT_LT(found.verdict.effective, 9);
  EXPECT_LT(found.verdict.rate.low, 0.05);
  // As many calls anywhere are more than 5 %.
  for (std::size_t i = 0; i < pairings.size(); ++i) pairings[i].p = i % 4 == 0 ? 0.005 : 0.6;
  EXPECT_GT(self_calibration(pairings, 199).verdict.rate.low, 0.05);
}

/// How often the range has the rate, and how often it lies above it, where p of pairings are alike
/// by brains (`shared` of the variance of their normal scores), 60 of 12 stories at a rate of 5 %.
std::pair<double, double> coverage(double shared) {
  constexpr std::size_t kStudies = 400, kDraws = 199;
  std::vector<Pairing> chosen = choose_pairings(12, all, 3);
  chosen.resize(60);
  double covered = 0, above = 0;
  for (std::size_t study = 0; study < kStudies; ++study) {
    std::vector<TestedPairing> pairings;
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const double z = std::sqrt(shared) * normal({study, 1}, chosen[i].brain) +
                       std::sqrt(1 - shared) * normal({study, 2}, i);
      const double p =
          (std::floor(std::erfc(z / std::sqrt(2.)) / 2 * (kDraws + 1)) + 1) / (kDraws + 1);
      pairings.push_back(pairing_of(chosen[i].words, chosen[i].brain, p));
    }
    const ShareRange rate = self_calibration(pairings, kDraws).verdict.rate;
    covered += rate.low <= 0.05 && 0.05 <= rate.high;
    above += rate.low > 0.05;
  }
  return {covered / kStudies, above / kStudies};
}

TEST(SelfCalibration, TheRangeHasTheRate) {
  for (const double shared : {0.0, 0.3, 0.6}) {
    const auto [covered, above] = coverage(shared);
    EXPECT_GE(covered, 0.95) << shared;
    EXPECT_LE(above, 0.03) << shared;
  }
}

}  // namespace
}  // namespace anbn
