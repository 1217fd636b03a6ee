// SPDX-License-Identifier: Apache-2.0
// What the tests say about noise, about planted coupling, and at the edges.
#include "anbn/analysis/significance.h"

#include "anbn/core/error.h"
#include "anbn/core/random.h"
#include "anbn/stats/corrections.h"
#include "tests/support/machine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

/// White noise smoothed over six volumes, about as much as the HRF does at a TR of 1.5 s.
Matrix smooth_noise(std::size_t volumes, std::size_t count, std::uint64_t seed) {
  Matrix x(volumes, count);
  const RandomKey key = random_key(seed, "smooth noise");
  for (std::size_t j = 0; j < count; ++j)
    for (std::size_t t = 0; t < volumes; ++t) {
      double sum = 0;
      for (std::size_t lag = 0; lag < 6; ++lag) sum += normal(key, (t + lag) * count + j);
      x(t, j) = static_cast<float>(sum);
    }
  return x;
}

const Nuisance kNothing;

class Significance : public testing::Test {
 protected:
  NullTests test(const Matrix& x, const Matrix& y, TestPlan plan, const Nuisance& nuisance = {}) {
    const Anchoring anchoring = anchors_of(correlation_matrix(x, y, machine), plan.delta);
    return test_against_null(x, y, anchoring, nuisance, plan, machine);
  }
  static Nuisance cosines(std::size_t volumes, std::size_t count) {
    const double cutoff_s = 2 * static_cast<double>(volumes) / static_cast<double>(count);
    return make_nuisance(volumes, cosine_regressors(volumes, 1, cutoff_s));
  }

  OwnMachine machine;
};

TEST_F(Significance, PhaseMaxIsUniformOnSmoothNoise) {
  constexpr std::size_t kStudies = 400;
  std::vector<double> neuron_p, network_p, global_p, any_p, layers_p;
  for (std::uint64_t seed = 0; seed < kStudies; ++seed) {
    const Matrix x = smooth_noise(90, 4, 2 * seed), y = smooth_noise(90, 3, 2 * seed + 1);
    TestPlan plan{"phase", 99, seed};
    plan.layers = {1, 1, 2, 2};
    const NullTests t = test(x, y, plan, cosines(90, 3));
    neuron_p.push_back(t.neurons.max_p[0]);
    network_p.push_back(t.networks.max_p[0]);
    global_p.push_back(t.global.p);
    any_p.push_back(t.omnibus.p());
    layers_p.push_back(t.omnibus.layers_p());
  }
  for (const auto& p : {neuron_p, network_p, global_p, any_p, layers_p}) {
    double mean = 0;
    for (double v : p) mean += v / kStudies;
    EXPECT_NEAR(mean, 0.5, 0.05);
    // 20 of 400 expected at 0.05; 34 and more happen once in 500 times.
    EXPECT_LT(count_at_most(p, 0.05), 34u);
    EXPECT_GT(count_at_most(p, 0.05), 6u);
    EXPECT_LT(count_at_most(p, 0.5), 240u);
    EXPECT_GT(count_at_most(p, 0.5), 160u);
  }
}

TEST_F(Significance, ShufflePairCallsNoiseSignificantAndPhaseMaxDoesNot) {
  const Matrix x = smooth_noise(280, 100, 1), y = smooth_noise(280, 50, 2);
  const NullTests paper = test(x, y, {"shuffle", 499, 1});
  const NullTests calibrated = test(x, y, {"phase", 499, 1}, cosines(280, 6));
  EXPECT_GT(count_at_most(paper.neurons.pair_q, 0.01), 95u);
  EXPECT_LT(count_below(calibrated.neurons.max_p, 0.01), 5u);
  EXPECT_GT(calibrated.global.p, 0.05);
}

TEST_F(Significance, FindsAPlantedPair) {
  Matrix x = smooth_noise(200, 40, 3), y = smooth_noise(200, 10, 4);
  for (std::size_t t = 0; t < 200; ++t) y(t, 6) = 0.7f * y(t, 6) + x(t, 17);
  const NullTests t = test(x, y, {"phase", 999, 1}, cosines(200, 4));
  EXPECT_EQ(t.global.neuron, 17u);
  EXPECT_EQ(t.global.network, 6u);
  EXPECT_EQ(t.global.p, 0.001);
  EXPECT_EQ(t.neurons.max_p[17], 0.001);
  EXPECT_EQ(t.neurons.p_fwe[17], 0.001);
  EXPECT_EQ(t.networks.best[6].index, 17u);
  EXPECT_LT(t.networks.max_q[6], 0.011);
  EXPECT_GT(t.neurons.p_fwe[0], 0.05);
  EXPECT_GT(t.global.observed, t.global.null_95);
}

