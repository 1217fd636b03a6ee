// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/layer_pairs.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// Five neurons in three layers; the only one of the third is constant.
const std::vector<int> kLayers = {1, 1, 2, 2, 3};
const std::vector<Anchor> kAnchors = {{1, 0.3f}, {0, 0.3f}, {2, 0.1f}, {1, -0.4f}, {}};

Significance tests() {
  Significance s;
  for (const char* name : {"shuffle", "phase"})
    s.nulls.push_back({&null_model_named(name), std::string_view(name) == "phase"});
  SideTests& side = s.nulls[1].tests.neurons;
  side.best = {{1, 0.1f}, {2, 0.25f}, {2, 0.2f}, {1, -0.5f}, {}};
  side.max_p = {0.5, 0.25, 0.125, 0.75, NAN};
  side.p_fwe = {0.6, 0.7, 0.8, 0.9, NAN};
  s.given.neurons.partial = {0.05, 0.15, 0.2, -0.45, NAN};
  s.noise.neuron_correlation = Matrix(4, 5);
  s.noise.neuron_correlation.values = {0.10f, 0.20f, 0.1f, -0.6f, kFloatNan,  //
                                       0.30f, 0.10f, 0.2f, -0.1f, kFloatNan,  //
                                       0.25f, 0.00f, 0.1f, -0.2f, kFloatNan,  //
                                       0.10f, 0.15f, 0.3f, -0.3f, kFloatNan};
  return s;
}

TEST(LayerPairs, AreTheLargestOfEachLayerTiesByTheLowerNeuron) {
  const auto pairs = best_of_layers(kLayers, kAnchors, nullptr, Delta::signed_value);
  ASSERT_EQ(pairs.size(), 3u);
  EXPECT_EQ(pairs[0].neuron, 0u);
  EXPECT_EQ(pairs[0].anchor.index, 1u);
  EXPECT_EQ(pairs[1].neuron, 2u);
  EXPECT_EQ(pairs[2].neuron, kNoIndex);
  EXPECT_TRUE(std::isnan(pairs[0].noise_median));
  EXPECT_TRUE(std::isnan(pairs[0].layer_p));
  EXPECT_TRUE(std::isnan(pairs[2].anchor.correlation));
}

TEST(LayerPairs, StandBesideTheLargestOfTheLayerInNoise) {
  const Significance s = tests();
  const auto pairs = best_of_layers(kLayers, kAnchors, &s, Delta::signed_value);
  // Layer 1: noise has 0.2, 0.3, 0.25, 0.15; its largest tested correlation is 0.25, of neuron 2.
  EXPECT_EQ(pairs[0].tested_neuron, 1u);
  EXPECT_EQ(pairs[0].tested.index, 2u);
  EXPECT_NEAR(pairs[0].noise_median, 0.225, 1e-6);
  EXPECT_NEAR(pairs[0].noise_95, 0.25 + 0.85 * 0.05, 1e-6);
  EXPECT_DOUBLE_EQ(pairs[0].layer_p, 3 / 5.);  // 0.3 and the equal 0.25 reach it
  EXPECT_DOUBLE_EQ(pairs[0].partial, 0.05);
  EXPECT_DOUBLE_EQ(pairs[0].max_p, 0.5);
  EXPECT_DOUBLE_EQ(pairs[0].p_fwe, 0.6);
  EXPECT_EQ(pairs[0].p_network, 1u);
  EXPECT_DOUBLE_EQ(pairs[0].tested_p_fwe, 0.7);  // of neuron 2, not of the plain pair's
  EXPECT_TRUE(std::isnan(pairs[2].layer_p));
  EXPECT_TRUE(std::isnan(pairs[2].noise_95));
}

TEST(LayerPairs, OfAbsoluteCorrelationsTakeTheirSize) {
  const Significance s = tests();
  const auto pairs = best_of_layers(kLayers, kAnchors, &s, Delta::absolute);
  EXPECT_EQ(pairs[1].neuron, 3u);
  EXPECT_EQ(pairs[1].anchor.correlation, -0.4f);
  EXPECT_EQ(pairs[1].tested_neuron, 3u);
  // Layer 2 in noise, by size: 0.6, 0.2, 0.2, 0.3; 0.5 is reached once.
  EXPECT_NEAR(pairs[1].noise_median, 0.25, 1e-6);
  EXPECT_DOUBLE_EQ(pairs[1].layer_p, 2 / 5.);
}

TEST(LayerPairs, WithoutDrawsHaveNoNoise) {
  Significance s = tests();
  s.noise.neuron_correlation = Matrix(0, 5);
  const auto pairs = best_of_layers(kLayers, kAnchors, &s, Delta::signed_value);
  EXPECT_TRUE(std::isnan(pairs[0].layer_p));
  EXPECT_DOUBLE_EQ(pairs[0].p_fwe, 0.6);
  EXPECT_TRUE(best_of_layers({}, {}, nullptr, Delta::signed_value).empty());
}

}  // namespace
}  // namespace anbn
