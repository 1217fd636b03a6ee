// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/called.h"

#include "anbn/core/random.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kVolumes = 200;

/// 30 neurons and 8 networks of smooth noise, but for: network 2 follows neuron 7; network 5 is
/// network 2 over again, and a little weaker; network 6 follows neuron 20; neuron 8 resembles
/// neuron 7.
struct Planted {
  Matrix neurons = smooth_noise(kVolumes, 30, random_key(1, "called")),
         networks = smooth_noise(kVolumes, 8, random_key(2, "called"));
  Nuisance nuisance = make_nuisance(kVolumes, cosine_regressors(kVolumes, 1, 100));
  OwnMachine machine;

  Planted() {
    for (std::size_t t = 0; t < kVolumes; ++t) {
      neurons(t, 8) = neurons(t, 7) + 0.5f * neurons(t, 8);
      networks(t, 6) = neurons(t, 20) + 0.5f * networks(t, 6);
      networks(t, 2) = neurons(t, 7) + 0.3f * networks(t, 2);
      networks(t, 5) = networks(t, 2) + 0.4f * networks(t, 5);
    }
  }
  NullTests tests(std::size_t permutations) const {
    const Anchoring anchoring =
        anchors_of(correlation_matrix(neurons, networks, machine), Delta::signed_value);
    return test_against_null(neurons, networks, anchoring, nuisance, {"phase", permutations},
                             machine);
  }
  CalledSeries called(const NullTests& tests, std::size_t permutations) const {
    return called_series({{"", neurons, networks, nuisance}}, tests, {"phase", permutations},
                         machine);
  }
};

TEST(CalledSeries, NameTheStrongerOneThatAWeakerOneResembles) {
  const Planted planted;
  const NullTests tests = planted.tests(199);
  for (std::size_t j : {2u, 5u, 6u}) EXPECT_TRUE(is_named(tests.networks, j)) << j;
  for (std::size_t i : {7u, 8u, 20u}) EXPECT_TRUE(is_named(tests.neurons, i)) << i;
  const CalledSeries called = planted.called(tests, 199);
  EXPECT_EQ(called.networks_alike[5], 2u);
  EXPECT_EQ(called.neurons_alike[8], 7u);
  for (std::size_t j : {2u, 6u}) EXPECT_EQ(called.networks_alike[j], kNoIndex) << j;
  for (std::size_t i : {7u, 20u, 0u}) EXPECT_EQ(called.neurons_alike[i], kNoIndex) << i;
}

TEST(CalledSeries, LoseWhatIsTheStrongerNetworksNeuron) {
  const Planted planted;
  const NullTests tests = planted.tests(199);
  const std::vector<double> p = planted.called(tests, 199).network_p_given_stronger;
  EXPECT_TRUE(std::isnan(p[2]));  // the strongest
  EXPECT_TRUE(std::isnan(p[0]));  // not called
  EXPECT_GT(p[5], 0.05);
  EXPECT_EQ(p[6], 1 / 200.0);

  // The same by hand: cosines and the neurons of all stronger networks as one set, the network
  // alone.
  std::vector<Regressor> set = cosine_regressors(kVolumes, 1, 100);
  Matrix network(kVolumes, 1);
  for (std::size_t t = 0; t < kVolumes; ++t) network(t, 0) = planted.networks(t, 5);
  for (const std::size_t stronger : {2u, 6u}) {
    const Anchor& best = tests.networks.best[stronger];
    if (best.correlation < tests.networks.best[5].correlation) continue;
    Regressor neuron{fmt::format("neuron {}", best.index), std::vector<double>(kVolumes)};
    for (std::size_t t = 0; t < kVolumes; ++t) neuron.values[t] = planted.neurons(t, best.index);
    set.push_back(neuron);
  }
  EXPECT_EQ(tests.networks.best[2].index, 7u);
  const Anchoring anchoring = anchors_of(
      correlation_matrix(planted.neurons, network, planted.machine), Delta::signed_value);
  const NullTests alone =
      test_against_null(planted.neurons, network, anchoring, make_nuisance(kVolumes, set),
                        {"phase", 199}, planted.machine);
  EXPECT_NEAR(alone.networks.max_p[0], p[5], 1 / 200.0 + 1e-9);  // a draw may be a tie
  EXPECT_TRUE(std::isnan(alone.neurons.max_p[7]));               // it is what is regressed out
}

TEST(CalledSeries, AreNoneWhereTheTestOverAllPairsFindsNothing) {
  Planted planted;
  planted.networks = smooth_noise(kVolumes, 8, random_key(3, "called"));
  NullTests tests = planted.tests(99);
  tests.global.p = 0.2;
  tests.neurons.p_fwe.assign(30, 0.2);
  tests.networks.p_fwe.assign(8, 0.2);
  tests.neurons.max_q[3] = 0.01;
  EXPECT_FALSE(is_called(tests.neurons, tests.global.p, 3));
  const CalledSeries called = planted.called(tests, 99);
  EXPECT_EQ(called.neurons_alike, std::vector<std::size_t>(30, kNoIndex));
  for (double p : called.network_p_given_stronger) EXPECT_TRUE(std::isnan(p));
  tests.global.p = 0.05;
  EXPECT_TRUE(is_called(tests.neurons, tests.global.p, 3));
  EXPECT_FALSE(is_named(tests.neurons, 3));
}

TEST(CalledSeries, AreAskedBesideStrongerOnesWhereTheyAreAmongTheStrongest) {
  const std::size_t networks = kBesideStronger + 8;
  Planted planted;
  planted.networks = smooth_noise(kVolumes, networks, random_key(3, "called"));
  NullTests tests = planted.tests(9);
  tests.networks.p_fwe.assign(networks, 0.01);
  const std::vector<double> p = planted.called(tests, 9).network_p_given_stronger;
  std::vector<double> asked, others;
  for (std::size_t j = 0; j < networks; ++j)
    (std::isnan(p[j]) ? others : asked).push_back(tests.networks.best[j].correlation);
  ASSERT_EQ(asked.size(), kBesideStronger - 1);
  std::sort(others.begin(), others.end());
  EXPECT_GT(others.back(), *std::max_element(asked.begin(), asked.end()));  // the strongest
  EXPECT_LE(others[others.size() - 2], *std::min_element(asked.begin(), asked.end()));
}

TEST(CalledSeries, AreTheSameForAnyNumberOfThreads) {
  const Planted planted;
  const NullTests tests = planted.tests(59);
  OwnMachine three("cpu", 3);
  const CalledSeries one = planted.called(tests, 59),
                     other =
                         called_series({{"", planted.neurons, planted.networks, planted.nuisance}},
                                       tests, {"phase", 59}, three);
  EXPECT_EQ(one.neurons_alike, other.neurons_alike);
  EXPECT_EQ(one.networks_alike, other.networks_alike);
  EXPECT_EQ(one.network_p_given_stronger[5], other.network_p_given_stronger[5]);
  EXPECT_EQ(one.network_p_given_stronger[6], other.network_p_given_stronger[6]);
}

}  // namespace
}  // namespace anbn
