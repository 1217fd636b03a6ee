// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/between_stories.h"

#include "tests/support/drifting.h"
#include "tests/support/error_of.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace anbn {
namespace {

class Stories : public testing::Test {
 protected:
  StoryComparison compare(int thread_count = 1) {
    Threads threads(thread_count);
    return compare_stories(stories, layers, plan, {*backend, threads, progress});
  }
  std::vector<StorySeries> stories = {
      {"a", smooth_noise(60, 8, {1, 4}), smooth_noise(60, 3, {2, 4})},
      {"b", smooth_noise(140, 8, {3, 4}), smooth_noise(140, 3, {4, 4})},
      {"c", smooth_noise(90, 8, {5, 4}), smooth_noise(90, 3, {6, 4})}};
  std::vector<int> layers = {1, 1, 1, 1, 2, 2, 2, 2};
  StoryPlan plan{.draws = 60, .seed = 2};
  std::unique_ptr<Backend> backend = make_backend("reference", "auto");
  SilentProgress progress;
};

TEST_F(Stories, AShortStoryOfNoiseHasLargerCorrelationsAndIsNotCalledDifferent) {
  const StoryComparison found = compare();
  ASSERT_EQ(found.pairs.size(), 3u);
  EXPECT_EQ(found.pairs[1].first, 0u);
  EXPECT_EQ(found.pairs[1].second, 2u);
  const StoryFigure& mean = found.pairs[0].differences[2];  // 60 volumes minus 140
  EXPECT_EQ(mean.name, "correlation");
  EXPECT_GT(mean.noise.mean, 0.02);
  EXPECT_GT(mean.noise.p, 0.05);
}

TEST_F(Stories, FiguresAreThoseOfThePlainTwin) {
  const StoryComparison found = compare();
  Threads one(1);
  const Matrix ra =
      correlation_matrix(stories[0].neurons, stories[0].networks, {*backend, one, progress});
  const Matrix rb =
      correlation_matrix(stories[1].neurons, stories[1].networks, {*backend, one, progress});
  const Anchoring a = anchors_of(ra, plan.delta), b = anchors_of(rb, plan.delta);
  double mean = 0, second_layer = 0, same = 0, ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const double d = a.neurons[i].correlation - b.neurons[i].correlation;
    mean += d / 8, second_layer += i < 4 ? 0 : d / 4;
    same += a.neurons[i].index == b.neurons[i].index ? 0.125 : 0;
    EXPECT_NEAR(found.pairs[0].neurons[i].difference, d, 1e-6);
  }
  for (std::size_t k = 0; k < 24; ++k) ma += ra.values[k] / 24, mb += rb.values[k] / 24;
  for (std::size_t k = 0; k < 24; ++k) {
    const double x = ra.values[k] - ma, y = rb.values[k] - mb;
    aa += x * x, bb += y * y, ab += x * y;
  }
  const StoryPair& pair = found.pairs[0];
  EXPECT_NEAR(pair.differences[2].observed, mean, 1e-6);
  EXPECT_EQ(pair.differences[5].layer, 2);
  EXPECT_NEAR(pair.differences[5].observed, second_layer, 1e-6);
  EXPECT_NEAR(pair.agreement[0].observed, same, 1e-12);
  EXPECT_NEAR(pair.agreement[2].observed, ab / std::sqrt(aa * bb), 1e-6);
}

TEST_F(Stories, AboutATwentiethOfNoiseIsAboveItsNoise) {
  plan.draws = 400;
  const StoryComparison found = compare();
  const StoryFigure& above = found.pairs[0].differences[3];
  EXPECT_EQ(above.name, "above_noise");
  EXPECT_NEAR(above.noise.mean, 0, 0.01);
  EXPECT_GT(above.noise.high, 0.03);
}

TEST_F(Stories, AreComparedWithoutTheNuisanceSet) {
  std::vector<StorySeries> cleaned = stories;
  for (std::size_t s = 0; s < stories.size(); ++s) {
    add_drift(slow_drift(stories[s].neurons.rows, 5, {s, 3}), stories[s].neurons);
    add_drift(slow_drift(stories[s].neurons.rows, 5, {s, 4}), stories[s].networks);
    stories[s].nuisance = drift_cosines(stories[s].neurons.rows);
    cleaned[s].neurons = without(stories[s].nuisance, stories[s].neurons);
    cleaned[s].networks = without(stories[s].nuisance, stories[s].networks);
  }
  const StoryComparison partial = compare();
  stories = cleaned;
  const StoryComparison plain = compare();
  for (std::size_t pair = 0; pair < 3; ++pair) {
    for (std::size_t f = 0; f < 3; ++f)
      EXPECT_NEAR(partial.pairs[pair].agreement[f].observed,
                  plain.pairs[pair].agreement[f].observed, 2e-5);
    for (std::size_t f = 0; f < 3; ++f)  // the others count draws
      EXPECT_NEAR(partial.pairs[pair].differences[f].observed,
                  plain.pairs[pair].differences[f].observed, 2e-5);
    for (std::size_t i = 0; i < 8; ++i)
      EXPECT_NEAR(partial.pairs[pair].neurons[i].difference,
                  plain.pairs[pair].neurons[i].difference, 2e-5);
  }
}

