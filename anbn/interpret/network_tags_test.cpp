// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/network_tags.h"

#include "anbn/core/nan.h"
#include "anbn/core/random.h"
#include "anbn/interpret/enrichment.h"
#include "anbn/interpret/pos_profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

const std::size_t kDet = *pos_category("DET"), kNoun = *pos_category("NOUN");

/// 120 neurons of 100 pairs each and six networks. Neurons choose their network at random, in
/// draws and observed; half of them in clusters of ten that always choose together, as neurons with
/// the same time course do.
struct Neurons {
  static constexpr std::size_t kNeurons = 120, kNetworks = 6, kDraws = 99;
  std::vector<std::int32_t> profiles = std::vector<std::int32_t>(kNeurons * kProfileCells);
  std::vector<Anchor> observed = std::vector<Anchor>(kNeurons);
  Matrix drawn{kDraws, kNeurons};

  explicit Neurons(std::uint64_t seed) {
    for (std::size_t d = 0; d <= kDraws; ++d) {
      const RandomKey key = random_key(seed, "test/networks", d);
      for (std::size_t i = 0; i < kNeurons; ++i) {
        const std::size_t chooser = i < kNeurons / 2 ? i / 10 : i;
        const auto network = static_cast<std::size_t>(uniform(key, chooser) * kNetworks);
        if (d == kDraws)
          observed[i] = {network, 0.3f};
        else
          drawn(d, i) = static_cast<float>(network + 1);
      }
    }
  }
  /// Pairs of neuron `i`: each query is DET with this chance, else any of the others; keys are any.
  void add_pairs(std::size_t i, double det, std::uint64_t seed) {
    const RandomKey key = random_key(seed, "test/pairs", i);
    const auto any = [&](std::size_t at) {
      return static_cast<std::size_t>(uniform(key, at) * kFirstSpecial);
    };
    for (std::size_t pair = 0; pair < 100; ++pair) {
      const std::size_t query = uniform(key, 3 * pair) < det ? kDet : any(3 * pair + 1);
      ++profiles[i * kProfileCells + query * kPosCategories + any(3 * pair + 2)];
    }
  }
  std::vector<NetworkTag> rows() const {
    return network_tags(profiles, {kNetworks, observed, drawn});
  }
};

const NetworkTag& row_of(const std::vector<NetworkTag>& rows, std::size_t network, TagSide side,
                         std::size_t category) {
  for (const NetworkTag& row : rows)
    if (row.network == network && row.side == side &&
        (side == TagSide::key ? row.key : row.query) == category)
      return row;
  throw std::out_of_range("no such row");
}

double smallest_p(const std::vector<NetworkTag>& rows) {
  double least = 1;
  for (const NetworkTag& row : rows)
    if (!std::isnan(row.p_fwe)) least = std::min(least, row.p_fwe);
  return least;
}

TEST(NetworkTags, OfNoiseAreCalledAtTheirLevelHoweverSelectiveNeuronsAre) {
  constexpr int kStories = 200;
  int called = 0;
  for (int story = 0; story < kStories; ++story) {
    const auto seed = static_cast<std::uint64_t>(story);
    Neurons neurons(seed);
    // Whole clusters prefer DET, and half of the neurons apart: of 240 tests of two such groups
    // against shifted texts nearly all are significant.
    for (std::size_t i = 0; i < Neurons::kNeurons; ++i)
      neurons.add_pairs(i, i < 60 ? (i / 10 % 2 == 0 ? 0.6 : 0.1) : (i % 2 == 0 ? 0.6 : 0.1), seed);
    called += smallest_p(neurons.rows()) <= 0.05;
  }
  // 5 % of 200 is 10; a binomial gives 1 to 22 but once in ten thousand.
  EXPECT_GE(called, 1);
  EXPECT_LE(called, 22);
}

