// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/token_numbers.h"

#include "anbn/core/nan.h"
#include "tests/support/tagged_story.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

class TokenNumbers : public testing::Test {
 protected:
  TokenNumbers() {
    for (std::size_t t = 0; t < story.tokens(); ++t) {
      const bool is_special = story.upos[t].front() == '[';
      values.push_back(is_special || t % 7 == 3 ? kNan : 5 + normal(key, t));
      counts.push_back(static_cast<std::uint32_t>(uniform(key, 1000 + t) * 4));
    }
  }
  /// The plain way: the numbers of a segment's words, moved; what has none counts as its mean.
  double sum_at(std::size_t segment, std::size_t shift) const {
    const std::size_t first = story.begin_of(segment) + 1, n = 30;
    double mean = 0, known = 0, sum = 0;
    for (std::size_t i = 0; i < n; ++i)
      if (!std::isnan(values[first + i])) mean += values[first + i], ++known;
    for (std::size_t i = 0; i < n; ++i) {
      const double value = values[first + (i + shift) % n];
      if (!std::isnan(value)) sum += counts[first + i] * (value - mean / known);
    }
    return sum;
  }

  const RandomKey key = random_key(5, "test/numbers");
  const TaggedStory story{3, 30, 1};
  const ShiftedClasses shifts{story.categories, story.segment_sizes, 99, 4};
  std::vector<double> values;
  std::vector<std::uint32_t> counts;
};

TEST_F(TokenNumbers, StandAgainstTheNumbersShiftedPlainly) {
  NumberTest test(shifts, values);
  const NumberDifference found = test.of(counts);
  double total = 0, observed = 0;
  std::size_t pairs = 0;
  for (std::size_t t = 0; t < values.size(); ++t)
    if (!std::isnan(values[t])) total += counts[t] * values[t], pairs += counts[t];
  for (std::size_t s = 0; s < 3; ++s) observed += sum_at(s, 0);
  EXPECT_EQ(found.pairs, pairs);
  EXPECT_NEAR(found.mean, total / static_cast<double>(pairs), 1e-9);
  EXPECT_NEAR(found.difference, observed / static_cast<double>(pairs), 1e-9);
  double reached = 1;
  for (std::size_t d = 0; d < 99; ++d) {
    double drawn = 0;
    for (std::size_t s = 0; s < 3; ++s) drawn += sum_at(s, shifts.shift(d, s));
    reached += std::abs(drawn) >= std::abs(observed) - 1e-9;
  }
  EXPECT_DOUBLE_EQ(found.p, reached / 100);
}

TEST_F(TokenNumbers, FindWordsThatHaveMore) {
  for (std::size_t t = 0; t < values.size(); ++t) counts[t] = values[t] > 5.5 ? 10 : 0;
  const NumberDifference found = NumberTest(shifts, values).of(counts);
  EXPECT_GT(found.difference, 0.5);
  EXPECT_EQ(found.p, 0.01);
}

TEST_F(TokenNumbers, WithoutThemThereIsNothing) {
  const std::vector<double> none(values.size(), kNan), same(values.size(), 3);
  NumberDifference found = NumberTest(shifts, none).of(counts);
  EXPECT_EQ(found.pairs, 0u);
  EXPECT_TRUE(std::isnan(found.mean) && std::isnan(found.difference) && std::isnan(found.p));
  found = NumberTest(shifts, same).of(counts);
  EXPECT_EQ(found.difference, 0);
  EXPECT_TRUE(std::isnan(found.p));
}

// Neurons that know nothing of the numbers are called in one of twenty.
TEST_F(TokenNumbers, AreCalledByChanceWithoutARelation) {
  NumberTest test(shifts, values);
  std::size_t called = 0;
  constexpr std::size_t kPairedNeurons = 400;
  for (std::size_t n = 0; n < kPairedNeurons; ++n) {
    const RandomKey of = random_key(6, "test/neuron", n);
    for (std::size_t t = 0; t < counts.size(); ++t)
      counts[t] = static_cast<std::uint32_t>(uniform(of, t) * 4);
    called += test.of(counts).p <= 0.05;
  }
  EXPECT_LE(called, kPairedNeurons * 8 / 100);
  EXPECT_GE(called, kPairedNeurons * 2 / 100);
}

}  // namespace
}  // namespace anbn
