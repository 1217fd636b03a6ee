// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/step_down.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace anbn {
namespace {

using Counts = std::vector<std::uint32_t>;

Counts counted(const StepDown& steps, const std::vector<std::vector<float>>& draws,
               std::size_t series) {
  Counts reached(series);
  for (const auto& draw : draws) steps.count(draw, reached);
  return reached;
}

// The strongest series is the only one that draws of the others could have hidden behind: with 3
// and 2.5 decided, nothing in the draws reaches 1 among the two that are left.
TEST(StepDown, TakesWhatIsDecidedOutOfTheDraws) {
  const std::vector<float> observed = {1, 3, -1, 2.5f};
  const std::vector<std::vector<float>> draws = {
      {0, 2, 0.5f, 2}, {0.5f, 1, -2, 2.6f}, {0, 0, 0, 0}};
  const StepDown steps(observed);
  const Counts reached = counted(steps, draws, 4);
  EXPECT_EQ(reached, (Counts{0, 0, 2, 1}));
  // 2.5 was reached once by its own draws; so 1, which is weaker, has no smaller p.
  EXPECT_EQ(steps.p(reached, 3), (std::vector<double>{0.5, 0.25, 0.75, 0.5}));
}

TEST(StepDown, GivesTheStrongestThePOfTheLargestOfAll) {
  const std::vector<float> observed = {0.2f, 0.9f, 0.5f};
  const std::vector<std::vector<float>> draws = {{0.95f, 0, 0}, {0, 0, 0.91f}, {0, 0.1f, 0}};
  const StepDown steps(observed);
  EXPECT_EQ(counted(steps, draws, 3)[1], 2u);
}

TEST(StepDown, TreatsEqualSeriesAlike) {
  const std::vector<float> observed = {0.5f, 0.1f, 0.5f};
  const std::vector<std::vector<float>> draws = {
      {0.6f, 0, 0}, {0, 0, 0.7f}, {0, 0, 0}, {0, 0.9f, 0}};
  const StepDown steps(observed);
  const std::vector<double> p = steps.p(counted(steps, draws, 3), 4);
  EXPECT_EQ(p[0], p[2]);
  EXPECT_EQ(p[0], 0.8);
}

TEST(StepDown, HasNoAnswerForNoSeries) {
  const StepDown steps({});
  EXPECT_TRUE(steps.p({}, 9).empty());
}

// Six series that follow nothing beside two that are far above everything: any of the six is called
// in one family of twenty, as if the two were not there.
TEST(StepDown, KeepsTheLevelOfTheWholeFamilyWhereSomeCouple) {
  constexpr std::size_t kFamilies = 2000, kDraws = 59, kSeries = 8;
  std::size_t false_calls = 0, found = 0;
  for (std::size_t family = 0; family < kFamilies; ++family) {
    const RandomKey key = random_key(family, "step-down");
    const auto value = [&](std::size_t row, std::size_t i) {
      return static_cast<float>(normal(key, row * (kSeries + 1) + i) +
                                normal(key, row * (kSeries + 1) + kSeries));
    };
    std::vector<float> observed(kSeries), draw(kSeries);
    for (std::size_t i = 0; i < kSeries; ++i) observed[i] = i < 2 ? 20.0f : value(0, i);
    const StepDown steps(observed);
    Counts reached(kSeries);
    for (std::size_t d = 1; d <= kDraws; ++d) {
      for (std::size_t i = 0; i < kSeries; ++i) draw[i] = value(d, i);
      steps.count(draw, reached);
    }
    const std::vector<double> p = steps.p(reached, kDraws);
    found += p[0] <= 0.05 && p[1] <= 0.05;
    false_calls += std::any_of(p.begin() + 2, p.end(), [](double v) { return v <= 0.05; });
  }
  EXPECT_EQ(found, kFamilies);
  // 100 of 2000 are expected, with a standard deviation of 10.
  EXPECT_GT(false_calls, 65u);
  EXPECT_LT(false_calls, 135u);
}

}  // namespace
}  // namespace anbn
