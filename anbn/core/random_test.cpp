// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace anbn {
namespace {

// Vectors of Philox4x32-10 as the authors of Random123 publish them (kat_vectors).
TEST(RandomBits, ArePhilox) {
  EXPECT_EQ(random_bits({0, 0}, 0), 0xe169c58d6627e8d5u);
  EXPECT_EQ(random_bits({~std::uint64_t{0}, ~std::uint64_t{0}}, ~std::uint64_t{0}),
            0x41c83b0e408f276du);
  EXPECT_EQ(random_bits({0x299f31d0a4093822u, 0x0370734413198a2eu}, 0x85a308d3243f6a88u),
            0x94fdccebd16cfe09u);
}

// From a version in Python that shares no code with this one: streams must never change, or the
// results of a study would.
TEST(RandomKey, NamesTheSameStreamForever) {
  const RandomKey key = random_key(7, "noise", 3);
  EXPECT_EQ(key.seed, 7u);
  EXPECT_EQ(key.stream, 0xec07581e615ab67fu);
  EXPECT_EQ(random_bits(key, 0), 0xc518f8b209fb26dcu);
  EXPECT_EQ(random_bits(key, 1), 0x13edc5e897b38e60u);
  EXPECT_EQ(random_bits(key, std::uint64_t{1} << 40), 0xa3d41732555fd3deu);
  EXPECT_DOUBLE_EQ(uniform(key, 0), 0.7699122843423365);
  EXPECT_NEAR(normal(key, 0), -0.42655699883355414, 1e-14);
  EXPECT_NEAR(normal(key, 1), 0.3034756063679499, 1e-14);
  EXPECT_NEAR(normal(key, 2), -0.36275856532690126, 1e-14);
}

TEST(RandomKey, DiffersByPurposeAndNumber) {
  std::set<std::uint64_t> streams;
  for (const char* purpose : {"", "shuffle", "phase", "noise"})
    for (std::uint64_t number = 0; number < 1000; ++number)
      streams.insert(random_key(1, purpose, number).stream);
  EXPECT_EQ(streams.size(), 4000u);
}

TEST(Uniform, FillsTheUnitIntervalEvenly) {
  constexpr int kCount = 100000;
  const RandomKey key = random_key(1, "uniform test");
  double sum = 0, square = 0;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const double u = uniform(key, i);
    ASSERT_GE(u, 0);
    ASSERT_LT(u, 1);
    sum += u;
    square += u * u;
  }
  EXPECT_NEAR(sum / kCount, 0.5, 4 * std::sqrt(1.0 / 12 / kCount));
  EXPECT_NEAR(square / kCount, 1.0 / 3, 4 * std::sqrt(4.0 / 45 / kCount));
}

TEST(Normal, HasTheMomentsOfANormal) {
  constexpr int kCount = 100000;
  const RandomKey key = random_key(1, "normal test");
  std::array<double, 5> moment{};
  double neighbours = 0;
  for (std::uint64_t i = 0; i < kCount; ++i) {
    const double z = normal(key, i);
    for (std::size_t power = 1; power <= 4; ++power)
      moment[power] += std::pow(z, static_cast<double>(power)) / kCount;
    neighbours += z * normal(key, i + 1) / kCount;
  }
  const double error = 4 / std::sqrt(kCount);  // four standard errors of a mean of variance 1
  EXPECT_NEAR(moment[1], 0, error);
  EXPECT_NEAR(moment[2], 1, error * std::sqrt(2));
  EXPECT_NEAR(moment[3], 0, error * std::sqrt(15));
  EXPECT_NEAR(moment[4], 3, error * std::sqrt(96));
  EXPECT_NEAR(neighbours, 0, error);
}

TEST(RandomPermutation, HoldsEveryNumberOnce) {
  for (const std::size_t count : {0u, 1u, 2u, 282u}) {
    auto order = random_permutation({1, 2}, count);
    std::sort(order.begin(), order.end());
    std::vector<std::size_t> expected(count);
    std::iota(expected.begin(), expected.end(), std::size_t{0});
    EXPECT_EQ(order, expected);
  }
}

TEST(RandomPermutation, GivesEveryOrderEquallyOften) {
  constexpr int kDraws = 24000;
  std::map<std::vector<std::size_t>, int> seen;
  for (std::uint64_t draw = 0; draw < kDraws; ++draw)
    ++seen[random_permutation(random_key(1, "permutation test", draw), 4)];
  ASSERT_EQ(seen.size(), 24u);
  double chi_squared = 0;
  for (const auto& [order, count] : seen) chi_squared += std::pow(count - 1000.0, 2) / 1000;
  EXPECT_LT(chi_squared, 49.7);  // the 0.999 quantile at 23 degrees of freedom
}

}  // namespace
}  // namespace anbn
