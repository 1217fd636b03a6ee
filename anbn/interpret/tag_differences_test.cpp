// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/tag_differences.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

constexpr std::size_t kNeurons = 40;

/// Pairs by class of each neuron and segment, in the first five classes; `lift` more of the class
/// (1, 0) in every segment.
struct MadeStory {
  std::size_t segments;
  std::vector<std::vector<std::int32_t>> counts;  // [N][S x 289]
  std::vector<TagCount> expected;

  MadeStory(std::size_t s, std::uint64_t seed, int lift) : segments(s) {
    for (std::size_t n = 0; n < kNeurons; ++n) {
      auto& of = counts.emplace_back(s * kProfileCells);
      const RandomKey key = random_key(seed, "test/tags", n);
      for (std::size_t i = 0; i < s; ++i) {
        for (std::size_t a = 0; a < 3; ++a)
          for (std::size_t b = 0; b < 3; ++b)
            of[i * kProfileCells + a * kPosCategories + b] =
                static_cast<std::int32_t>(uniform(key, i * 9 + a * 3 + b) * 20);
        of[i * kProfileCells + kPosCategories] += lift;
      }
    }
    expected = {{TagDirection::directed, 0, 1, 0, 0, 99, 0, 0},
                {TagDirection::folded, 0, 1, 0, 0, 2.0 * static_cast<double>(lift), 0, 0}};
  }

  std::vector<std::int32_t> sum(std::size_t neuron, const std::vector<std::size_t>& of) const {
    std::vector<std::int32_t> out(kProfileCells);
    for (const std::size_t s : of)
      for (std::size_t c = 0; c < kProfileCells; ++c)
        out[c] += counts[neuron][s * kProfileCells + c];
    return out;
  }
  StoryTags tags() const {
    StoryTags out;
    std::vector<std::size_t> all;
    for (std::size_t s = 0; s < segments; ++s) all.push_back(s);
    for (std::size_t n = 0; n < kNeurons; ++n) out.tags.push_back(tag_of(sum(n, all), 1));
    out.counts = expected;
    out.segments = segments;
    out.count_pairs = [this](std::size_t neuron, std::span<std::int32_t> to) {
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += counts[neuron][i];
    };
    return out;
  }
};

using Shares = std::map<std::pair<std::size_t, std::size_t>, double>;

/// The plain way: differences of shares with segments dealt as `is_first` says.
Shares plainly_dealt(const MadeStory& a, const MadeStory& b, const std::vector<int>& is_first) {
  Shares out;
  for (std::size_t n = 0; n < kNeurons; ++n)
    for (const int group : {1, 0}) {
      std::vector<std::size_t> of_a, of_b;
      for (std::size_t s = 0; s < is_first.size(); ++s)
        if (is_first[s] == group)
          (s < a.segments ? of_a : of_b).push_back(s < a.segments ? s : s - a.segments);
      std::vector<std::int32_t> sum = a.sum(n, of_a);
      const std::vector<std::int32_t> more = b.sum(n, of_b);
      for (std::size_t c = 0; c < kProfileCells; ++c) sum[c] += more[c];
      const auto tag = tag_of(sum, 1);
      out[{std::min(tag->query, tag->key), std::max(tag->query, tag->key)}] +=
          (group == 1 ? 1.0 : -1.0) / kNeurons;
    }
  return out;
}

TEST(TagDifferences, AreThoseOfAllPartitionsDealtPlainly) {
  const MadeStory a(5, 1, 12), b(5, 2, 0);
  Threads threads(2);
  const TagComparison found = compare_tags(a.tags(), b.tags(), 1, threads);
  ASSERT_EQ(found.partitions, 252u);
  std::vector<int> is_first = {1, 1, 1, 1, 1, 0, 0, 0, 0, 0};
  std::vector<Shares> dealt;
  do dealt.push_back(plainly_dealt(a, b, is_first));
  while (std::prev_permutation(is_first.begin(), is_first.end()));
  ASSERT_EQ(dealt.size(), 252u);
  Shares mean;
  for (const Shares& d : dealt)
    for (const auto& [tag, share] : d) mean[tag] += share / 252;
  const auto distance = [&](Shares& d, const auto& tag) { return std::abs(d[tag] - mean[tag]); };
  ASSERT_GE(found.tags.size(), 4u);
  for (const TagDifference& tag : found.tags) {
    const std::pair key(tag.query, tag.key);
    EXPECT_NEAR(tag.difference, dealt[0][key], 1e-12);
    const double least = distance(dealt[0], key) - 1e-9;
    double reached = 0, family = 0;
    for (Shares& d : dealt) {
      reached += distance(d, key) >= least;
      double largest = 0;
      for (const auto& [other, of] : mean) largest = std::max(largest, distance(d, other));
      family += largest >= least;
    }
    EXPECT_DOUBLE_EQ(tag.p, reached / 252) << tag.query << ' ' << tag.key;
    EXPECT_DOUBLE_EQ(tag.p_family, family / 252);
  }
  // The class that was made more frequent is folded, found, and stands beside what texts give.
  const auto lifted = std::find_if(found.tags.begin(), found.tags.end(),
                                   [](const auto& tag) { return tag.query == 0 && tag.key == 1; });
  ASSERT_NE(lifted, found.tags.end());
  EXPECT_GT(lifted->difference, 0.1);
  EXPECT_LE(lifted->p_family, 0.05);
  EXPECT_NEAR(lifted->expected, 24.0 / kNeurons, 1e-12);
}

