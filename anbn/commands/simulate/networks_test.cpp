// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/networks.h"

#include "anbn/core/error.h"
#include "anbn/core/random.h"
#include "anbn/signal/nuisance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace anbn {
namespace {

/// sum_t x(t) x(t + lag) / sum_t x(t)^2 over all columns, their means taken out.
double autocorrelation(const Matrix& x, std::size_t lag) {
  double above = 0, below = 0;
  for (std::size_t j = 0; j < x.cols; ++j) {
    double mean = 0;
    for (std::size_t t = 0; t < x.rows; ++t) mean += x(t, j) / static_cast<double>(x.rows);
    for (std::size_t t = 0; t < x.rows; ++t) below += std::pow(x(t, j) - mean, 2);
    for (std::size_t t = 0; t + lag < x.rows; ++t)
      above += (x(t, j) - mean) * (x(t + lag, j) - mean);
  }
  return above / below;
}

double variance(const Matrix& x) {
  double sum = 0, squares = 0;
  for (float v : x.values) {
    sum += v;
    squares += static_cast<double>(v) * v;
  }
  const auto n = static_cast<double>(x.values.size());
  return squares / n - sum / n * sum / n;
}

double mean_of(const std::vector<double>& x) {
  return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

std::vector<std::size_t> at_random(const std::vector<Matrix>& timecourses, std::size_t count,
                                   std::uint64_t seed) {
  DistinctNeurons neurons(timecourses);
  neurons.take_at_random(count, seed);
  return neurons.chosen();
}

TEST(DistinctNeurons, VaryAndAreNoTwins) {
  // Column 0 is constant in the second story, 1 and 2 are twins up to sign, 3 is on its own.
  Matrix first(4, 4), second(4, 4);
  first.values = {0, 1, -1, 1, 1, 2, -2, -1, 0, 3, -3, -1, 3, 4, -4, 1};
  second.values = {5, 1, -1, 1, 5, 2, -2, -1, 5, 3, -3, -1, 5, 4, -4, 1};
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    std::vector<std::size_t> chosen = at_random({first, second}, 2, seed);
    std::sort(chosen.begin(), chosen.end());
    EXPECT_TRUE(chosen == (std::vector<std::size_t>{1, 3}) ||
                chosen == (std::vector<std::size_t>{2, 3}));
  }
}

TEST(DistinctNeurons, AreTakenAtRandomBesideThoseThatWereTakenBefore) {
  const std::vector<Matrix> stories = [] {
    Matrix x(4, 4);
    x.values = {0, 1, -1, 1, 1, 2, -2, -1, 0, 3, -3, -1, 3, 4, -4, 1};
    return std::vector{x};
  }();
  DistinctNeurons neurons(stories);
  EXPECT_TRUE(neurons.take(2));
  EXPECT_FALSE(neurons.take(1));  // its twin up to sign
  EXPECT_FALSE(neurons.take(2));
  neurons.take_at_random(2, 1);
  EXPECT_EQ(neurons.chosen().size(), 2u);
  EXPECT_EQ(neurons.chosen()[0], 2u);
  EXPECT_EQ(neurons.chosen()[1], 3u);  // 0 correlates by 0.73 with 2
  neurons.take_at_random(1, 1);        // there are enough
  EXPECT_EQ(neurons.chosen().size(), 2u);
}

TEST(DistinctNeurons, AreRefusedWhenThereAreTooFew) {
  Matrix x(3, 2);
  x.values = {1, 2, 2, 4, 4, 8};
  try {
    at_random({x}, 2, 1);
    FAIL() << "expected an Error";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("found 1 neurons"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("--driven"), std::string::npos) << e.what();
  }
}

TEST(ResponseShape, DiffersALittleBetweenListenersAndNetworksAndNotBetweenStories) {
  std::vector<double> delays;
  for (std::size_t listener = 0; listener < 100; ++listener)
    for (std::size_t network = 0; network < 20; ++network) {
      const HrfShape shape =
          response_shape(network, {.hrf_sd_s = 0.5, .seed = 1, .story = "s", .listener = listener});
      EXPECT_DOUBLE_EQ(shape.undershoot_delay_s - shape.peak_delay_s, 10);
      EXPECT_EQ(
          shape.peak_delay_s,
          response_shape(network, {.hrf_sd_s = 0.5, .seed = 1, .story = "t", .listener = listener})
              .peak_delay_s);
      delays.push_back(shape.peak_delay_s);
    }
  EXPECT_NEAR(mean_of(delays), 6, 0.3);
  EXPECT_GE(*std::min_element(delays.begin(), delays.end()), 4);
  EXPECT_LE(*std::max_element(delays.begin(), delays.end()), 8);
  double squares = 0;
  for (const double d : delays) squares += (d - 6) * (d - 6);
  EXPECT_NEAR(std::sqrt(squares / 2000), 0.5 * std::sqrt(2), 0.15);
  EXPECT_EQ(response_shape(3, {.hrf_sd_s = 0, .seed = 1, .story = "s"}).peak_delay_s, 6);
}

TEST(ListenerSignals, AreTheActivityThroughTheResponseWithUnitVarianceWhereUsed) {
  Drive drive{Matrix(60, 2), 10, 40};
  for (std::size_t t = 12; t < 60; ++t) drive.activity(t, 1) = static_cast<float>(t * t % 7);
  const ListenerOptions o{.hrf_sd_s = 0.5, .tr_s = 2, .seed = 2, .story = "s", .listener = 3};
  const Matrix signals = listener_signals(drive, o);
  const std::vector<double> hrf = double_gamma_hrf(2, response_shape(1, o));
  std::vector<double> plain(60);
  for (std::size_t t = 0; t < 60; ++t)
    for (std::size_t k = 0; k < hrf.size() && k <= t; ++k)
      plain[t] += hrf[k] * drive.activity(t - k, 1);
  const std::vector<double> used(plain.begin() + 10, plain.begin() + 50);
  double squares = 0;
  for (const double v : used) squares += (v - mean_of(used)) * (v - mean_of(used));
  for (std::size_t t = 0; t < 60; ++t) {
    EXPECT_EQ(signals(t, 0), 0);
    EXPECT_NEAR(signals(t, 1), plain[t] / std::sqrt(squares / 40), 1e-5);
  }
}

TEST(ListenerNetworks, AreSnrTimesTheSignalOverTheSameNoise) {
  const Matrix silent(50, 2);
  Matrix signals(50, 2);
  for (std::size_t t = 0; t < 50; ++t) signals(t, 1) = std::sin(0.3f * static_cast<float>(t));
  const ListenerOptions o{.snr = 0.25, .tr_s = 2, .seed = 3, .story = "s", .listener = 1};
  const Matrix noise = listener_networks(silent, o), both = listener_networks(signals, o);
  for (std::size_t t = 0; t < 50; ++t) {
    EXPECT_EQ(both(t, 0), noise(t, 0));
    EXPECT_NEAR(both(t, 1) - noise(t, 1), 0.25 * signals(t, 1), 1e-6);
  }
}

TEST(ListenerNetworks, HaveUnitNoiseAndHalfAUnitOfDrift) {
  Matrix all(0, 200);
  for (std::size_t listener = 0; listener < 20; ++listener) {
    const Matrix x = listener_networks(
        Matrix(150, 200), {.tr_s = 1.5, .seed = 1, .story = "s", .listener = listener});
    all.values.insert(all.values.end(), x.values.begin(), x.values.end());
    all.rows += x.rows;
  }
  EXPECT_NEAR(variance(all), 1 + 0.25, 0.03);
}

TEST(ListenerNetworks, FluctuateSmoothlyAsBloodDoes) {
  // At lag 1 AR(1) has 0.4 and the HRF-smoothed half about 0.9: with the drift about 0.7.
  const Matrix x = listener_networks(Matrix(150, 400), {.tr_s = 1.5, .seed = 1, .story = "s"});
  EXPECT_NEAR(autocorrelation(x, 1), 0.70, 0.05);
  EXPECT_LT(autocorrelation(x, 8), 0.2);
}

TEST(ListenerDrift, IsSlowAndHasAStandardDeviationOfOneHalf) {
  for (std::size_t network = 0; network < 50; ++network) {
    Matrix x(150, 1);
    const auto drift = listener_drift(150, network, {.tr_s = 1.5, .seed = 1, .story = "s"});
    x.values.assign(drift.begin(), drift.end());
    EXPECT_NEAR(variance(x), 0.25, 1e-6);
    EXPECT_GT(autocorrelation(x, 1), 0.95) << network;  // AR(1) of the noise: 0.4
  }
}

TEST(ListenerDrift, IsNotMadeOfTheCosinesThatTheTestTakesOut) {
  const std::size_t volumes = 150, networks = 400;
  const Nuisance cosines = make_nuisance(volumes, cosine_regressors(volumes, 1.5, 128));
  double all = 0, left = 0;
  for (std::size_t m = 0; m < networks; ++m) {
    const auto drift = listener_drift(volumes, m, {.tr_s = 1.5, .seed = 1, .story = "s"});
    const double power = std::inner_product(drift.begin(), drift.end(), drift.begin(), 0.0);
    all += power;
    left += power;
    for (std::size_t k = 0; k < cosines.rank(); ++k) {
      const auto row = cosines.basis.begin() + static_cast<std::ptrdiff_t>(k * volumes);
      left -= std::pow(std::inner_product(drift.begin(), drift.end(), row, 0.0), 2);
    }
  }
  EXPECT_EQ(cosines.rank(), 4u);
  EXPECT_NEAR(left / all, 0.12, 0.02);
}

TEST(ListenerNetworks, ShareNothingButTheSignal) {
  const Matrix silent(150, 100);
  const Matrix a = listener_networks(silent, {.seed = 1, .story = "s", .listener = 0});
  const Matrix b = listener_networks(silent, {.seed = 1, .story = "s", .listener = 1});
  const Matrix c = listener_networks(silent, {.seed = 1, .story = "t", .listener = 0});
  double ab = 0, ac = 0, aa = 0, next = 0;
  for (std::size_t t = 0; t < a.rows; ++t)
    for (std::size_t m = 0; m < a.cols; ++m) {
      aa += static_cast<double>(a(t, m)) * a(t, m);
      ab += static_cast<double>(a(t, m)) * b(t, m);
      ac += static_cast<double>(a(t, m)) * c(t, m);
      if (m > 0) next += static_cast<double>(a(t, m)) * a(t, m - 1);
    }
  EXPECT_LT(std::abs(ab / aa), 0.06);
  EXPECT_LT(std::abs(ac / aa), 0.06);
  EXPECT_LT(std::abs(next / aa), 0.06);
}

}  // namespace
}  // namespace anbn
