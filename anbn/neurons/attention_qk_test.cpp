// SPDX-License-Identifier: Apache-2.0
#include "anbn/neurons/attention_qk.h"

#include "anbn/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

const NeuronKind& kind() { return find_neuron_kind("attention_qk"); }

/// The activity of one neuron over one volume with these queries and keys.
float activity_of(std::vector<float> query, std::vector<float> key, Aggregate aggregate) {
  std::vector<Matrix> parts(2, Matrix(query.size(), 1));
  const std::vector<std::int64_t> volumes(query.size(), 0);
  parts[0].values = std::move(query);
  parts[1].values = std::move(key);
  Threads threads(1);
  return kind().activity(parts, {.volumes = volumes, .count = 1}, aggregate, threads)(0, 0);
}

// Queries 1, -2, 3 and keys 2, 0, -4. The products are 2 0 -4 | -4 0 8 | 6 0 -12.
TEST(AttentionQk, MeanByHand) {  // -4 / 9
  EXPECT_FLOAT_EQ(activity_of({1, -2, 3}, {2, 0, -4}, Aggregate::mean), -4.0f / 9);
}

TEST(AttentionQk, MaxByHand) {
  EXPECT_EQ(activity_of({1, -2, 3}, {2, 0, -4}, Aggregate::max), 8.0f);
}

TEST(AttentionQk, MinByHand) {
  EXPECT_EQ(activity_of({1, -2, 3}, {2, 0, -4}, Aggregate::min), -12.0f);
}

TEST(AttentionQk, RmsByHand) {  // squares 4 0 16 | 16 0 64 | 36 0 144 add up to 280
  EXPECT_FLOAT_EQ(activity_of({1, -2, 3}, {2, 0, -4}, Aggregate::rms), std::sqrt(280.0f / 9));
}

TEST(AttentionQk, AgreesWithTheMatrixOfAllProducts) {
  const std::size_t tokens = 60, columns = 5, volumes = 20;
  std::vector<Matrix> parts(2, Matrix(tokens, columns));
  std::vector<std::int64_t> volume_of(tokens);
  for (std::size_t i = 0; i < tokens; ++i) {
    // About 3 tokens a volume in any order, some in none, some volumes without.
    volume_of[i] = static_cast<std::int64_t>(random_bits(random_key(1, "volume"), i) % 21) - 1;
    for (std::size_t j = 0; j < columns; ++j)
      for (std::size_t part : {0u, 1u})
        parts[part](i, j) =
            static_cast<float>(normal(random_key(1, "part", part), i * columns + j));
  }
  Threads threads(2);
  for (Aggregate aggregate : {Aggregate::mean, Aggregate::max, Aggregate::min, Aggregate::rms}) {
    const Matrix got =
        kind().activity(parts, {.volumes = volume_of, .count = volumes}, aggregate, threads);
    for (std::size_t volume = 0; volume < volumes; ++volume)
      for (std::size_t j = 0; j < columns; ++j) {
        std::vector<double> products;
        for (std::size_t a = 0; a < tokens; ++a)
          for (std::size_t b = 0; b < tokens; ++b)
            if (volume_of[a] == volume_of[b] && volume_of[a] == static_cast<std::int64_t>(volume))
              products.push_back(static_cast<double>(parts[0](a, j)) * parts[1](b, j));
        double want = 0;
        if (!products.empty()) {
          double sum = 0, squares = 0;
          for (double p : products) {
            sum += p;
            squares += p * p;
          }
          const double count = static_cast<double>(products.size());
          if (aggregate == Aggregate::mean) want = sum / count;
          if (aggregate == Aggregate::max)
            want = *std::max_element(products.begin(), products.end());
          if (aggregate == Aggregate::min)
            want = *std::min_element(products.begin(), products.end());
          if (aggregate == Aggregate::rms) want = std::sqrt(squares / count);
        }
        ASSERT_NEAR(got(volume, j), want, 1e-6) << "volume " << volume << ", column " << j;
      }
  }
}

// Queries 1, -2, 3 and keys 2, 0, -4. The products that attention forms are 2 | -4 0 | 6 0 -12.
TEST(AttentionQk, CountsAttendedPairsByHand) {
  std::vector<Matrix> parts(2, Matrix(3, 1));
  parts[0].values = {1, -2, 3};
  parts[1].values = {2, 0, -4};
  const std::vector<std::int64_t> volumes(3, 0);
  Threads threads(1);
  const auto activity = [&](Aggregate aggregate, std::vector<std::size_t> places,
                            std::size_t window) {
    return kind().activity(parts,
                           {.volumes = volumes,
                            .count = 1,
                            .pairs = Pairs::attended,
                            .places = places,
                            .window = window},
                           aggregate, threads)(0, 0);
  };
  EXPECT_FLOAT_EQ(activity(Aggregate::mean, {0, 1, 2}, 0), -8.0f / 6);
  EXPECT_EQ(activity(Aggregate::max, {0, 1, 2}, 0), 6);
  EXPECT_EQ(activity(Aggregate::min, {0, 1, 2}, 0), -12);
  EXPECT_FLOAT_EQ(activity(Aggregate::rms, {0, 1, 2}, 0), std::sqrt(200.0f / 6));
  EXPECT_EQ(activity(Aggregate::max, {5, 6, 7}, 2), 2);                  // 2 | -4 0 | 0 -12
  EXPECT_EQ(activity(Aggregate::max, {9, 0, 1}, 0), 2);                  // 2 | 0 | 0 -12
  EXPECT_FLOAT_EQ(activity(Aggregate::mean, {9, 0, 1}, 1), -10.0f / 3);  // 2 | 0 | -12
}

