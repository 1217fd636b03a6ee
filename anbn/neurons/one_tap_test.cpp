// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/random.h"
#include "anbn/neurons/neurons.h"
#include "tests/support/error_of.h"
#include "tests/support/source_dir.h"

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
  for (const char* kind :
       {"attention_q", "attention_k", "attention_v", "hidden", "ffn", "surprisal"}) {
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
  config.sight = Sight::before;
  config.hidden = 10;
  config.intermediate = 7;
  config.heads = {4, 2, 3};  // query heads, key heads, dimensions of one
  return config;
}

TEST(NeuronKinds, NumberTheirNeuronsLayerAfterLayer) {
  const ModelConfig config = small_model();
  const std::pair<const char*, std::size_t> sizes[] = {
      {"attention_qk", 12}, {"attention_q", 12},   {"attention_k", 6}, {"attention_v", 6},
      {"hidden", 10},       {"attention_head", 4}, {"ffn", 7}};
  ASSERT_EQ(std::size(sizes) + 2, neuron_kinds().size());  // those below
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
  EXPECT_EQ(find_neuron_kind("attention_head").neurons(config)[5], (Neuron{2, 2, 0, "L2H2"}));
}

TEST(NeuronKinds, HaveNoneInModelsThatLackWhatTheyNeed) {
  ModelConfig config = read_model_config(source_dir() / "tests/golden/architectures/llama");
  const NeuronKind& surprisal = find_neuron_kind("surprisal");
  EXPECT_EQ(surprisal.neurons(config), (std::vector<Neuron>{{1, 0, 0, "surprisal"}}));
  const NeuronKind& turned = find_neuron_kind("attention_qk_after_rope");
  const std::vector<Neuron> pairs = turned.neurons(config);
  ASSERT_EQ(pairs.size(), 2 * 4 * 4u);
  EXPECT_EQ(pairs[4 * 4 + 4 + 1], (Neuron{2, 2, 2, "L2H2P2"}));
  EXPECT_EQ(heads_of(pairs), 4u);
  config = read_model_config(source_dir() / "tests/golden/architectures/bert_with_head");
  EXPECT_TRUE(surprisal.neurons(config).empty());
  EXPECT_EQ(error_of([&] { neurons_of(surprisal, config, "folder"); }),
            "folder: a model of the architecture bert has no neurons of the kind surprisal; "
            "expected one whose tokens see only those before them, such as gpt2 or llama");
  EXPECT_EQ(error_of([&] { neurons_of(turned, config, "folder"); }),
            "folder: a model of the architecture bert has no neurons of the kind "
            "attention_qk_after_rope; expected one with rotary positions, such as llama");
}

TEST(NeuronKinds, HaveAsManyColumnsAsNeuronsWhereTheyAreOneTap) {
  const ModelConfig config = small_model();
  for (const NeuronKind& kind : neuron_kinds()) {
    if (is_of_pairs(kind)) continue;
    ASSERT_EQ(kind.parts.size(), 1u) << kind.name;
    const std::vector<Neuron> neurons = kind.neurons(config);
    EXPECT_EQ(config.width(kind.parts[0].tap) * neurons.back().layer, neurons.size()) << kind.name;
  }
}

TEST(PartOf, TakesATapAsItIsWhateverItsWidth) {
  Matrix values(2, 7);
  for (std::size_t i = 0; i < values.values.size(); ++i) values.values[i] = static_cast<float>(i);
  EXPECT_EQ(part_of({Tap::ffn}, {4, 2, 3}, view_of(values)), values);
}

}  // namespace
}  // namespace anbn
