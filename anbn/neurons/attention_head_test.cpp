// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/random.h"
#include "anbn/neurons/neurons.h"

#include <gtest/gtest.h>

#include <vector>

namespace anbn {
namespace {

const std::vector<std::int64_t> kOneVolume(2, 0);
const std::vector<std::size_t> kPlaces = {4, 5};

/// Two tokens and two heads of two dimensions: queries 1 2 | 3 4 and 5 6 | 7 8, keys 1 0 | 2 -1 and
/// -1 3 | 0 1.
std::vector<Matrix> two_heads() {
  std::vector<Matrix> parts(2, Matrix(2, 4));
  parts[0].values = {1, 2, 3, 4, 5, 6, 7, 8};
  parts[1].values = {1, 0, 2, -1, -1, 3, 0, 1};
  return parts;
}

Matrix activity_of(std::string_view kind, Pairs pairs, Aggregate aggregate) {
  Threads threads(2);
  const HeardTokens heard{
      .volumes = kOneVolume, .count = 1, .pairs = pairs, .places = kPlaces, .heads = 2};
  return find_neuron_kind(kind).activity(two_heads(), heard, aggregate, threads);
}

// Scores of head 1: 1 5 | 5 13; of head 2: 2 4 | 6 8.
TEST(AttentionHead, IsTheMeanScoreByHand) {
  EXPECT_EQ(activity_of("attention_head", Pairs::all, Aggregate::mean).values,
            (std::vector<float>{24.0f / 4 / 2, 20.0f / 4 / 2}));
  const Matrix attended = activity_of("attention_head", Pairs::attended, Aggregate::mean);
  EXPECT_FLOAT_EQ(attended(0, 0), 19.0f / 3 / 2);
  EXPECT_FLOAT_EQ(attended(0, 1), 16.0f / 3 / 2);
}

// Products of its dimensions: 1 -1 5 -5 | 0 6 0 18, and 6 0 14 0 | -4 4 -8 8.
TEST(AttentionHead, HasTheMeanOfItsDimensionsLargestProducts) {
  EXPECT_EQ(activity_of("attention_head", Pairs::all, Aggregate::max).values,
            (std::vector<float>{(5 + 18) / 2.0f, (14 + 8) / 2.0f}));
  EXPECT_EQ(activity_of("attention_head", Pairs::attended, Aggregate::min).values,
            (std::vector<float>{(-5 + 0) / 2.0f, (0 - 8) / 2.0f}));
}

// A head of two dimensions is one rotary pair: its sum is the score.
TEST(AttentionQkAfterRope, IsWhatItsTwoDimensionsAddToTheScoreByHand) {
  EXPECT_EQ(activity_of("attention_qk_after_rope", Pairs::all, Aggregate::mean).values,
            (std::vector<float>{6, 5}));
  const Matrix attended = activity_of("attention_qk_after_rope", Pairs::attended, Aggregate::mean);
  EXPECT_FLOAT_EQ(attended(0, 0), 19.0f / 3);
  EXPECT_FLOAT_EQ(attended(0, 1), 16.0f / 3);
}

// Dimensions j and j + d/2 of a head belong together.
TEST(AttentionQkAfterRope, AgreesWithALoopOverPairs) {
  constexpr std::size_t kTokens = 30, kHeads = 3, kSize = 8, kHalf = kSize / 2, kVolumes = 6;
  std::vector<Matrix> parts(2, Matrix(kTokens, kHeads * kSize));
  std::vector<std::int64_t> volumes(kTokens);
  std::vector<std::size_t> places(kTokens);
  for (std::size_t i = 0; i < kTokens; ++i) {
    volumes[i] = static_cast<std::int64_t>(i * kVolumes / kTokens);
    places[i] = i % 17;
    for (std::size_t j = 0; j < parts[0].cols; ++j)
      for (std::size_t part : {0u, 1u})
        parts[part](i, j) =
            static_cast<float>(normal(random_key(7, "part", part), i * parts[0].cols + j));
  }
  Threads threads(2);
  for (const std::size_t window : {0u, 2u}) {
    const HeardTokens heard{.volumes = volumes,
                            .count = kVolumes,
                            .pairs = Pairs::attended,
                            .places = places,
                            .window = window,
                            .heads = kHeads};
    const Matrix got = find_neuron_kind("attention_qk_after_rope")
                           .activity(parts, heard, Aggregate::mean, threads);
    ASSERT_EQ(got.cols, kHeads * kHalf);
    for (std::size_t volume = 0; volume < kVolumes; ++volume)
      for (std::size_t head = 0; head < kHeads; ++head)
        for (std::size_t j = 0; j < kHalf; ++j) {
          double sum = 0, pairs = 0;
          for (std::size_t a = 0; a < kTokens; ++a)
            for (std::size_t b = a - places[a]; b <= a; ++b) {
              if (volumes[a] != static_cast<std::int64_t>(volume) || volumes[a] != volumes[b])
                continue;
              if (window > 0 && a - b >= window) continue;
              ++pairs;
              for (const std::size_t d : {j, j + kHalf})
                sum += static_cast<double>(parts[0](a, head * kSize + d)) *
                       parts[1](b, head * kSize + d);
            }
          ASSERT_NEAR(got(volume, head * kHalf + j), sum / pairs, 1e-6);
        }
  }
}

}  // namespace
}  // namespace anbn