/// How many of 200 pairs of stories of noise call a figure at 0.05, by its side and name. All
/// series of a story share its drift, each as much of it in one story as in the other.
std::map<std::string, std::size_t> stories_called_of_noise(double sd, double cutoff_s) {
  const OwnMachine machine("reference", 1);
  std::map<std::string, std::size_t> called;
  for (std::uint64_t n = 0; n < 200; ++n) {
    std::vector<StorySeries> stories;
    for (const char* name : {"a", "b"}) {
      const std::size_t volumes = name[0] == 'a' ? 120 : 170;
      StorySeries story{name,
                        smooth_noise(volumes, 12, random_key(n, name, 1)),
                        smooth_noise(volumes, 4, random_key(n, name, 2)),
                        {}};
      if (cutoff_s > 0) story.nuisance = drift_cosines(volumes);
      const std::vector<float> drift =
          slow_drift(volumes, sd * kSmoothNoiseSd, random_key(n, name, 3));
      for (Matrix* side : {&story.neurons, &story.networks})
        for (std::size_t j = 0; j < side->cols; ++j) {
          const auto share = static_cast<float>(normal(random_key(n, "share", side->cols), j));
          for (std::size_t t = 0; t < volumes; ++t) (*side)(t, j) += share * drift[t];
        }
      stories.push_back(std::move(story));
    }
    const std::vector<int> layers(12, 1);
    const StoryPair pair =
        compare_stories(stories, layers, {.draws = 39, .seed = n}, machine).pairs.front();
    for (const auto* list : {&pair.agreement, &pair.differences})
      for (const StoryFigure& f : *list)
        if (!f.layer) called[f.side + " " + f.name] += f.noise.p <= 0.05;
  }
  return called;
}

TEST(StoriesOfNoise, AreCalledAtTheirLevelUnderSharedDrift) {
  for (const double sd : {0.5, 1.0}) {
    const auto called = stories_called_of_noise(sd, 128);
    for (const char* figure :
         {"neurons same_network", "networks same_neuron", "pairs correlation", "pairs largest",
          "networks correlation", "neurons correlation", "neurons above_noise"})
      EXPECT_LE(called.at(figure), 19u) << figure << " of 200; sd " << sd;  // 5 % + 3 errors
    EXPECT_GE(called.at("pairs correlation"), 1u) << sd;
    EXPECT_GT(stories_called_of_noise(sd, 0).at("pairs correlation"), 80u) << sd;
  }
}

TEST_F(Stories, AFurtherStoryChangesNothingAboutThoseBeforeIt) {
  const StoryComparison all = compare();
  stories.pop_back();
  const StoryComparison two = compare(3);
  for (std::size_t f = 0; f < two.pairs[0].differences.size(); ++f) {
    EXPECT_EQ(all.pairs[0].differences[f].observed, two.pairs[0].differences[f].observed);
    EXPECT_EQ(all.pairs[0].differences[f].noise.high, two.pairs[0].differences[f].noise.high);
  }
}

TEST_F(Stories, ConstantSeriesAreLeftOutOfAllStories) {
  for (std::size_t t = 0; t < 140; ++t) stories[1].neurons(t, 3) = stories[1].networks(t, 0) = 1;
  const StoryComparison found = compare();
  EXPECT_EQ(found.neurons, 7u);
  EXPECT_EQ(found.networks, 2u);
  EXPECT_EQ(found.pairs[1].neurons[3].first.index, kNoIndex);
  EXPECT_TRUE(std::isnan(found.pairs[1].neurons[3].noise.p));
  for (const StoryDifference& neuron : found.pairs[1].neurons) EXPECT_NE(neuron.first.index, 0u);
  for (std::size_t t = 0; t < 140; ++t) stories[1].networks(t, 1) = stories[1].networks(t, 2) = 1;
  EXPECT_TRUE(compare().pairs.empty());
}

TEST_F(Stories, OtherNeuronsAreAnError) {
  stories[2].neurons = smooth_noise(90, 7, {1, 4});
  EXPECT_NE(error_of([&] { compare(); }).find("story c has 7 neurons and 3 networks, a has 8"),
            std::string::npos);
}

}  // namespace
}  // namespace anbn
