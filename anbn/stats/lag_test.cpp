// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/lag.h"

#include "anbn/core/error.h"
#include "anbn/core/random.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/correlation.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

std::vector<float> smooth_words(std::size_t volumes) {
  std::vector<float> x(volumes);
  for (std::size_t t = 0; t < volumes; ++t)
    for (std::size_t k = 0; k < 4; ++k)
      x[t] += static_cast<float>(normal(random_key(1, "words"), t + k));
  return x;
}

/// Networks of smooth noise, the third of which follows the words `lag` volumes late.
Matrix networks_following(const std::vector<float>& words, int lag, float strength) {
  Matrix y(words.size(), 5);
  for (std::size_t j = 0; j < y.cols; ++j)
    for (std::size_t t = 0; t < y.rows; ++t)
      for (std::size_t k = 0; k < 4; ++k)
        y(t, j) += static_cast<float>(normal(random_key(2, "networks", j), t + k));
  for (std::size_t t = 0; t < y.rows; ++t) {
    const auto from = static_cast<std::ptrdiff_t>(t) - lag;
    if (from >= 0 && from < static_cast<std::ptrdiff_t>(words.size()))
      y(t, 2) = 0.5f * y(t, 2) + strength * words[static_cast<std::size_t>(from)];
  }
  return y;
}

class LagChecks : public testing::Test {
 protected:
  LagCheck check(const std::vector<float>& words, const Matrix& y, std::size_t draws = 100) {
    return lag_check(words, y, nuisance, draws, 1, machine);
  }
  Nuisance nuisance;
  OwnMachine machine;
};

TEST_F(LagChecks, FindTheShiftInBothDirections) {
  const auto words = smooth_words(150);
  for (int lag : {-7, -3, 4, 10}) {
    const AudioPlacement verdict =
        audio_placement(check(words, networks_following(words, lag, 1)), 1.5);
    EXPECT_EQ(verdict.best_lag_volumes, lag);
    EXPECT_EQ(verdict.finding, AudioPlacement::Finding::shifted);
    EXPECT_EQ(verdict.audio_start_change_s, lag * 1.5);
  }
}

TEST_F(LagChecks, AudioInPlaceIsSaidSo) {
  const auto words = smooth_words(150);
  const AudioPlacement verdict =
      audio_placement(check(words, networks_following(words, 0, 1)), 1.5);
  EXPECT_EQ(verdict.finding, AudioPlacement::Finding::in_place);
  EXPECT_EQ(verdict.audio_start_change_s, 0);
  EXPECT_EQ(audio_placement(check(words, networks_following(words, 1, 1)), 1.5).finding,
            AudioPlacement::Finding::in_place);  // one volume is within what the HRF leaves open
}

TEST_F(LagChecks, NoiseAccusesNobody) {
  const auto words = smooth_words(150);
  EXPECT_EQ(audio_placement(check(words, networks_following(words, 5, 0)), 1.5).finding,
            AudioPlacement::Finding::no_trace);
}

TEST_F(LagChecks, UseOnlyVolumesThatBothHave) {
  const auto words = smooth_words(20);
  const Matrix y = networks_following(words, 0, 0.3f);
  const LagCheck found = check(words, y, 0);
  ASSERT_EQ(found.traces.size(), 21u);
  for (const LagTrace& trace : found.traces) {
    const int lag = trace.lag_volumes;
    const auto shift = static_cast<std::size_t>(std::abs(lag));
    Matrix early(20 - shift, 1), late(20 - shift, y.cols);
    for (std::size_t t = 0; t < early.rows; ++t) {
      early(t, 0) = words[t + (lag < 0 ? shift : 0)];
      for (std::size_t j = 0; j < y.cols; ++j) late(t, j) = y(t + (lag > 0 ? shift : 0), j);
    }
    const Anchoring best = anchors_of(correlation_matrix(early, late, machine), Delta::absolute);
    EXPECT_EQ(trace.network, best.neurons[0].index) << "lag " << lag;
    EXPECT_NEAR(trace.correlation, std::abs(best.neurons[0].correlation), 1e-5);
    EXPECT_TRUE(std::isnan(trace.noise_mean));
  }
}

