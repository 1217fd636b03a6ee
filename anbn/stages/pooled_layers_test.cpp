// SPDX-License-Identifier: Apache-2.0
#include "anbn/io/npy.h"
#include "anbn/results/interpretation.h"
#include "anbn/results/layers.h"
#include "anbn/results/pooled.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/has.h"
#include "tests/support/tiny_stages.h"
#include "tests/support/two_stories.h"

#include <gtest/gtest.h>

namespace anbn {

extern const Stage kPooledStage, kPooledLayersStage;

namespace {

namespace fs = std::filesystem;

/// Both stories of TwoStories with their pooled coupling, tokens and profiles.
class PooledLayers : public testing::Test {
 protected:
  void SetUp() override {
    story.make_nuisance(R"("nuisance": "drift")", workshop.context);
    fs::create_directories(story.folder / "pooled");
    const std::string options =
        fmt::format(R"("tokens": ["{0}", "{0}"], "permutations": 99, "noise_draws": 20)",
                    (story.folder / "tokens").string());
    kPooledStage.run(kPooledStage.resolve(story.options_of_both(options)), story.folder / "pooled",
                     workshop.context);
    for (const std::string& name : names) {
      fs::create_directories(story.folder / name / "tokens");
      fs::create_directories(story.folder / name / "interpretation");
      TokensResults tokens = example_tokens({0, 0, 0}, 3);
      for (std::size_t i = 0; i < 3; ++i) tokens.table.tokens[i].upos = i == 0 ? "DET" : "NOUN";
      write(tokens, story.folder / name / "tokens");
      write_profiles(name, {});
    }
  }
  /// In the first story every neuron has 3 pairs of DET with NOUN and 1 of NOUN with NOUN, in the
  /// second 1 and 4.
  void write_profiles(const std::string& name, const TagClasses& classes) {
    InterpretationResults results;
    results.labels = labels_of(read_neurons(story.folder / name));
    results.classes = classes;
    const std::size_t neurons = results.labels.size();
    Interpretation& found = results.interpretation;
    found.pairs = {neurons, 0, {}, {}, Matrix(neurons, 0)};
    found.neurons.resize(neurons);
    found.profiles.assign(neurons * kProfileCells, 0);
    found.expected = Matrix(neurons, kProfileCells);
    const bool first = name == names[0];
    for (std::size_t i = 0; i < neurons; ++i) {
      found.profiles[i * kProfileCells + kDetNoun] = first ? 3 : 1;
      found.profiles[i * kProfileCells + kNounNoun] = first ? 1 : 4;
      found.expected(i, kNounNoun) = first ? 4 : 5;
    }
    write(results, read_tokens(story.folder / name / "tokens"),
          story.folder / name / "interpretation");
  }
  std::string options() const {
    std::string lists;
    for (const char* stage : {"tokens", "interpretation"})
      lists += fmt::format(R"("{0}": ["{1}/{0}", "{2}/{0}"], )", stage,
                           (story.folder / names[0]).string(), (story.folder / names[1]).string());
    return fmt::format(R"({{{}"activations": ["{}", "{}"], "coupling": ["{}", "{}"],
                           "pooled": "{}"}})",
                       lists, (story.folder / names[0]).string(),
                       (story.folder / names[1]).string(), (story.folder / "coupling").string(),
                       (story.folder / "coupling").string(), (story.folder / "pooled").string());
  }
  LayersResults run() {
    const fs::path out = story.folder / "pooled-layers";
    fs::create_directories(out);
    kPooledLayersStage.run(kPooledLayersStage.resolve(options()), out, workshop.context);
    return read_layers(out);
  }

  static constexpr std::size_t kDetNoun = 5 * kPosCategories + 7,
                               kNounNoun = 7 * kPosCategories + 7;
  TwoStories story;
  std::vector<std::string> names = {"timecourses", "other"};
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(PooledLayers, TellTheBestPairOfEachLayerOverAllStories) {
  const LayersResults found = run();
  const PooledResults pooled = read_pooled(story.folder / "pooled");
  ASSERT_EQ(found.layers.size(), 2u);
  const BestOfLayer& best = found.layers[1];
  EXPECT_EQ(pair_label(best), "L2H1D5-BN3");
  EXPECT_EQ(best.pair.anchor.correlation, pooled.correlation(4, 2));
  EXPECT_EQ(best.pair.tested_p_fwe, 0.01);
  EXPECT_EQ(best.pair.layer_p, 1 / 21.0);
  EXPECT_LT(best.pair.noise_95, best.pair.tested.correlation);
  EXPECT_TRUE(found.neurons.empty());
  EXPECT_TRUE(found.shared.empty());
}

TEST_F(PooledLayers, AddUpWhatTheirNeuronsPairInAllStories) {
  const LayersResults found = run();
  ASSERT_TRUE(found.layers[1].tag);
  EXPECT_EQ(*found.layers[1].tag, (PosTag{7, 7, 5 / 9.0}));
  std::size_t seen = 0;
  for (const ProfileShare& row : found.profiles)
    if (row.layer == 2 && row.category == 5) {
      ++seen;
      EXPECT_DOUBLE_EQ(row.query.share, 4 / 9.0);
      EXPECT_EQ(row.query.expected, 0);
    }
  EXPECT_EQ(seen, 1u);
  EXPECT_FALSE(found.network_tags.empty());
  EXPECT_EQ(workshop.notes.facts.back(),
            (std::pair<std::string, std::string>("profiles", "of 2 of 2 stories")));
}

TEST_F(PooledLayers, HaveNoProfilesWhereClassesDiffer) {
  TagClasses other;
  other.column = "entity";
  write_profiles("other", other);
  const LayersResults found = run();
  EXPECT_FALSE(found.layers[1].tag);
  EXPECT_TRUE(found.profiles.empty());
  EXPECT_TRUE(found.network_tags.empty());
  EXPECT_EQ(workshop.notes.facts.back().second, "of 0 of 2 stories");
}

TEST_F(PooledLayers, WithoutWordsThatHaveAClassTellNone) {
  for (const std::string& name : names) {
    TokensResults tokens = read_tokens(story.folder / name / "tokens");
    for (Token& token : tokens.table.tokens) token.upos = "";
    write(tokens, story.folder / name / "tokens");
  }
  const LayersResults found = run();
  EXPECT_TRUE(found.profiles.empty());
  EXPECT_EQ(pair_label(found.layers[1]), "L2H1D5-BN3");
}

TEST_F(PooledLayers, OfOtherStoriesAreErrors) {
  EXPECT_TRUE(has(error_of([&] {
                    kPooledLayersStage.resolve(
                        R"({"activations": ["a", "b"], "tokens": ["a"], "coupling": ["a", "b"],
                            "interpretation": ["a", "b"], "pooled": "p"})");
                  }),
                  "found 2 activations and 1, 2, 2 tokens, couplings and interpretations"));
  std::vector<Neuron> fewer = read_neurons(story.folder / names[0]);
  fewer.pop_back();
  write_neurons(fewer, story.folder / names[0]);
  EXPECT_TRUE(has(error_of([&] { run(); }), "9 neurons, the activations have 8"));
}

}  // namespace
}  // namespace anbn
