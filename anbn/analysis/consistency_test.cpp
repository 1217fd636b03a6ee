// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/consistency.h"

#include "anbn/analysis/story_views.h"
#include "anbn/stats/correlation.h"
#include "tests/support/drifting.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

const std::vector<int> kTwoLayers = {1, 1, 1, 4, 4};

StorySeries heard(std::uint64_t seed, std::size_t volumes) {
  return {"story " + std::to_string(seed), smooth_noise(volumes, 5, {seed, 1}),
          smooth_noise(volumes, 3, {seed, 2}), drift_cosines(volumes)};
}

std::vector<StorySeries> heard_stories(std::size_t count) {
  std::vector<StorySeries> stories;
  for (std::size_t s = 0; s < count; ++s) stories.push_back(heard(s + 1, 80 + 7 * s));
  return stories;
}

/// The mean of r_s r_t over all s != t but `without`, and over all pairs of the neurons from
/// `first` to `last`, by its definition.
double by_definition(const std::vector<StorySeries>& stories, std::size_t first, std::size_t last,
                     std::size_t without, const Machine& machine) {
  std::vector<Matrix> r;
  for (const StorySeries& story : stories)
    r.push_back(correlation_matrix(anbn::without(story.nuisance, story.neurons),
                                   anbn::without(story.nuisance, story.networks), machine));
  double sum = 0, count = 0;
  for (std::size_t s = 0; s < r.size(); ++s)
    for (std::size_t t = 0; t < r.size(); ++t)
      for (std::size_t i = first; i < last; ++i)
        for (std::size_t j = 0; j < r[s].cols; ++j) {
          if (s == t || s == without || t == without) continue;
          sum += double{r[s](i, j)} * double{r[t](i, j)};
          ++count;
        }
  return sum / count;
}

TEST(Consistency, IsTheMeanProductOfTwoStoriesCorrelations) {
  const OwnMachine machine;
  const auto stories = heard_stories(4);
  const Consistency found =
      consistency(views_of(stories), kTwoLayers, Partial::all_but_shuffle, machine);
  EXPECT_EQ(found.neurons, 5u);
  EXPECT_EQ(found.networks, 3u);
  EXPECT_NEAR(found.products.estimate, by_definition(stories, 0, 5, kNoIndex, machine), 1e-6);
  ASSERT_EQ(found.layers.size(), 2u);
  EXPECT_EQ(found.layers[1].layer, 4);
  EXPECT_NEAR(found.layers[0].products.estimate, by_definition(stories, 0, 3, kNoIndex, machine),
              1e-6);
  EXPECT_NEAR(found.layers[1].products.estimate, by_definition(stories, 3, 5, kNoIndex, machine),
              1e-6);
  ASSERT_EQ(found.products.without.size(), 4u);
  for (std::size_t s = 0; s < 4; ++s)
    EXPECT_NEAR(found.layers[1].products.without[s], by_definition(stories, 3, 5, s, machine),
                1e-6);
  // Layers 1 and 4.
  EXPECT_NEAR(found.slope.estimate,
              (found.layers[1].products.estimate - found.layers[0].products.estimate) / 3, 1e-12);
  EXPECT_NEAR(found.slope.without[2],
              (found.layers[1].products.without[2] - found.layers[0].products.without[2]) / 3,
              1e-12);
}

TEST(Consistency, IsNothingInNoiseAndWhatIsThereWhereNetworksFollow) {
  const OwnMachine machine;
  auto stories = heard_stories(12);
  const auto noise = consistency(views_of(stories), kTwoLayers, Partial::none, machine);
  EXPECT_LT(std::abs(noise.products.estimate), 3 * noise.products.error());
  double square = 0;
  for (StorySeries& story : stories)
    for (std::size_t t = 0; t < story.networks.rows; ++t)
      story.networks(t, 0) = story.neurons(t, 4);
  const auto planted = consistency(views_of(stories), kTwoLayers, Partial::none, machine);
  // Of the six pairs of layer 4 one correlates at 1.
  square = planted.layers[1].products.estimate;
  EXPECT_NEAR(square, 1 / 6., 0.02);
  EXPECT_GT(planted.slope.estimate, 0);
  EXPECT_LT(planted.slope.p(), 0.001);
}

TEST(Consistency, LeavesOutWhatSomeStoryHasNot) {
  const OwnMachine machine;
  auto stories = heard_stories(3);
  for (std::size_t t = 0; t < stories[1].neurons.rows; ++t) stories[1].neurons(t, 0) = 2;
  const Consistency found =
      consistency(views_of(stories), kTwoLayers, Partial::all_but_shuffle, machine);
  EXPECT_EQ(found.neurons, 4u);
  EXPECT_NEAR(found.products.estimate, by_definition(stories, 1, 5, kNoIndex, machine), 1e-6);
}

TEST(Consistency, HasNoErrorOfTwoStoriesAndNoSlopeOfOneLayer) {
  const OwnMachine machine;
  const auto two = heard_stories(2);
  const Consistency found =
      consistency(views_of(two), {1, 1, 1, 1, 1}, Partial::all_but_shuffle, machine);
  EXPECT_FALSE(std::isnan(found.products.estimate));
  EXPECT_TRUE(found.products.without.empty());
  EXPECT_TRUE(std::isnan(found.slope.estimate));
}

TEST(Consistency, IsNothingWhereNothingVaries) {
  const OwnMachine machine;
  auto stories = heard_stories(3);
  for (float& value : stories[0].networks.values) value = 1;
  const Consistency found =
      consistency(views_of(stories), kTwoLayers, Partial::all_but_shuffle, machine);
  EXPECT_EQ(found.networks, 0u);
  EXPECT_TRUE(std::isnan(found.products.estimate));
  EXPECT_TRUE(found.layers.empty());
}

}  // namespace
}  // namespace anbn