TEST_F(Significance, SharedDriftIsNoCouplingOnceRegressedOut) {
  Matrix x = smooth_noise(200, 20, 5), y = smooth_noise(200, 10, 6);
  for (std::size_t t = 0; t < 200; ++t)
    for (Matrix* m : {&x, &y})
      for (std::size_t j = 0; j < m->cols; ++j)
        (*m)(t, j) += 0.05f * static_cast<float>(t) * (j % 2 == 0 ? 1.0f : -1.0f);
  EXPECT_LT(test(x, y, {"phase", 199, 1}).global.p, 0.05);
  EXPECT_GT(test(x, y, {"phase", 199, 1}, cosines(200, 5)).global.p, 0.05);
}

TEST_F(Significance, ConstantSeriesAreInNoFamily) {
  Matrix x = smooth_noise(60, 5, 7), y = smooth_noise(60, 4, 8);
  const NullTests whole = test(x, y, {"shuffle", 50, 1});
  Matrix with_constant(60, 6);
  for (std::size_t t = 0; t < 60; ++t)
    for (std::size_t j = 0; j < 6; ++j) with_constant(t, j) = j == 2 ? 3 : x(t, j < 2 ? j : j - 1);
  Matrix with_nan(60, 5);
  for (std::size_t t = 0; t < 60; ++t)
    for (std::size_t j = 0; j < 5; ++j) with_nan(t, j) = j == 0 ? std::nanf("") : y(t, j - 1);
  const NullTests t = test(with_constant, with_nan, {"shuffle", 50, 1});
  EXPECT_TRUE(std::isnan(t.neurons.max_p[2]));
  EXPECT_TRUE(std::isnan(t.neurons.pair_q[2]));
  EXPECT_EQ(t.neurons.best[2].index, kNoIndex);
  EXPECT_TRUE(std::isnan(t.networks.p_fwe[0]));
  EXPECT_EQ(t.neurons.max_p[5], whole.neurons.max_p[4]);
  EXPECT_EQ(t.neurons.max_q[5], whole.neurons.max_q[4]);
  EXPECT_EQ(t.neurons.best[5].index, whole.neurons.best[4].index + 1);
  EXPECT_EQ(t.global.p, whole.global.p);
}

TEST_F(Significance, NothingToTestIsSaidSo) {
  const Matrix constant(20, 3);
  const NullTests t = test(constant, smooth_noise(20, 2, 1), {"phase", 10, 1}, cosines(20, 2));
  EXPECT_TRUE(std::isnan(t.global.p));
  EXPECT_EQ(t.global.neuron, kNoIndex);
  EXPECT_TRUE(std::isnan(t.networks.max_p[1]));
  EXPECT_EQ(t.networks.max_p.size(), 2u);
}

TEST_F(Significance, ASetThatExplainsEverythingLeavesNoTests) {
  const Nuisance all = make_nuisance(12, cosine_regressors(12, 1, 0.01));
  const NullTests t = test(smooth_noise(12, 3, 1), smooth_noise(12, 2, 2), {"phase", 10, 1}, all);
  EXPECT_TRUE(std::isnan(t.global.p));
}

TEST_F(Significance, ASeriesThatTheNuisanceSetExplainsLosesOnlyItsOwnTests) {
  Matrix x = smooth_noise(50, 3, 1);
  const auto set = cosine_regressors(50, 1, 20);
  for (std::size_t t = 0; t < 50; ++t) x(t, 1) = static_cast<float>(4 + 3 * set[2].values[t]);
  const NullTests t = test(x, smooth_noise(50, 2, 2), {"phase", 20, 1}, make_nuisance(50, set));
  EXPECT_TRUE(std::isnan(t.neurons.max_p[1]));
  EXPECT_FALSE(std::isnan(t.neurons.max_p[0]));
  EXPECT_FALSE(std::isnan(t.networks.max_p[0]));
}