TEST(AttentionQk, AgreesWithTheMatrixOfAttendedProducts) {
  const std::size_t columns = 4, volumes = 12;
  // Segments of 31, 1 and 28 tokens; volumes in order, some of them across segments.
  std::vector<std::size_t> places;
  for (const std::size_t size : {31u, 1u, 28u})
    for (std::size_t i = 0; i < size; ++i) places.push_back(i);
  const std::size_t tokens = places.size();
  std::vector<std::int64_t> volume_of(tokens);
  std::vector<Matrix> parts(2, Matrix(tokens, columns));
  for (std::size_t i = 0; i < tokens; ++i) {
    volume_of[i] = i % 9 == 4 ? -1 : static_cast<std::int64_t>(i * volumes / tokens);
    for (std::size_t j = 0; j < columns; ++j)
      for (std::size_t part : {0u, 1u})
        parts[part](i, j) =
            static_cast<float>(normal(random_key(2, "part", part), i * columns + j));
  }
  Threads threads(2);
  for (const std::size_t window : {0u, 1u, 2u, 3u, 40u})
    for (Aggregate aggregate : {Aggregate::mean, Aggregate::max, Aggregate::min, Aggregate::rms}) {
      const Matrix got = kind().activity(parts,
                                         {.volumes = volume_of,
                                          .count = volumes,
                                          .pairs = Pairs::attended,
                                          .places = places,
                                          .window = window},
                                         aggregate, threads);
      for (std::size_t volume = 0; volume < volumes; ++volume)
        for (std::size_t j = 0; j < columns; ++j) {
          std::vector<double> products;
          for (std::size_t a = 0; a < tokens; ++a)
            for (std::size_t b = a - places[a]; b <= a; ++b)
              if (volume_of[a] == volume_of[b] && volume_of[a] == static_cast<std::int64_t>(volume))
                if (window == 0 || a - b < window)
                  products.push_back(static_cast<double>(parts[0](a, j)) * parts[1](b, j));
          double sum = 0, squares = 0, most = products.at(0), least = most;
          for (const double p : products) {
            sum += p;
            squares += p * p;
            most = std::max(most, p);
            least = std::min(least, p);
          }
          const double count = static_cast<double>(products.size());
          const double want = aggregate == Aggregate::mean  ? sum / count
                              : aggregate == Aggregate::rms ? std::sqrt(squares / count)
                              : aggregate == Aggregate::max ? most
                                                            : least;
          ASSERT_NEAR(got(volume, j), want, 1e-6) << "volume " << volume << ", column " << j;
        }
    }
}

TEST(AttentionQk, GivesTheSameBytesForAnyNumberOfThreads) {
  std::vector<Matrix> parts(2, Matrix(100, 3));
  std::vector<std::int64_t> volume_of(100);
  for (std::size_t i = 0; i < 300; ++i)
    for (Matrix& part : parts) part.values[i] = static_cast<float>(i * 37 % 101) / 7;
  for (std::size_t i = 0; i < 100; ++i) volume_of[i] = static_cast<std::int64_t>(i / 2);
  Threads one(1), three(3);
  std::vector<std::size_t> places(100);
  for (std::size_t i = 0; i < 100; ++i) places[i] = i % 25;
  for (const Pairs pairs : {Pairs::all, Pairs::attended}) {
    const HeardTokens heard{
        .volumes = volume_of, .count = 50, .pairs = pairs, .places = places, .window = 3};
    EXPECT_EQ(kind().activity(parts, heard, Aggregate::mean, one),
              kind().activity(parts, heard, Aggregate::mean, three));
  }
}

TEST(AttentionQk, CountsNeuronsLayerByLayerAndHeadByHead) {
  ModelConfig config;
  config.layers = 12;
  config.heads = {12, 12, 64};
  const auto neurons = kind().neurons(config);
  ASSERT_EQ(neurons.size(), 9216u);
  EXPECT_EQ(neurons.front().label, "L1H1D1");
  EXPECT_EQ(neurons.back().label, "L12H12D64");
  const std::size_t number = attention_qk_number(8, 2, 51, 12, 64);
  EXPECT_EQ(number, 5491u);
  EXPECT_EQ(neurons[number - 1], (Neuron{8, 2, 51, "L8H2D51"}));
}

// 4 query heads of 2 dimensions share 2 key heads.
TEST(AttentionQk, GivesEachQueryHeadItsKeyHead) {
  ModelConfig config;
  config.layers = 3;
  config.heads = {4, 2, 2};
  EXPECT_EQ(kind().neurons(config).size(), 24u);
  Matrix key(2, 4);
  key.values = {1, 2, 3, 4, 5, 6, 7, 8};
  const Matrix spread = part_of(kind().parts[1], config.heads, view_of(key));
  EXPECT_EQ(spread.cols, 8u);
  EXPECT_EQ(spread.values, (std::vector<float>{1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6, 7, 8, 7, 8}));
}

TEST(FindNeuronKind, NamesTheNearest) {
  try {
    find_neuron_kind("attention_qkk");
    FAIL();
  } catch (const std::exception& e) {
    EXPECT_NE(std::string(e.what()).find("did you mean 'attention_qk'"), std::string::npos)
        << e.what();
  }
}

}  // namespace
}  // namespace anbn
