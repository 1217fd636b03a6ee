// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/passing.h"

#include "anbn/stats/nulls/null.h"
#include "tests/support/permuted_noise.h"
#include "tests/support/surrogates.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

std::vector<double> thresholds(std::vector<float> noise) {
  return thresholds_over(std::move(noise));
}

TEST(Thresholds, BeginAtTheMedianOfNoiseAndAreRoundNumbers) {
  // Twice 0.3 - 0.213 in 19 steps are 0.0092 each: the next round step is 0.01.
  const std::vector<double> found = thresholds({0.30f, 0.213f, 0.1f, 0.25f, 0.2f});
  ASSERT_EQ(found.size(), kThresholds);
  for (std::size_t k = 0; k < kThresholds; ++k)
    EXPECT_EQ(found[k], (21 + static_cast<double>(k)) / 100) << k;
}

TEST(Thresholds, BeginBelowAMedianThatIsNoMultipleAndMayBeNegative) {
  EXPECT_EQ(thresholds({0.219f, 0.3095f}).front(), 0.309);
  const std::vector<double> below = thresholds({-0.5f, -0.13f, 0.4f});
  EXPECT_EQ(below.front(), -0.2);
  EXPECT_EQ(below[3], 0.1);
}

TEST(Thresholds, HaveAStepAlsoWhereNoiseHasNone) {
  const std::vector<double> found = thresholds({0.5f});
  EXPECT_EQ(found.front(), 0.5);
  EXPECT_EQ(found.back(), 0.519);
  EXPECT_DOUBLE_EQ(thresholds({-1, -1, 1}).back(), -1 + 19 * 0.1);  // no step is larger
}

TEST(Passing, IsCountedInEachDraw) {
  OwnMachine machine;
  const Matrix x = unit_noise(40, 300, 1), y = unit_noise(40, 23, 2);
  const NullModel& null = null_model_named("phase");
  const NullDraws draws = null.draws({});
  const auto series = one_story(x, y, {}, null.basis, machine);
  const std::vector<DrawStream> streams = {{draws, null.name}};
  const PermutationCounts counts =
      count_permutations(series, pairs_of(x, y, machine), streams, {30}, machine);
  const NoiseDraws same = noise_draws(series, streams, 30, Delta::signed_value, machine);
  const auto passing = [](std::span<const float> r, double threshold) {
    return std::count_if(r.begin(), r.end(),
                         [&](float v) { return v >= static_cast<float>(threshold); });
  };
  ASSERT_EQ(counts.drawn.passing.rows, 30u);
  for (std::size_t d = 0; d < 30; ++d)
    for (std::size_t k = 0; k < kThresholds; ++k) {
      EXPECT_EQ(counts.drawn.passing(d, k),
                passing(same.neuron_correlation.row(d), counts.neurons.thresholds[k]));
      EXPECT_EQ(counts.drawn.passing(d, kThresholds + k),
                passing(same.network_correlation.row(d), counts.networks.thresholds[k]));
    }
  // They reach from half of the series to none or nearly none.
  EXPECT_GT(counts.drawn.passing(0, 0), 100);
  EXPECT_LT(counts.drawn.passing(0, kThresholds - 1), 3);
}

TEST(Passing, CountsWhatIsAtLeastTheThreshold) {
  const std::vector<float> statistics = {0.1f, 0.2f, 0.2f, 0.35f, -1, 1};
  const std::vector<double> at = {-2, 0.2, 0.3, 1, 1.5};
  std::vector<float> found(5, -1);
  count_passing(statistics, at, found);
  EXPECT_EQ(found, (std::vector<float>{6, 4, 2, 1, 0}));
}

}  // namespace
}  // namespace anbn