TEST_F(Significance, ThreeVolumesOneNetworkOnePermutation) {
  Matrix x(3, 1), y(3, 1);
  x.values = {1, 2, 4};
  y.values = {1, 2, 3};
  const Nuisance intercept = make_nuisance(3, cosine_regressors(3, 1.5, 128));
  const NullTests one = test(x, y, {"phase", 1, 1}, intercept);
  EXPECT_TRUE(one.neurons.max_p[0] == 0.5 || one.neurons.max_p[0] == 1.0);
  // Three volumes are a line and a curve; the first cosine is the line that `y` consists of.
  EXPECT_TRUE(std::isnan(test(x, y, {"phase", 1, 1}, cosines(3, 1)).neurons.max_p[0]));
  // Of the six orders of three volumes only the observed one correlates as well.
  const NullTests many = test(x, y, {"shuffle", 5000, 1});
  EXPECT_NEAR(many.neurons.max_p[0], 1 / 6.0, 0.02);
  // With two equal values two of six do: rounding must not tell them apart.
  x.values = {0.1f, 0.1f, 0.4f};
  EXPECT_NEAR(test(x, y, {"shuffle", 5000, 1}).neurons.max_p[0], 1 / 3.0, 0.025);
}

TEST_F(Significance, EveryNullModelHasAnswersAtTheEdges) {
  Matrix x(3, 2), y(3, 1);
  x.values = {1, 5, 2, 5, 4, 5};
  y.values = {1, 2, 3};
  TestPlan plan;
  plan.sources.hrf = [] { return std::vector<double>{0.3, 0.7}; };
  plan.sources.other_stories = [] {
    return std::vector<Matrix>{smooth_noise(2, 1, 8), Matrix(4, 1)};
  };
  for (const NullModel& null : null_models())
    for (std::size_t permutations : {1u, 2u, 40u}) {
      plan.null = null.name;
      plan.permutations = permutations;
      const NullTests t = test(x, y, plan, make_nuisance(3, cosine_regressors(3, 1, 0)));
      EXPECT_EQ(t.draws, std::min(permutations, null.draws(plan.sources).count(3))) << null.name;
      EXPECT_GE(t.neurons.max_p[0], 1.0 / static_cast<double>(t.draws + 1));
      EXPECT_LE(t.neurons.max_p[0], 1);
      EXPECT_EQ(t.neurons.max_p[0], t.neurons.pair_p[0]);  // one network is the largest of one
      EXPECT_TRUE(std::isnan(t.neurons.max_p[1]));
      const std::size_t kept = t.counts.global_null.size();
      EXPECT_EQ(kept, t.draws);
    }
  // Of the two other stories one is constant: it reaches what was observed.
  EXPECT_GE(test(x, y, plan, make_nuisance(3, cosine_regressors(3, 1, 0))).global.p, 2 / 3.0);
}

TEST_F(Significance, NoDrawsAreNoTest) {
  TestPlan plan{"wrong-story", 9, 1};
  EXPECT_THROW(test(smooth_noise(9, 1, 1), smooth_noise(9, 1, 2), plan), Error);
  plan.null = "circular-shift";
  plan.sources.min_shift_s = 5;
  EXPECT_THROW(test(smooth_noise(9, 1, 1), smooth_noise(9, 1, 2), plan), Error);
  plan.null = "wrong-story";
  plan.sources.other_stories = [] {
    return std::vector<Matrix>{smooth_noise(9, 2, 3)};  // another number of networks
  };
  EXPECT_THROW(test(smooth_noise(9, 1, 1), smooth_noise(9, 1, 2), plan), Error);
}

TEST_F(Significance, IdenticalNeuronsHaveIdenticalTests) {
  Matrix x = smooth_noise(50, 300, 1);
  for (std::size_t t = 0; t < 50; ++t) x(t, 299) = x(t, 0);
  const NullTests t = test(x, smooth_noise(50, 7, 2), {"phase", 99, 1}, cosines(50, 2));
  EXPECT_EQ(t.neurons.max_p[0], t.neurons.max_p[299]);
  EXPECT_EQ(t.neurons.pair_p[0], t.neurons.pair_p[299]);
  EXPECT_EQ(t.neurons.best[0].index, t.neurons.best[299].index);
}

