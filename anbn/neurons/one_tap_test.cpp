// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/random.h"
#include "anbn/neurons/neurons.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace anbn {
namespace {

/// Three tokens of volume 0, none of volume 1, one of volume 2 and one of none; two columns.
Matrix activity_of(std::string_view kind, Aggregate aggregate) {
  Matrix values(5, 2);
  values.values = {1, 10, -2, 20, 4, 30, 7, 40, 99, 99};
  const std::vector<std::int64_t> volumes = {0, 0, 0, 2, -1};
  Threads threads(2);
  return find_neuron_kind(kind).activity(std::vector{values}, {.volumes = volumes, .count = 3},
                                         aggregate, threads);
}

TEST(OneTap, ByHand) {
  for (const char* kind : {"attention_q", "attention_k", "attention_v", "hidden", "ffn"}) {
    EXPECT_EQ(activity_of(kind, Aggregate::mean).values, (std::vector<float>{1, 20, 0, 0, 7, 40}));
    EXPECT_EQ(activity_of(kind, Aggregate::max).values, (std::vector<float>{4, 30, 0, 0, 7, 40}));
    EXPECT_EQ(activity_of(kind, Aggregate::min).values, (std::vector<float>{-2, 10, 0, 0, 7, 40}));
    EXPECT_FLOAT_EQ(activity_of(kind, Aggregate::rms)(0, 0), std::sqrt(7.0f));  // 1 4 16
    EXPECT_FLOAT_EQ(activity_of(kind, Aggregate::rms)(2, 1), 40.0f);
  }
}

ModelConfig small_model() {
  ModelConfig config;
  config.layers = 2;
  config.hidden = 10;
  config.intermediate = 7;
  config.heads = {4, 2, 3};  // query heads, key heads, dimensions of one
  return config;
}

TEST(NeuronKinds, NumberTheirNeuronsLayerAfterLayer) {
  const ModelConfig config = small_model();
  const std::pair<const char*, std::size_t> sizes[] = {{"attention_qk", 12}, {"attention_q", 12},
                                                       {"attention_k", 6},   {"attention_v", 6},
                                                       {"hidden", 10},       {"ffn", 7}};
  ASSERT_EQ(std::size(sizes), neuron_kinds().size());
  for (const auto& [name, of_layer] : sizes) {
    const std::vector<Neuron> neurons = find_neuron_kind(name).neurons(config);
    ASSERT_EQ(neurons.size(), 2 * of_layer) << name;
    std::set<std::string> labels;
    for (std::size_t i = 0; i < neurons.size(); ++i) {
      EXPECT_EQ(neurons[i].layer, 1 + i / of_layer) << name;
      labels.insert(neurons[i].label);
    }
    EXPECT_EQ(labels.size(), neurons.size()) << name;
  }
  EXPECT_EQ(find_neuron_kind("attention_v").neurons(config)[4].label, "L1H2D2");
  EXPECT_EQ(find_neuron_kind("ffn").neurons(config)[8].label, "L2D2");
}

TEST(NeuronKinds, HaveAsManyColumnsAsNeuronsWhereTheyAreOneTap) {
  const ModelConfig config = small_model();
  for (const NeuronKind& kind : neuron_kinds()) {
    if (kind.explained == Explained::by_pairs) continue;
    ASSERT_EQ(kind.parts.size(), 1u) << kind.name;
    EXPECT_EQ(config.width(kind.parts[0].tap) * config.layers, kind.neurons(config).size())
        << kind.name;
  }
}

TEST(PartOf, TakesATapAsItIsWhateverItsWidth) {
  Matrix values(2, 7);
  for (std::size_t i = 0; i < values.values.size(); ++i) values.values[i] = static_cast<float>(i);
  EXPECT_EQ(part_of({Tap::ffn}, {4, 2, 3}, view_of(values)), values);
}

}  // namespace
}  // namespace anbn
