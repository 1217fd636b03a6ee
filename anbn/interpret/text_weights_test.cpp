// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/text_weights.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <limits>

namespace anbn {
namespace {

std::vector<float> row(const Matrix& x, std::size_t i) {
  return {x.row(i).begin(), x.row(i).end()};
}

TEST(TextWeights, AreSumsOfProductsOverTheLargestOfBothRoles) {
  // Queries: token 1 has 4 + 2, token 3 has 2. Keys: token 1 has 2, token 2 has 4, token 3 has 2.
  const std::vector<std::int32_t> query = {1, 1, 0, 3}, key = {2, 1, 0, 3};
  const std::vector<float> product = {4, 2, 9, 2};
  const TextWeights w = text_weights({query, key, product}, 4);
  EXPECT_EQ(w.largest, 6);
  EXPECT_EQ(w.pairs, 3u);
  EXPECT_EQ(w.left_out, 0u);
  EXPECT_EQ(row(w.weight, 0), (std::vector<float>{1, 0, 2 / 6.f, 0}));
  EXPECT_EQ(row(w.weight, 1), (std::vector<float>{2 / 6.f, 4 / 6.f, 2 / 6.f, 0}));
}

TEST(TextWeights, LeaveOutPairsThatDoNotMakeTheNeuronActive) {
  constexpr float kInf = std::numeric_limits<float>::infinity();
  const std::vector<std::int32_t> query = {1, 2, 2, 1, 1}, key = {1, 1, 2, 2, 2};
  const std::vector<float> product = {3, -2, 0, kInf, kFloatNan};
  const TextWeights w = text_weights({query, key, product}, 2);
  EXPECT_EQ(w.pairs, 5u);
  EXPECT_EQ(w.left_out, 4u);
  EXPECT_EQ(w.weight.values, (std::vector<float>{1, 0, 1, 0}));
}

TEST(TextWeights, AreZeroWhereNoPairCounts) {
  const std::vector<std::int32_t> query = {1}, key = {1};
  const std::vector<float> product = {-1};
  const TextWeights w = text_weights({query, key, product}, 2);
  EXPECT_EQ(w.largest, 0);
  EXPECT_EQ(w.left_out, 1u);
  EXPECT_EQ(w.weight.values, (std::vector<float>{0, 0, 0, 0}));
  EXPECT_EQ(text_weights({}, 0).weight.values.size(), 0u);
}

TEST(TextWeights, OfWordsAreTheSumsOfTheirPiecesScaledAnew) {
  Matrix tokens(2, 3);
  tokens.values = {0.5f, 0.5f, 0.25f, 0, 1, 0};
  const std::vector<TextUnit> units = {{"walking", UnitKind::word, 0, 2, 0, 0},
                                       {".", UnitKind::mark, 2, 1, 0, 0}};
  const Matrix words = unit_weights(tokens, units);
  EXPECT_EQ(words.values, (std::vector<float>{1, 0.25f, 1, 0}));
}

}  // namespace
}  // namespace anbn