TEST_F(Significance, RejectsNoPermutationsAndOtherLengths) {
  EXPECT_THROW(test(smooth_noise(9, 1, 1), smooth_noise(9, 1, 2), {"phase", 0, 1}), Error);
  const Matrix nine = smooth_noise(9, 1, 1), eight = smooth_noise(8, 1, 2);
  EXPECT_THROW(noise_of({{"", nine, eight, kNothing}}, 3, 1, Delta::signed_value, machine), Error);
}

TEST_F(Significance, NoiseCountsPartnersAmongAllSeries) {
  Matrix x = smooth_noise(40, 3, 1), y = smooth_noise(40, 3, 2);
  for (std::size_t t = 0; t < 40; ++t) y(t, 0) = x(t, 1) = 5;
  const NoiseDraws n = noise_of({{"", x, y, kNothing}}, 20, 1, Delta::signed_value, machine);
  EXPECT_TRUE(std::isnan(n.neuron_correlation(0, 1)));
  EXPECT_TRUE(std::isnan(n.network_neuron(19, 0)));
  for (std::size_t d = 0; d < 20; ++d) {
    EXPECT_GE(n.neuron_network(d, 0), 2);
    EXPECT_TRUE(n.network_neuron(d, 1) == 1 || n.network_neuron(d, 1) == 3);
  }
  const Expected e = expected_of(n.neuron_correlation, Delta::signed_value);
  EXPECT_TRUE(std::isnan(e.mean[1]));
  EXPECT_GT(e.percentile_95[0], e.mean[0]);
  const Matrix nothing(40, 2);
  EXPECT_TRUE(std::isnan(noise_of({{"", nothing, y, kNothing}}, 2, 1, Delta::signed_value, machine)
                             .network_correlation(1, 2)));
}

TEST_F(Significance, NoiseHasTheStatisticOfTheTestThatItStandsBeside) {
  // Drift on both sides: plain correlations of noise are wide, partial ones are not.
  Matrix x = smooth_noise(120, 5, 3), y = smooth_noise(120, 4, 4);
  for (std::size_t t = 0; t < 120; ++t)
    for (Matrix* m : {&x, &y})
      for (std::size_t j = 0; j < m->cols; ++j) (*m)(t, j) += 0.2f * static_cast<float>(t);
  const Nuisance set = cosines(120, 6);
  const auto mean_of_largest = [&](const Nuisance& nuisance) {
    const NoiseDraws n = noise_of({{"", x, y, nuisance}}, 300, 1, Delta::signed_value, machine);
    double sum = 0;
    for (std::size_t d = 0; d < 300; ++d)
      sum +=
          *std::max_element(n.neuron_correlation.row(d).begin(), n.neuron_correlation.row(d).end());
    return sum / 300;
  };
  // Draws of the test and of noise are other ones of the same law: five standard errors.
  const NullTests plain = test(x, y, {"phase", 299, 1}),
                  partial = test(x, y, {"phase", 299, 1}, set);
  EXPECT_NEAR(mean_of_largest({}), plain.global.null_mean, 0.15);
  EXPECT_NEAR(mean_of_largest(set), partial.global.null_mean, 0.04);
  EXPECT_GT(std::abs(plain.global.null_mean - partial.global.null_mean), 0.15);
  // A series that the set explains has no noise either.
  for (std::size_t t = 0; t < 120; ++t) y(t, 2) = 1 + static_cast<float>(set.basis[120 + t]);
  const NoiseDraws n = noise_of({{"", x, y, set}}, 3, 1, Delta::signed_value, machine);
  EXPECT_TRUE(std::isnan(n.network_correlation(0, 2)));
  for (std::size_t d = 0; d < 3; ++d) EXPECT_NE(n.neuron_network(d, 0), 3);
}

TEST_F(Significance, ExpectedIsMeanAndPercentileOfTheDraws) {
  Matrix draws(3, 2);
  draws.values = {1, -1, 2, -2, 3, 4};
  const Expected plain = expected_of(draws, Delta::signed_value);
  EXPECT_DOUBLE_EQ(plain.mean[0], 2);
  EXPECT_DOUBLE_EQ(plain.percentile_95[0], 2.9);
  EXPECT_DOUBLE_EQ(expected_of(draws, Delta::absolute).mean[1], 7 / 3.0);
  EXPECT_TRUE(std::isnan(expected_of(Matrix(0, 1), Delta::signed_value).mean[0]));
}

}  // namespace
}  // namespace anbn
