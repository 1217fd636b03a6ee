// SPDX-License-Identifier: Apache-2.0
// The figures of all pairs together: against a plain twin, and on coupling that one pair carries or
// many share.
#include "anbn/analysis/omnibus.h"

#include "anbn/analysis/significance.h"
#include "anbn/stats/percentile.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kOmnibusVolumes = 200, kOmnibusNeurons = 200, kOmnibusNetworks = 10;

/// Noise on both sides; the neurons are of layers 2, 3 and 7.
struct Data {
  Matrix neurons = smooth_noise(kOmnibusVolumes, kOmnibusNeurons, random_key(1, "omnibus neurons"));
  Matrix networks =
      smooth_noise(kOmnibusVolumes, kOmnibusNetworks, random_key(1, "omnibus networks"));
  std::vector<int> layers = std::vector<int>(kOmnibusNeurons, 3);

  Data() {
    std::fill_n(layers.begin(), 60, 2);
    std::fill(layers.end() - 70, layers.end(), 7);
  }

  /// Gives every network a share of variance that is a mixture of all neurons from `first` on.
  void spread(float share, std::size_t first) {
    const RandomKey key = random_key(2, "omnibus weights");
    const auto root = [](float v) { return std::sqrt(v); };
    for (std::size_t j = 0; j < kOmnibusNetworks; ++j)
      for (std::size_t t = 0; t < kOmnibusVolumes; ++t) {
        float mixture = 0;
        for (std::size_t i = first; i < kOmnibusNeurons; ++i)
          mixture += static_cast<float>(normal(key, i * kOmnibusNetworks + j)) * neurons(t, i);
        networks(t, j) = root(1 - share) * networks(t, j) +
                         root(share / static_cast<float>(kOmnibusNeurons - first)) * mixture;
      }
  }

  NullTests tests(std::size_t permutations, int threads = 1) const {
    OwnMachine machine("cpu", threads);
    const Anchoring anchoring =
        anchors_of(correlation_matrix(neurons, networks, machine), Delta::signed_value);
    TestPlan plan{"phase", permutations};
    plan.layers = layers;
    return test_against_null(
        neurons, networks, anchoring,
        make_nuisance(kOmnibusVolumes, cosine_regressors(kOmnibusVolumes, 1, 100)), plan, machine);
  }
};

TEST(Omnibus, NoiseIsNotCalled) {
  const OmnibusTests tests = Data().tests(199).omnibus;
  EXPECT_GT(tests.p(), 0.05);
  EXPECT_GT(tests.layers_p(), 0.05);
}

TEST(Omnibus, FindsCouplingThatManyPairsShare) {
  Data data;
  data.spread(0.4f, 0);
  const NullTests tests = data.tests(199);
  EXPECT_LE(tests.omnibus.p(), 0.05);
  EXPECT_GT(tests.global.p, 0.05);  // no pair by itself
  EXPECT_EQ(tests.omnibus.square.noise.p, 1 / 200.);
  EXPECT_GT(tests.omnibus.square.observed, tests.omnibus.square.noise.high);
}

TEST(Omnibus, FindsCouplingThatOnePairCarries) {
  Data data;
  for (std::size_t t = 0; t < kOmnibusVolumes; ++t)
    data.networks(t, 4) = data.networks(t, 4) + 2 * data.neurons(t, 9);
  const NullTests tests = data.tests(199);
  EXPECT_LE(tests.omnibus.p(), 0.05);
  EXPECT_LE(tests.omnibus.largest.p_adjusted, 0.05);
  EXPECT_EQ(tests.omnibus.largest.noise.p, tests.global.p);
  EXPECT_FLOAT_EQ(static_cast<float>(tests.omnibus.largest.observed),
                  static_cast<float>(tests.global.observed));
}

TEST(Omnibus, NamesTheLayerThatCouples) {
  Data data;
  data.spread(0.6f, kOmnibusNeurons - 70);
  const OmnibusTests tests = data.tests(199).omnibus;
  ASSERT_EQ(tests.layers.size(), 3u);
  EXPECT_EQ(tests.layers[0].layer, 2);
  EXPECT_EQ(tests.layers[2].layer, 7);
  EXPECT_LE(tests.layers[2].square.p_adjusted, 0.05);
  EXPECT_LE(tests.layers_p(), 0.05);
  for (std::size_t l : {0u, 1u}) {
    EXPECT_GT(tests.layers[l].square.p_adjusted, 0.05) << l;
    EXPECT_GT(tests.layers[l].neurons.p_adjusted, 0.05) << l;
  }
}