TEST(NetworkTags, FindANetworkWhoseNeuronsPreferAClass) {
  Neurons neurons(1);
  for (std::size_t i = 0; i < Neurons::kNeurons; ++i) {
    if (i >= 100) neurons.observed[i] = {2, 0.5f};
    neurons.add_pairs(i, neurons.observed[i].index == 2 ? 0.6 : 0.1, 1);
  }
  const std::vector<NetworkTag> rows = neurons.rows();
  const NetworkTag& det = row_of(rows, 2, TagSide::query, kDet);
  EXPECT_EQ(det.p_fwe, 0.01);
  EXPECT_GT(det.z, 3);
  EXPECT_NEAR(det.share, 0.6 + 0.4 / 15, 0.03);
  EXPECT_NEAR(det.share_others, 0.1 + 0.9 / 15, 0.03);
  const auto is_planted = [](const NetworkTag& row) {  // its shares of other queries are smaller
    return row.network == 2 && row.side == TagSide::query && row.query == kDet;
  };
  for (const NetworkTag& row : rows) EXPECT_TRUE(is_planted(row) || !(row.p_fwe <= 0.05));
}

/// Three neurons: two of network 2 (one pair DET-NOUN each, one VERB-NOUN), one of none.
struct ByHand {
  std::vector<std::int32_t> profiles = std::vector<std::int32_t>(3 * kProfileCells);
  std::vector<Anchor> observed = {{1, 0.5f}, {1, 0.25f}, {}};
  Matrix drawn{2, 3};

  ByHand() {
    const std::size_t verb = *pos_category("VERB");
    profiles[kDet * kPosCategories + kNoun] = 3;
    profiles[kProfileCells + verb * kPosCategories + kNoun] = 1;
    profiles[2 * kProfileCells + verb * kPosCategories + verb] = 4;
    constexpr float kNobody = kFloatNan;
    drawn.values = {2, 1, kNobody, 1, 1, kNobody};
  }
};

TEST(NetworkTags, AreWorkedByHand) {
  const ByHand by_hand;
  const auto rows = network_tags(by_hand.profiles, {2, by_hand.observed, by_hand.drawn});
  ASSERT_EQ(rows.size(), 5u);  // queries DET, VERB; keys NOUN, VERB; the tag
  const NetworkTag &det = rows[0], &tag = rows[4];
  EXPECT_EQ(det.network, 1u);
  EXPECT_EQ(det.neurons, 2u);
  EXPECT_EQ(det.query, kDet);
  EXPECT_EQ(det.key, kNoIndex);
  EXPECT_EQ(det.share, 0.75);
  EXPECT_EQ(det.share_others, 0);
  EXPECT_DOUBLE_EQ(det.log_odds, log_odds_against(3, 4, 0, 4));
  // Observed: .75 with 2 and 1 neurons. Draw 1: 3/3 - 0/5 with 1 and 2. Draw 2: no neuron, 0.
  const double a = 0.75 * std::sqrt(2 / 3.), b = 1 * std::sqrt(2 / 3.), mean = (a + b) / 3;
  const double sd =
      std::sqrt(((a - mean) * (a - mean) + (b - mean) * (b - mean) + mean * mean) / 3);
  EXPECT_NEAR(det.z, (a - mean) / sd, 1e-12);
  EXPECT_EQ(tag.side, TagSide::pair);
  EXPECT_EQ(tag.query, kDet);
  EXPECT_EQ(tag.key, kNoun);
  EXPECT_EQ(tag.share, 0.75);
  EXPECT_EQ(tag.share_others, 0);
  EXPECT_TRUE(std::isnan(tag.z));
  EXPECT_TRUE(std::isnan(tag.p_fwe));
}

TEST(NetworkTags, WithoutDrawsAreToldAndNotTested) {
  const ByHand by_hand;
  const auto rows = network_tags(by_hand.profiles, {2, by_hand.observed, Matrix(0, 3)});
  ASSERT_EQ(rows.size(), 5u);
  for (const NetworkTag& row : rows) EXPECT_TRUE(std::isnan(row.z) && std::isnan(row.p_fwe));
}

TEST(NetworkTags, ANetworkOfAllNeuronsHasNoOthers) {
  ByHand by_hand;
  by_hand.observed[2] = {1, 0.1f};
  EXPECT_TRUE(network_tags(by_hand.profiles, {2, by_hand.observed, by_hand.drawn}).empty());
  EXPECT_TRUE(network_tags({}, {0, {}, Matrix()}).empty());
}

}  // namespace
}  // namespace anbn
