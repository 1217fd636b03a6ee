// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/network_tags.h"

#include "anbn/interpret/enrichment.h"
#include "anbn/interpret/profiles.h"
#include "tests/support/tagged_story.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// Twelve neurons of 50 pairs a segment; the queries of the first four are DET twice as often as
/// others, or not.
class NetworkTags : public testing::Test {
 protected:
  void make(double times) {
    query.clear();
    key.clear();
    profiles.assign(12 * kProfileCells, 0);
    expected.assign(12 * kProfileCells, 0);
    const ExpectedProfile mean(shifts, story.categories);
    for (std::size_t i = 0; i < 12; ++i) {
      const RandomKey random = random_key(3, "test/pairs", i);
      std::size_t at = 0;
      for (std::size_t s = 0; s < 4; ++s)
        for (std::size_t pair = 0; pair < 50; ++pair) {
          std::size_t token = draw(random, at, s);
          while (i < 4 && story.upos[token] != "DET" && uniform(random, at++) > 1 / times)
            token = draw(random, at, s);
          query.push_back(static_cast<std::int32_t>(token + 1));
          key.push_back(static_cast<std::int32_t>(draw(random, at, s) + 1));
        }
      const PairSpan pairs{std::span(query).subspan(i * 200), std::span(key).subspan(i * 200)};
      count_classes(pairs, story.categories.category,
                    std::span(profiles).subspan(i * kProfileCells, kProfileCells));
      std::vector<double> own(kProfileCells);
      mean.of(pairs, own);
      std::transform(own.begin(), own.end(),
                     expected.begin() + static_cast<std::ptrdiff_t>(i * kProfileCells),
                     [](double x) { return static_cast<float>(x); });
    }
  }
  std::size_t draw(RandomKey random, std::size_t& at, std::size_t segment) const {
    return story.begin_of(segment) +
           static_cast<std::size_t>(uniform(random, at++) *
                                    static_cast<double>(story.segment_sizes[0]));
  }
  std::vector<NetworkTag> rows(int thread_count = 1) const {
    Threads threads(thread_count);
    return network_tags({query, key, profiles, expected, network_of}, story.categories, shifts,
                        threads);
  }
  static const NetworkTag& row_of(const std::vector<NetworkTag>& rows, std::size_t network,
                                  TagSide side, std::string_view name) {
    for (const NetworkTag& row : rows)
      if (row.network == network && row.side == side &&
          (side == TagSide::key ? row.key : row.query) == category_of(name))
        return row;
    throw std::out_of_range("no such row");
  }

  TaggedStory story{4, 80, 2};
  ShiftedClasses shifts{story.categories, story.segment_sizes, 499, 1};
  std::vector<std::int32_t> query, key, profiles;
  std::vector<float> expected;
  std::vector<std::size_t> network_of = {2, 2, 2, 2, 0, 0, 0, 0, 0, kNoIndex, kNoIndex, kNoIndex};
};

TEST_F(NetworkTags, FindWhatTheNeuronsOfANetworkPrefer) {
  make(4);
  const std::vector<NetworkTag> found = rows();
  const NetworkTag& det = row_of(found, 2, TagSide::query, "DET");
  EXPECT_EQ(det.neurons, 4u);
  EXPECT_LE(det.p, 0.01);
  EXPECT_GT(det.log_odds, 0.5);
  EXPECT_GT(det.share, det.share_others + 0.1);
  EXPECT_GT(row_of(found, 2, TagSide::key, "DET").p, 0.05);
  // The neurons of network 1 are among the others that network 3 is compared with, and in turn.
  EXPECT_LT(row_of(found, 0, TagSide::query, "DET").log_odds, 0);
  for (const NetworkTag& row : found) EXPECT_TRUE(std::isnan(row.q) || row.q >= row.p);
}

TEST_F(NetworkTags, SharesAreOfThePairsOfTheNeurons) {
  make(1);
  const std::vector<NetworkTag> found = rows();
  double here = 0, there = 0;
  for (std::size_t i = 0; i < query.size(); ++i)
    if (story.upos[static_cast<std::size_t>(query[i] - 1)] == "VERB")
      ++(network_of[i / 200] == 0 ? here : there);
  const NetworkTag& verb = row_of(found, 0, TagSide::query, "VERB");
  EXPECT_DOUBLE_EQ(verb.share, here / 1000);
  EXPECT_DOUBLE_EQ(verb.share_others, there / 1400);
  EXPECT_DOUBLE_EQ(verb.log_odds, log_odds_against(here, 1000, there, 1400));
  const NetworkTag& special = row_of(found, 0, TagSide::key, "[SEP]");
  EXPECT_TRUE(std::isnan(special.p));
  EXPECT_DOUBLE_EQ(special.expected, special.share - special.share_others);
}

TEST_F(NetworkTags, ExpectedDifferenceOfAClassIsThatOfAllItsPairs) {
  make(2);
  const std::vector<NetworkTag> found = rows();
  double here = 0, there = 0;  // of NOUN queries
  for (std::size_t i = 0; i < 12; ++i)
    for (std::size_t b = 0; b < kPosCategories; ++b)
      (network_of[i] == 2 ? here : there) +=
          expected[i * kProfileCells + category_of("NOUN") * kPosCategories + b];
  EXPECT_NEAR(row_of(found, 2, TagSide::query, "NOUN").expected, here / 800 - there / 1600, 1e-6);
}

TEST_F(NetworkTags, AreTheSameBytesForAnyNumberOfThreads) {
  make(2);
  const std::vector<NetworkTag> one = rows(1), three = rows(3);
  ASSERT_EQ(one.size(), three.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].expected, three[i].expected);
    EXPECT_TRUE(one[i].p == three[i].p || std::isnan(one[i].p));
  }
}

TEST_F(NetworkTags, ANetworkOfAllNeuronsHasNoOthers) {
  make(1);
  std::fill(network_of.begin(), network_of.end(), 1);
  EXPECT_TRUE(rows().empty());
}

}  // namespace
}  // namespace anbn
