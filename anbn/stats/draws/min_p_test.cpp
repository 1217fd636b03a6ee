// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/min_p.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>

namespace anbn {
namespace {

Matrix values_of(std::initializer_list<std::initializer_list<float>> rows) {
  Matrix values(rows.size(), rows.begin()->size());
  auto to = values.values.begin();
  for (const auto& row : rows) to = std::copy(row.begin(), row.end(), to);
  return values;
}

// The observed one is the largest of the first statistic; in the second two draws exceed it. Of all
// five, the observed and the draw that leads the second have 1 / 5 as their smallest p.
TEST(MinP, IsTheShareOfDrawsWithAsSmallAP) {
  const MinP p = min_p(values_of({{9, 3}, {1, 5}, {2, 4}, {3, 1}, {4, 2}}));
  EXPECT_EQ(p.p, (std::vector<double>{0.2, 0.6}));
  EXPECT_EQ(p.adjusted, (std::vector<double>{0.4, 1}));
  EXPECT_EQ(p.all, 0.4);
}

TEST(MinP, OfOneStatisticIsItsP) {
  const MinP p = min_p(values_of({{0.5f}, {0.7f}, {0.1f}, {0.2f}}));
  EXPECT_EQ(p.p, std::vector<double>{0.5});
  EXPECT_EQ(p.adjusted, p.p);
  EXPECT_EQ(p.all, 0.5);
}

TEST(MinP, OfStatisticsThatSayTheSameIsTheirP) {
  EXPECT_EQ(min_p(values_of({{3, 30}, {1, 10}, {2, 20}})).all, 1 / 3.);
}

TEST(MinP, CountsTiesAgainstTheFinding) {
  const float close = 0.5f + 4e-7f;  // rounding must not decide
  EXPECT_EQ(min_p(values_of({{close}, {0.5f}, {0.1f}, {0.1f}})).all, 0.5);
  EXPECT_EQ(min_p(values_of({{0.5f}, {close}, {0.1f}, {0.1f}})).all, 0.5);
  EXPECT_EQ(min_p(values_of({{0.5f, 0.5f}, {0.5f, 0.5f}})).all, 1);
}

/// By the definition, one comparison after the other.
double plain_min_p(const Matrix& values) {
  const auto smallest = [&](std::size_t of) {
    std::size_t least = values.rows;
    for (std::size_t s = 0; s < values.cols; ++s) {
      std::size_t reached = 0;
      for (std::size_t i = 0; i < values.rows; ++i) reached += values(i, s) >= values(of, s);
      least = std::min(least, reached);
    }
    return least;
  };
  std::size_t as_small = 0;
  for (std::size_t i = 0; i < values.rows; ++i) as_small += smallest(i) <= smallest(0);
  return static_cast<double>(as_small) / static_cast<double>(values.rows);
}

// Four statistics that share half of their variance, of which the observed one is a draw like all
// others: rejected at 0.05 in 5 % of data, and where one of them alone is off, nearly always.
TEST(MinP, KeepsTheLevelAndFindsWhatOneStatisticSees) {
  constexpr std::size_t kData = 2000, kDraws = 199, kStatistics = 4;
  std::size_t false_calls = 0, found = 0;
  for (std::size_t data = 0; data < kData; ++data) {
    const RandomKey key = random_key(data, "min-p");
    Matrix values(kDraws + 1, kStatistics);
    for (std::size_t i = 0; i <= kDraws; ++i)
      for (std::size_t s = 0; s < kStatistics; ++s)
        values(i, s) = static_cast<float>(normal(key, 5 * i + s) + normal(key, 5 * i + 4));
    const MinP none = min_p(values);
    if (data < 50) {
      EXPECT_EQ(none.all, plain_min_p(values)) << data;
    }
    false_calls += none.all <= 0.05;
    values(0, 2) += 7;
    found += min_p(values).all <= 0.05;
  }
  EXPECT_GT(false_calls, 65u);  // 100 of 2000 are expected, with a standard deviation of 10
  EXPECT_LT(false_calls, 135u);
  EXPECT_GT(found, kData * 95 / 100);
}

}  // namespace
}  // namespace anbn
