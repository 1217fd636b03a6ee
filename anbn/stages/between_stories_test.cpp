// SPDX-License-Identifier: Apache-2.0
#include "anbn/runner/stage.h"
#include "tests/support/error_of.h"
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
