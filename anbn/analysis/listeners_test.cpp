// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/listeners.h"

#include "anbn/core/nan.h"
#include "tests/support/drifting.h"
#include "tests/support/error_of.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace anbn {
namespace {

constexpr std::size_t kHeardVolumes = 90, kHeardNeurons = 12, kHeardNetworks = 5;

/// Listeners with half of each series in common; with `drive` network 3 follows neuron 5.
std::vector<Matrix> listeners_of(std::size_t count, const Matrix& neurons, float drive) {
  const Matrix common = smooth_noise(kHeardVolumes, kHeardNetworks, {77, 9});
  std::vector<Matrix> listeners;
  for (std::size_t l = 0; l < count; ++l) {
    Matrix own = smooth_noise(kHeardVolumes, kHeardNetworks, {100 + l, 9});
    for (std::size_t t = 0; t < kHeardVolumes; ++t)
      for (std::size_t j = 0; j < kHeardNetworks; ++j)
        own(t, j) += common(t, j) + (j == 2 ? drive * neurons(t, 4) : 0);
    listeners.push_back(own);
  }
  return listeners;
}

class Listeners : public testing::Test {
 protected:
  ListenerResults compare(const std::vector<Matrix>& listeners, int thread_count = 1) {
    Threads threads(thread_count);
    return compare_listeners(neurons, {listeners.begin(), listeners.end()}, nuisance, plan,
                             {*backend, threads, progress});
  }
  static double observed(const ListenerResults& r, std::string_view side, std::string_view name) {
    for (const ListenerFigure& f : r.figures)
      if (f.side == side && f.name == name) return f.observed;
    return std::nan("");
  }
  double pearson(const std::vector<double>& x, const std::vector<double>& y) const {
    double mx = 0, my = 0, xx = 0, yy = 0, xy = 0;
    for (std::size_t t = 0; t < x.size(); ++t) mx += x[t] / 90, my += y[t] / 90;
    for (std::size_t t = 0; t < x.size(); ++t)
      xx += (x[t] - mx) * (x[t] - mx), yy += (y[t] - my) * (y[t] - my),
          xy += (x[t] - mx) * (y[t] - my);
    return xy / std::sqrt(xx * yy);
  }
  std::vector<double> sum_of(const std::vector<Matrix>& listeners,
                             const std::vector<std::size_t>& group, std::size_t network) const {
    std::vector<double> sum(kHeardVolumes);
    for (std::size_t l : group)
      for (std::size_t t = 0; t < kHeardVolumes; ++t) sum[t] += listeners[l](t, network);
    return sum;
  }
  std::vector<double> neuron(std::size_t i) const {
    std::vector<double> x;
    for (std::size_t t = 0; t < kHeardVolumes; ++t) x.push_back(neurons(t, i));
    return x;
  }
  /// The plain twin of a cut: anchored in one group, looked up in the other.
  std::pair<double, double> by_hand(const std::vector<Matrix>& listeners, std::size_t i,
                                    const std::vector<std::size_t>& chosen,
                                    const std::vector<std::size_t>& other) const {
    std::pair<double, double> best{-2, 0};
    for (std::size_t j = 0; j < kHeardNetworks; ++j) {
      const double r = pearson(neuron(i), sum_of(listeners, chosen, j));
      const double held = pearson(neuron(i), sum_of(listeners, other, j));
      const bool absolute = plan.delta == Delta::absolute;
      const double size = absolute ? std::abs(r) : r;
      if (size > best.first) best = {size, absolute && r < 0 ? -held : held};
    }
    return best;
  }
  void expect_as_by_hand(const std::vector<Matrix>& listeners) {
    const ListenerResults r = compare(listeners);
    const std::size_t count = listeners.size();
    for (std::size_t i = 0; i < kHeardNeurons; ++i) {
      double half = 0, rest = 0;
      const auto cuts = halves_of(count, plan.splits, plan.seed);
      for (const ListenerCut& cut : cuts)
        half += by_hand(listeners, i, cut.first, cut.second).second +
                by_hand(listeners, i, cut.second, cut.first).second;
      for (std::size_t l = 0; l < count; ++l) {
        std::vector<std::size_t> others;
        for (std::size_t k = 0; k < count; ++k)
          if (k != l) others.push_back(k);
        rest += by_hand(listeners, i, others, {l}).second;
      }
      EXPECT_NEAR(r.neurons.observed.half_held_out[i],
                  half / (2 * static_cast<double>(cuts.size())), 2e-6);
      EXPECT_NEAR(r.neurons.observed.rest_held_out[i], rest / static_cast<double>(count), 2e-6);
    }
  }

