// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/interpretation.h"
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
#include "tests/support/example_tokens.h"
#include "tests/support/tiny_stages.h"
#include "tests/support/two_stories.h"

#include <gtest/gtest.h>

namespace anbn {

extern const Stage kBetweenStoriesStage;

namespace {

class StoriesStage : public testing::Test {
 protected:
  void SetUp() override {
    story.make_nuisance(R"("nuisance": "drift")", workshop.context);
    std::filesystem::create_directories(story.folder / "between-stories");
  }
  void compare(const std::string& more) {
    kBetweenStoriesStage.run(story.options_of_both(more), story.folder / "between-stories",
                             workshop.context);
  }
  Table stories_table(const char* name) const {
    return read_tsv(story.folder / "between-stories" / name);
  }

  TwoStories story;
  TinyWorkshop workshop{story.folder / "hashes.tsv"};
};

TEST_F(StoriesStage, TheSameCouplingAgreesAndDoesNotDiffer) {
  compare(R"("story_draws": 99)");
  const Table agreement = stories_table("agreement.tsv"),
              differences = stories_table("differences.tsv");
  for (std::size_t i = 0; i < agreement.rows.size(); ++i) {
    EXPECT_NEAR(agreement.number(i, agreement.column("observed")), 1, 1e-5);
    EXPECT_LE(agreement.number(i, agreement.column("p")), 0.05) << agreement.rows[i][3];
  }
  for (std::size_t i = 0; i < differences.rows.size(); ++i) {
    if (differences.rows[i][3] == "above_noise") continue;  // each story has draws of its own
    EXPECT_NEAR(differences.number(i, differences.column("difference")), 0, 1e-6);
    EXPECT_GT(differences.number(i, differences.column("p")), 0.3);
  }
  const Table neurons = stories_table("neurons.tsv"), networks = stories_table("networks.tsv");
  EXPECT_EQ(neurons.rows[4][neurons.column("network_second")], "3");
  EXPECT_EQ(neurons.rows[1][neurons.column("p")], "n/a");
  EXPECT_EQ(networks.rows[2][networks.column("label_first")], "L2H1D5");
  EXPECT_EQ(networks.rows[0][networks.column("label_second")], "n/a");
}

TEST_F(StoriesStage, ACouplingInOneStoryAloneIsADifference) {
  Matrix networks = read_npy_matrix(story.folder / "networks/other.npy");
  for (std::size_t t = 0; t < CoupledStory::kVolumes; ++t)
    networks(t, 2) = static_cast<float>(normal({8, 8}, t));
  write_npy(story.folder / "networks/other.npy", networks);
  compare(R"("story_draws": 99)");
  const Table neurons = stories_table("neurons.tsv");
  EXPECT_GT(neurons.number(4, neurons.column("difference")), 0.3);
  EXPECT_LE(neurons.number(4, neurons.column("p")), 0.05);
}

/// Stories of segments of two words, NOUN and VERB. In the first story each neuron has four pairs
/// NOUN-NOUN a segment, in the second the i-th has i pairs VERB-NOUN: the more segments of the
/// second a set has, the more neurons are tagged so.
class StoriesWithTags : public StoriesStage {
 protected:
  void write_tags(const std::string& name, std::size_t segments, std::int32_t query) {
    std::vector<std::size_t> segment_of;
    for (std::size_t s = 0; s < segments; ++s) segment_of.insert(segment_of.end(), 2, s);
    TokensResults tokens = example_tokens(segment_of, 3);
    for (std::size_t t = 0; t < segment_of.size(); ++t)
      tokens.table.tokens[t].upos = t % 2 == 0 ? "NOUN" : "VERB";
    const std::filesystem::path folder = story.folder / name;
    std::filesystem::create_directories(folder / "tokens");
    std::filesystem::create_directories(folder / "interpretation");
    write(tokens, folder / "tokens");
    InterpretationResults results;
    Interpretation& found = results.interpretation;
    constexpr std::size_t kTop = CoupledStory::kNeurons;
    found.pairs = {kTop, kTop * segments, {}, {}, Matrix(kTop, kTop * segments)};
    for (std::size_t i = 0; i < CoupledStory::kNeurons; ++i) {
      results.labels.push_back(fmt::format("L{}H1D{}", i < 3 ? 1 : 2, i + 1));
      const std::size_t pairs = query == 1 ? 4 : i + 1;
      for (std::size_t s = 0; s < segments; ++s)
        for (std::size_t pair = 0; pair < kTop; ++pair) {
          const auto first = static_cast<std::int32_t>(2 * s);
          found.pairs.query.push_back(pair < pairs ? first + query : 0);
          found.pairs.key.push_back(pair < pairs ? first + 1 : 0);
        }
      found.neurons.emplace_back().tag = PosTag{query == 1 ? 7u : 14u, 7, 1};
    }
    found.expected = Matrix(CoupledStory::kNeurons, kProfileCells);
    found.profiles.resize(CoupledStory::kNeurons * kProfileCells);
    found.tags = {{TagDirection::folded, 7, 14, 0, 0, query == 1 ? 0. : 0.5, 0, 1}};
    write(results, tokens, folder / "interpretation");
  }
  void compare_tagged() {
    std::string more;
    for (const std::string stage : {"tokens", "interpretation"})
      more += "\"" + stage + "\": [\"" + (story.folder / "one" / stage).string() + "\", \"" +
              (story.folder / "two" / stage).string() + "\"], ";
    compare(more + R"("story_draws": 9)");
  }
};

TEST_F(StoriesWithTags, AreComparedBySegmentsThatChangeStory) {
  write_tags("one", 5, 1);
  write_tags("two", 5, 2);
  compare_tagged();
  const Table tags = stories_table("tags.tsv");
  ASSERT_EQ(tags.rows.size(), 2u);
  EXPECT_EQ(tags.rows[1][tags.column("query_upos")], "NOUN");  // VERB to NOUN, folded
  EXPECT_EQ(tags.rows[1][tags.column("key_upos")], "VERB");
  EXPECT_EQ(tags.number(1, tags.column("difference")), -1);
  EXPECT_EQ(tags.number(1, tags.column("expected_difference")),
            -0.5 / static_cast<double>(CoupledStory::kNeurons));
  EXPECT_EQ(tags.rows[1][tags.column("partitions")], "252");
  // No other way but the mirror image of the observed one makes stories as unlike.
  EXPECT_EQ(tags.number(1, tags.column("p")), 2 / 252.);
  EXPECT_EQ(tags.number(1, tags.column("p_family")), 2 / 252.);
}

TEST_F(StoriesWithTags, AreDescribedWhereSegmentsAreFew) {
  write_tags("one", 3, 1);
  write_tags("two", 3, 2);
  compare_tagged();
  const Table tags = stories_table("tags.tsv");
  EXPECT_EQ(tags.rows[0][tags.column("partitions")], "20");
  EXPECT_EQ(tags.number(0, tags.column("difference")), 1);
  EXPECT_EQ(tags.rows[0][tags.column("p")], "n/a");
  EXPECT_NE(error_of([&] {
              compare(R"("tokens": [")" + (story.folder / "one/tokens").string() + "\"]");
            }).find("--tokens and --interpretation have 1 and 0 folders"),
            std::string::npos);
}

TEST_F(StoriesStage, StoriesThatDoNotFitAreErrors) {
  EXPECT_NE(error_of([&] { compare(R"("story_draws": -1)"); }).find("--story-draws is -1"),
            std::string::npos);
  write_neurons(std::vector<Neuron>(CoupledStory::kNeurons, {1, 9, 9, "L9H9D9"}),
                story.folder / "other");
  EXPECT_NE(error_of([&] { compare(R"("seed": 1)"); }).find("other neurons than"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