TEST(TagDifferences, OfFewSegmentsAreDescribedAndNotTested) {
  const MadeStory a(3, 1, 4), b(3, 2, 0);
  Threads threads(1);
  StoryTags first = a.tags();
  first.count_pairs = nullptr;  // nobody asks
  const TagComparison found = compare_tags(first, b.tags(), 1, threads);
  EXPECT_EQ(found.partitions, 20u);
  ASSERT_FALSE(found.tags.empty());
  double first_shares = 0, difference = 0;
  for (const TagDifference& tag : found.tags) {
    EXPECT_TRUE(std::isnan(tag.p) && std::isnan(tag.p_family));
    EXPECT_EQ(tag.difference, tag.first - tag.second);
    first_shares += tag.first;
    difference += tag.difference;
  }
  EXPECT_NEAR(first_shares, 1, 1e-12);
  EXPECT_NEAR(difference, 0, 1e-12);
}

TEST(TagDifferences, OfManySegmentsTakeRandomPartitions) {
  const MadeStory a(9, 1, 4), b(7, 2, 0);
  Threads one(1), four(4);
  const TagComparison found = compare_tags(a.tags(), b.tags(), 1, one),
                      again = compare_tags(a.tags(), b.tags(), 1, four),
                      other = compare_tags(a.tags(), b.tags(), 2, one);
  EXPECT_EQ(found.partitions, kMostPartitions);
  bool differs = false;
  for (std::size_t i = 0; i < found.tags.size(); ++i) {
    EXPECT_EQ(found.tags[i].p, again.tags[i].p);
    EXPECT_GE(found.tags[i].p, 1.0 / kMostPartitions);
    EXPECT_GE(found.tags[i].p_family, found.tags[i].p);
    EXPECT_NEAR(found.tags[i].p, other.tags[i].p, 0.05);
    differs |= found.tags[i].p != other.tags[i].p;
  }
  EXPECT_TRUE(differs);
}

// Of stories that are alike p <= .05 comes in one of twenty.
TEST(TagDifferences, OfStoriesThatAreAlikeAreCalledByChance) {
  std::size_t called = 0;
  constexpr std::size_t kTimes = 100;
  Threads threads(2);
  for (std::size_t i = 0; i < kTimes; ++i) {
    const MadeStory a(4, 100 + 2 * i, 3), b(6, 101 + 2 * i, 3);
    const TagComparison found = compare_tags(a.tags(), b.tags(), 1, threads);
    double smallest = 1;
    for (const TagDifference& tag : found.tags) smallest = std::min(smallest, tag.p_family);
    called += smallest <= 0.05;
  }
  EXPECT_LE(called, kTimes * 13 / 100);
}

TEST(TagDifferences, NoTagsAreNoDifferences) {
  StoryTags none;
  none.tags.resize(3);
  none.segments = 5;
  Threads threads(1);
  EXPECT_TRUE(compare_tags(none, none, 1, threads).tags.empty());
}

TEST(TagDifferences, PartitionsAreCountedUntilThereAreTooMany) {
  EXPECT_EQ(count_partitions(3, 3), 20u);
  EXPECT_EQ(count_partitions(5, 5), 252u);
  EXPECT_EQ(count_partitions(1, 6), 7u);
  EXPECT_EQ(count_partitions(7, 7), 3432u);
  EXPECT_EQ(count_partitions(60, 70), kMostPartitions + 1);
}

}  // namespace
}  // namespace anbn