  Matrix neurons = smooth_noise(kHeardVolumes, kHeardNeurons, {1, 9});
  Nuisance nuisance;
  ListenerPlan plan{.draws = 40, .splits = 10, .flips = 200, .seed = 3};
  std::unique_ptr<Backend> backend = make_backend("reference", "auto");
  SilentProgress progress;
};

TEST_F(Listeners, HeldOutCorrelationsAreThoseOfThePlainTwin) {
  expect_as_by_hand(listeners_of(5, neurons, 0.3f));
}

TEST_F(Listeners, AbsoluteAnchorsKeepTheirSignWhenHeldOut) {
  plan.delta = Delta::absolute;
  expect_as_by_hand(listeners_of(4, neurons, -1.0f));
}

TEST_F(Listeners, AnAnchorIsLookedUpInEachListener) {
  const auto listeners = listeners_of(3, neurons, 1.0f);
  const ListenerResults r = compare(listeners);
  EXPECT_EQ(r.neurons.observed.anchors[4].index, 2u);
  EXPECT_EQ(r.networks.observed.anchors[2].index, 4u);
  double sum = 0;
  for (std::size_t l = 0; l < 3; ++l) {
    const double expected = pearson(neuron(4), sum_of(listeners, {l}, 2));
    EXPECT_NEAR(r.neurons.observed.by_listener(4, l), expected, 1e-6);
    EXPECT_NEAR(r.networks.observed.by_listener(2, l), expected, 1e-6);
    sum += expected;
  }
  EXPECT_NEAR(r.neurons.observed.listener_mean[4], sum / 3, 1e-6);
  EXPECT_EQ(r.neurons.listener_mean[4].p, 1 / 41.0);
}

TEST_F(Listeners, TheSignFlipTestCallsSharedNoiseSignificant) {
  // Nothing couples, and yet the test over listeners is sure: its null has the same share.
  const ListenerResults r = compare(listeners_of(12, neurons, 0));
  for (const ListenerFigure& f : r.figures) {
    if (f.name != "flip_share" || f.side != "neurons") continue;
    EXPECT_GT(f.observed, 0.5);
    EXPECT_GT(f.noise.mean, 0.5);
    EXPECT_GT(f.noise.p, 0.05);
  }
  EXPECT_GT(observed(r, "neurons", "half_held_out"), 0.05);
}

TEST_F(Listeners, CeilingIsTheRootOfSpearmanBrown) {
  const auto listeners = listeners_of(2, neurons, 0);
  const ListenerResults r = compare(listeners);
  const double half = pearson(sum_of(listeners, {0}, 1), sum_of(listeners, {1}, 1));
  EXPECT_NEAR(r.ceilings[1].half, half, 1e-6);
  EXPECT_NEAR(r.ceilings[1].isc, half, 1e-6);
  EXPECT_NEAR(r.ceilings[1].ceiling, std::sqrt(2 * half / (1 + half)), 1e-6);
  EXPECT_LT(r.ceilings[1].isc_noise.high, half + 0.3);
}

TEST_F(Listeners, AreThoseOfTheCleanedSeriesBesideDrawsOfTheRawOnes) {
  auto listeners = listeners_of(5, neurons, 0.3f);
  std::size_t seed = 0;
  for (Matrix& listener : listeners) add_drift(slow_drift(kHeardVolumes, 3, {++seed, 5}), listener);
  const Nuisance cosines = drift_cosines(kHeardVolumes);
  nuisance = cosines;
  const ListenerResults partial = compare(listeners);
  nuisance = {};
  for (Matrix& listener : listeners) listener = without(cosines, listener);
  neurons = without(cosines, neurons);
  const ListenerResults plain = compare(listeners);
  ASSERT_EQ(partial.figures.size(), plain.figures.size());
  for (std::size_t f = 0; f < plain.figures.size(); ++f)
    EXPECT_NEAR(partial.figures[f].observed, plain.figures[f].observed, 2e-5)
        << plain.figures[f].name;
  for (std::size_t j = 0; j < kHeardNetworks; ++j) {
    EXPECT_NEAR(partial.ceilings[j].isc, plain.ceilings[j].isc, 2e-5);
    EXPECT_NEAR(partial.ceilings[j].half, plain.ceilings[j].half, 2e-5);
  }
  // Draws of what was cleaned fill the slow waves' place with nothing, others do not.
  EXPECT_GT(std::abs(partial.figures[0].noise.mean - plain.figures[0].noise.mean), 1e-4);
}

constexpr std::size_t kLong = 200;

/// How many of 200 analyses of noise call a figure at 0.05, by "side name".
std::map<std::string, std::size_t> called_of_noise(const Nuisance& nuisance, double sd) {
  const OwnMachine machine("reference", 1);
  std::map<std::string, std::size_t> called;
  for (std::uint64_t n = 0; n < 200; ++n) {
    const std::vector<float> drift = slow_drift(kLong, sd * kSmoothNoiseSd, {n, 7});
    Matrix neurons = smooth_noise(kLong, 8, {n, 8});
    add_drift(slow_drift(kLong, sd * kSmoothNoiseSd, {n, 9}), neurons);
    std::vector<Matrix> listeners;
    for (std::uint64_t l = 0; l < 4; ++l) {
      listeners.push_back(smooth_noise(kLong, 3, random_key(n, "level", l)));
      add_drift(drift, listeners.back());
    }
    const ListenerPlan plan{.draws = 39, .splits = 3, .flips = 16, .seed = n};
    for (const ListenerFigure& f :
         compare_listeners(neurons, {listeners.begin(), listeners.end()}, nuisance, plan, machine)
             .figures)
      called[f.side + " " + f.name] += f.noise.p <= 0.05;
  }
  return called;
}

TEST(ListenersOfNoise, AreCalledAtTheirLevelUnderSharedDrift) {
  for (const double sd : {0.5, 1.0}) {
    const auto called = called_of_noise(drift_cosines(kLong), sd);
    for (const char* figure :
         {"neurons correlation", "neurons listener_mean", "neurons half_held_out",
          "neurons rest_held_out", "networks half_held_out", "best pair half_held_out",
          "networks isc"}) {
      EXPECT_LE(called.at(figure), 19u) << figure << " of 200; sd " << sd;  // 5 % + 3 errors
    }
    EXPECT_GE(called.at("neurons half_held_out"), 1u);
    EXPECT_GT(called_of_noise({}, sd).at("networks isc"), 100u);
  }
}

TEST_F(Listeners, MissingSeriesTakeNoPart) {
  auto listeners = listeners_of(4, neurons, 1.0f);
  auto without = listeners;
  for (std::size_t t = 0; t < kHeardVolumes; ++t) {
    listeners[3](t, 2) = 7;
    listeners[0](t, 1) = listeners[1](t, 1) = listeners[2](t, 1) = listeners[3](t, 1) = 0;
    neurons(t, 0) = 1;
  }
  listeners[2](5, 2) = kFloatNan;
  const ListenerResults r = compare(listeners);
  EXPECT_EQ(r.missing, (std::vector<std::size_t>{1, 1, 2, 2}));
  EXPECT_EQ(r.networks.observed.anchors[1].index, kNoIndex);
  EXPECT_TRUE(std::isnan(r.ceilings[1].isc));
  EXPECT_EQ(r.neurons.observed.anchors[0].index, kNoIndex);
  EXPECT_TRUE(std::isnan(r.neurons.listener_mean[0].p));
  EXPECT_TRUE(std::isnan(r.neurons.observed.by_listener(4, 3)));
  EXPECT_NEAR(
      r.neurons.observed.listener_mean[4],
      (pearson(neuron(4), sum_of(without, {0}, 2)) + pearson(neuron(4), sum_of(without, {1}, 2))) /
          2,
      1e-6);
  for (const ListenerFigure& f : r.figures) EXPECT_FALSE(std::isnan(f.observed)) << f.name;
}

TEST_F(Listeners, IsTheSameBytesForAnyNumberOfThreads) {
  const auto listeners = listeners_of(6, neurons, 0.2f);
  const ListenerResults one = compare(listeners, 1), three = compare(listeners, 3);
  for (std::size_t f = 0; f < one.figures.size(); ++f) {
    EXPECT_EQ(one.figures[f].observed, three.figures[f].observed);
    EXPECT_EQ(one.figures[f].noise.mean, three.figures[f].noise.mean);
    EXPECT_EQ(one.figures[f].noise.high, three.figures[f].noise.high);
  }
}

TEST_F(Listeners, NothingToCoupleLeavesNothingToTell) {
  neurons = Matrix(kHeardVolumes, 2);
  const ListenerResults r =
      compare(listeners_of(3, smooth_noise(kHeardVolumes, kHeardNeurons, {1, 9}), 0));
  EXPECT_TRUE(r.figures.empty());
  ASSERT_EQ(r.neurons.listener_mean.size(), 2u);
  EXPECT_TRUE(std::isnan(r.neurons.listener_mean[0].p));
  EXPECT_EQ(r.networks.observed.anchors.at(4).index, kNoIndex);
}

TEST_F(Listeners, OneListenerAndOtherSizesAreErrors) {
  EXPECT_NE(error_of([&] { compare(listeners_of(1, neurons, 0)); }).find("1 listener; expected"),
            std::string::npos);
  auto listeners = listeners_of(2, neurons, 0);
  listeners[1] = Matrix(kHeardVolumes - 1, kHeardNetworks);
  EXPECT_NE(error_of([&] { compare(listeners); }).find("89 volumes of 5 networks; expected 90"),
            std::string::npos);
}

TEST(HalvesOfListeners, AreAllThereAreIfFew) {
  EXPECT_EQ(count_halves(1), 0u);
  EXPECT_EQ(count_halves(2), 1u);
  EXPECT_EQ(count_halves(5), 10u);
  EXPECT_EQ(count_halves(18), 24310u);
  const auto four = halves_of(4, 10, 1);
  ASSERT_EQ(four.size(), 3u);
  EXPECT_EQ(four[1].first, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(four[1].second, (std::vector<std::size_t>{1, 3}));
  const auto many = halves_of(19, 7, 1);
  ASSERT_EQ(many.size(), 7u);
  EXPECT_EQ(many[3].first.size(), 9u);
  EXPECT_EQ(many[3].second.size(), 10u);
}

TEST(SignFlipsOfListeners, AreAllThereAreIfFew) {
  const SignFlips all = sign_flips(3, 8, 1);
  EXPECT_EQ(all.signs.cols, 8u);
  EXPECT_EQ(all.signs(0, 0), 1);
  EXPECT_EQ(all.p(1), 1 / 8.0);
  const SignFlips some = sign_flips(3, 7, 1);
  EXPECT_EQ(some.signs.cols, 7u);
  EXPECT_EQ(some.p(0), 1 / 8.0);
}

TEST(NullRangeOfDraws, CountsDrawsThatReachTheObserved) {
  const NullRange upper = null_range(3, {1, 2, 3, 4}, Tail::upper);
  EXPECT_EQ(upper.p, 3 / 5.0);
  EXPECT_EQ(upper.mean, 2.5);
  EXPECT_NEAR(upper.low, 1.075, 1e-12);
  EXPECT_EQ(null_range(-9, {1, 2, -3, 4}, Tail::both).p, 1 / 5.0);
  EXPECT_EQ(null_range(0, {std::nan(""), -1}, Tail::upper).p, 2 / 3.0);
  EXPECT_TRUE(std::isnan(null_range(std::nan(""), {1}, Tail::upper).p));
}

}  // namespace
}  // namespace anbn