TEST(Omnibus, LeavesOutLayersWhoseNeuronsAreConstant) {
  Data data;
  for (std::size_t t = 0; t < kOmnibusVolumes; ++t)
    for (std::size_t i = 60; i < kOmnibusNeurons - 70; ++i) data.neurons(t, i) = 1;
  const OmnibusTests tests = data.tests(19).omnibus;
  ASSERT_EQ(tests.layers.size(), 2u);
  EXPECT_EQ(tests.layers[1].layer, 7);
  data.layers.clear();
  EXPECT_TRUE(data.tests(19).omnibus.layers.empty());
  EXPECT_TRUE(std::isnan(data.tests(19).omnibus.layers_p()));
  EXPECT_EQ(data.tests(19).omnibus.p(), tests.p());
}

TEST(Omnibus, HasNoAnswerWhereNothingIsTested) {
  Data data;
  std::fill(data.networks.values.begin(), data.networks.values.end(), 1.0f);
  const OmnibusTests tests = data.tests(19).omnibus;
  EXPECT_TRUE(std::isnan(tests.p()) && std::isnan(tests.square.observed));
  EXPECT_TRUE(tests.layers.empty());
}

/// One family by its definition, from columns [S][P + 1] that begin with the observed value.
void expect_family(const std::vector<std::vector<double>>& columns,
                   const std::vector<OmnibusFigure>& figures, double all) {
  const std::size_t rows = columns[0].size();
  const auto reached = [&](std::size_t s, std::size_t i) {
    return std::count_if(columns[s].begin(), columns[s].end(),
                         [&](double v) { return v >= columns[s][i]; });
  };
  std::vector<std::ptrdiff_t> smallest(rows, static_cast<std::ptrdiff_t>(rows));
  for (std::size_t s = 0; s < columns.size(); ++s)
    for (std::size_t i = 0; i < rows; ++i) smallest[i] = std::min(smallest[i], reached(s, i));
  double least = 1;
  for (std::size_t s = 0; s < columns.size(); ++s) {
    const auto count = static_cast<double>(rows);
    const OmnibusFigure& figure = figures[s];
    std::vector<double> draws(columns[s].begin() + 1, columns[s].end());
    double mean = 0;
    for (const double v : draws) mean += v / static_cast<double>(draws.size());
    EXPECT_EQ(figure.observed, columns[s][0]);
    EXPECT_DOUBLE_EQ(figure.noise.mean, mean);
    EXPECT_DOUBLE_EQ(figure.noise.low, percentile(draws, 2.5));
    EXPECT_DOUBLE_EQ(figure.noise.high, percentile(draws, 97.5));
    EXPECT_EQ(figure.noise.p, static_cast<double>(reached(s, 0)) / count) << s;
    const double adjusted =
        static_cast<double>(std::count_if(smallest.begin(), smallest.end(),
                                          [&](std::ptrdiff_t v) { return v <= reached(s, 0); })) /
        count;
    EXPECT_EQ(figure.p_adjusted, adjusted) << s;
    least = std::min(least, adjusted);
  }
  EXPECT_EQ(all, least);
}

// The counts have the same draws as the tests; ties within 1e-6 do not occur in so few of them.
TEST(Omnibus, AgreesWithAPlainTwin) {
  Data data;
  data.spread(0.2f, 100);
  const NullTests tests = data.tests(99);
  const OmnibusTests& o = tests.omnibus;
  const auto column = [&](const OmnibusFigure& figure, std::size_t of) {
    std::vector<double> values = {figure.observed};
    for (std::size_t d = 0; d < 99; ++d) values.push_back(tests.counts.means(d, of));
    return values;
  };
  std::vector<double> largest(tests.counts.global_null.begin(), tests.counts.global_null.end());
  largest.insert(largest.begin(), o.largest.observed);
  expect_family({largest, column(o.neurons, 0), column(o.networks, 1), column(o.square, 2)},
                {o.largest, o.neurons, o.networks, o.square}, o.p());
  std::vector<std::vector<double>> columns;
  std::vector<OmnibusFigure> figures;
  for (std::size_t l = 0; l < 3; ++l) {
    columns.push_back(column(o.layers[l].neurons, 3 + l));
    columns.push_back(column(o.layers[l].square, 6 + l));
    figures.push_back(o.layers[l].neurons);
    figures.push_back(o.layers[l].square);
  }
  expect_family(columns, figures, o.layers_p());
}

TEST(Omnibus, IsTheSameForAnyNumberOfThreads) {
  const Data data;
  const NullTests one = data.tests(150), three = data.tests(150, 3);
  EXPECT_EQ(one.counts, three.counts);
  EXPECT_EQ(one.omnibus.p(), three.omnibus.p());
  EXPECT_EQ(one.omnibus.layers_p(), three.omnibus.layers_p());
}

}  // namespace
}  // namespace anbn
