// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/length_classes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace anbn {
namespace {

using Classes = std::vector<LengthClass>;

/// How far the own arrangement of a coupling lies above a drawn one, in units of its noise.
double contrast(const Classes& classes) {
  double signal = 0, volumes = 0;
  for (const LengthClass& c : classes) {
    const auto n = static_cast<double>(c.stories.size()), length = static_cast<double>(c.volumes);
    signal += (n - 1) * length;
    volumes += n * length;
  }
  return signal / std::sqrt(volumes);
}

TEST(LengthClasses, OfEqualStoriesAreOne) {
  const std::vector<std::size_t> volumes(12, 100);
  const Classes classes = length_classes(volumes);
  ASSERT_EQ(classes.size(), 1u);
  EXPECT_EQ(classes[0].volumes, 100u);
  EXPECT_EQ(classes[0].stories.size(), 12u);
}

TEST(LengthClasses, OfFewStoriesAreOneOfTheShortest) {
  EXPECT_EQ(length_classes(std::vector<std::size_t>{300, 100}), (Classes{{{0, 1}, 100}}));
  EXPECT_EQ(length_classes(std::vector<std::size_t>{900, 100, 900, 100, 900, 100, 900}),
            (Classes{{{0, 1, 2, 3, 4, 5, 6}, 100}}));
}

TEST(LengthClasses, PartWhereLengthsDo) {
  EXPECT_EQ(length_classes(std::vector<std::size_t>{100, 400, 110, 390, 105, 410, 120, 400}),
            (Classes{{{1, 3, 5, 7}, 390}, {{0, 2, 4, 6}, 100}}));
}

TEST(LengthClasses, AreTheBestOfAllWays) {
  const std::vector<std::size_t> volumes = {170, 170, 243, 264, 324, 332,
                                            334, 342, 361, 391, 414, 496};
  const Classes classes = length_classes(volumes);
  std::vector<std::size_t> falling = volumes;
  std::sort(falling.rbegin(), falling.rend());
  double best = 0;
  for (unsigned cuts = 0; cuts < 1u << 11; ++cuts) {  // after which stories a class ends
    Classes way(1);
    bool valid = true;
    for (std::size_t k = 0; k < falling.size(); ++k) {
      way.back().stories.push_back(k);
      way.back().volumes = falling[k];
      if (k + 1 < falling.size() && (cuts >> k & 1) != 0) {
        valid = valid && way.back().stories.size() >= kSmallestClass;
        way.emplace_back();
      }
    }
    if (valid && way.back().stories.size() >= kSmallestClass) best = std::max(best, contrast(way));
  }
  EXPECT_DOUBLE_EQ(contrast(classes), best);
  EXPECT_EQ(classes, (Classes{{{4, 5, 6, 7, 8, 9, 10, 11}, 324}, {{0, 1, 2, 3}, 170}}));
}

TEST(LengthClasses, OfTwoHundredStoriesHoldEachOnceAndStayBelowTheLargest) {
  std::vector<std::size_t> volumes;
  for (std::size_t s = 0; s < 200; ++s) volumes.push_back(150 + 37 * s % 350);
  std::set<std::size_t> seen;
  for (const LengthClass& c : length_classes(volumes)) {
    EXPECT_GE(c.stories.size(), kSmallestClass);
    EXPECT_LE(c.stories.size(), kLargestClass);
    EXPECT_TRUE(std::is_sorted(c.stories.begin(), c.stories.end()));
    for (const std::size_t s : c.stories) {
      EXPECT_TRUE(seen.insert(s).second);
      EXPECT_GE(volumes[s], c.volumes);
    }
  }
  EXPECT_EQ(seen.size(), 200u);
  const Classes equal = length_classes(std::vector<std::size_t>(200, 300));
  for (const LengthClass& c : equal) EXPECT_LE(c.stories.size(), kLargestClass);
}

}  // namespace
}  // namespace anbn