TEST_F(LagChecks, NoiseBandIsOrderedAndTheSameForAnyThreads) {
  const auto words = smooth_words(80);
  const Matrix y = networks_following(words, 0, 1);
  const LagCheck two = check(words, y);
  OwnMachine four("cpu", 4);
  const LagCheck same = lag_check(words, y, nuisance, 100, 1, four);
  for (std::size_t l = 0; l < two.traces.size(); ++l) {
    EXPECT_LT(two.traces[l].noise_mean, two.traces[l].noise_95);
    EXPECT_LE(two.traces[l].noise_95, two.noise_95_any);
    EXPECT_EQ(two.traces[l].noise_mean, same.traces[l].noise_mean);
  }
  EXPECT_EQ(two.noise_95_any, same.noise_95_any);
}

TEST_F(LagChecks, FindTheTraceUnderDrift) {
  const auto words = smooth_words(150);
  Matrix y = networks_following(words, 4, 1);
  // Drift on both sides, of which no draw can know.
  auto drifting = words;
  for (std::size_t t = 0; t < y.rows; ++t) {
    const float drift = std::cos(3.14159f * (static_cast<float>(t) + 0.5f) / 150);
    drifting[t] += 20 * drift;
    for (std::size_t j = 0; j < y.cols; ++j) y(t, j) += 40 * drift;
  }
  EXPECT_NE(audio_placement(check(drifting, y), 1.5).finding, AudioPlacement::Finding::shifted);
  nuisance = make_nuisance(150, cosine_regressors(150, 1.5, 128));
  const AudioPlacement verdict = audio_placement(check(drifting, y), 1.5);
  EXPECT_EQ(verdict.finding, AudioPlacement::Finding::shifted);
  EXPECT_EQ(verdict.best_lag_volumes, 4);
}

TEST_F(LagChecks, KeepTheirLevelUnderDrift) {
  // Noise and a slow wave of its own in words and networks, 200 times: 5 % and 3 standard errors.
  constexpr std::size_t kTimes = 200, kVolumes = 120;
  nuisance = make_nuisance(kVolumes, cosine_regressors(kVolumes, 1.5, 128));
  std::size_t called = 0;
  for (std::size_t n = 0; n < kTimes; ++n) {
    Matrix x = smooth_noise(kVolumes, 4, random_key(n, "lag level"));
    for (std::size_t t = 0; t < kVolumes; ++t)
      for (std::size_t j = 0; j < x.cols; ++j)
        x(t, j) += 6 * std::cos(3.14159f * (static_cast<float>(t) + 0.5f) / kVolumes);
    std::vector<float> words(kVolumes);
    for (std::size_t t = 0; t < kVolumes; ++t) words[t] = x(t, 3);
    x = columns_kept(x, std::vector<std::size_t>{0, 1, 2});
    const LagCheck found = lag_check(words, x, nuisance, 39, n, machine);
    double largest = 0;
    for (const LagTrace& trace : found.traces) largest = std::max(largest, trace.correlation);
    called += largest > found.noise_95_any;
  }
  EXPECT_LE(called, 19u);
  EXPECT_GE(called, 2u);
}

TEST_F(LagChecks, ThreeVolumesHaveOneLag) {
  Matrix y(3, 2);
  y.values = {1, 1, 2, 0, 4, 1};
  const LagCheck found = check({1, 2, 3}, y, 5);
  EXPECT_NEAR(found.traces[10].correlation, 0.98198, 1e-5);
  EXPECT_TRUE(std::isnan(found.traces[9].correlation));
  EXPECT_TRUE(std::isnan(found.traces[0].noise_mean));
  EXPECT_FALSE(std::isnan(found.noise_95_any));
  EXPECT_EQ(audio_placement(found, 1.5).best_lag_volumes, 0);
}

TEST_F(LagChecks, ConstantSeriesGiveNoVerdict) {
  const LagCheck found =
      check(std::vector<float>(30, 2), networks_following(smooth_words(30), 0, 1));
  EXPECT_TRUE(std::isnan(found.traces[10].correlation));
  EXPECT_EQ(found.traces[10].network, kNoIndex);
  EXPECT_EQ(audio_placement(found, 1.5).finding, AudioPlacement::Finding::no_trace);
  EXPECT_TRUE(std::isnan(check(smooth_words(30), Matrix(30, 2)).traces[10].correlation));
  EXPECT_THROW(check(smooth_words(9), Matrix(8, 1)), Error);
}

}  // namespace
}  // namespace anbn
