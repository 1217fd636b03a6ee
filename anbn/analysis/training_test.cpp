// SPDX-License-Identifier: Apache-2.0
#include "anbn/analysis/training.h"

#include "anbn/analysis/significance.h"
#include "anbn/analysis/story_views.h"
#include "anbn/core/nan.h"
#include "anbn/stats/draws/excess.h"
#include "tests/support/drifting.h"
#include "tests/support/machine.h"
#include "tests/support/smooth_noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

const std::vector<int> kThreeLayers = {1, 1, 1, 2, 2, 4, 4};
const TrainingPlan kThirtyDraws{.draws = 30, .seed = 3};

StorySeries told(std::uint64_t seed, std::size_t volumes) {
  return {"story " + std::to_string(seed), smooth_noise(volumes, kThreeLayers.size(), {seed, 1}),
          smooth_noise(volumes, 3, {seed, 2}), drift_cosines(volumes)};
}

/// A model's matrix of no layers, whose four figures are the same.
Matrix model_of(const std::vector<float>& values) {
  Matrix out(values.size(), training_columns(0));
  for (std::size_t d = 0; d < out.rows; ++d)
    for (float& v : out.row(d)) v = values[d];
  return out;
}

Training training_of(const Matrix& trained, const std::vector<Matrix>& seeds) {
  Training out;
  out.draws = trained.rows - 1;
  out.trained = trained;
  out.seeds = seeds;
  return out;
}

TEST(Training, HasTheFiguresOfTheOmnibusTest) {
  for (const std::size_t count : {1u, 3u})
    for (const Delta delta : {Delta::signed_value, Delta::absolute}) {
      std::vector<StorySeries> stories;
      for (std::size_t s = 0; s < count; ++s) stories.push_back(told(s + 1, 80 + 7 * s));
      for (StorySeries& s : stories) s.reliability = 1 / static_cast<double>(s.neurons.rows - 70);
      stories[0].neurons(0, 4) = NAN;  // of the second layer one is left
      const OwnMachine one("cpu", 1), three("cpu", 3);
      TrainingPlan plan = kThirtyDraws;
      plan.delta = delta;
      const Matrix found = figures_of_model(views_of(stories), kThreeLayers, plan, three);
      ASSERT_EQ(found.rows, 31u);
      ASSERT_EQ(found.cols, training_columns(3));
      EXPECT_EQ(found.values, figures_of_model(views_of(stories), kThreeLayers, plan, one).values);
      const Anchoring nothing{std::vector<Anchor>(7), std::vector<Anchor>(3)};
      TestPlan test{"phase", 30, 3, delta};
      test.layers = kThreeLayers;
      const NullTests tests = StoryTests(views_of(stories), nothing, one).test(test);
      const OmnibusTests& omnibus = tests.omnibus;
      EXPECT_EQ(found(0, 0), static_cast<float>(omnibus.largest.observed));
      EXPECT_EQ(found(0, 2), static_cast<float>(omnibus.networks.observed));
      EXPECT_EQ(found(0, 4 + 1), static_cast<float>(omnibus.layers[1].neurons.observed));
      EXPECT_EQ(found(0, 4 + 3 + 2), static_cast<float>(omnibus.layers[2].square.observed));
      for (std::size_t d = 0; d < 30; ++d) {
        EXPECT_EQ(found(d + 1, 0), tests.counts.global_null[d]);
        for (std::size_t c = 0; c < tests.counts.means.cols; ++c)
          EXPECT_EQ(found(d + 1, c + 1), tests.counts.means(d, c));
      }
      Training training = training_of(found, {});
      training.layers = {1, 2, 4};
      const std::vector<TrainingRow> rows = training_rows(training);
      EXPECT_EQ(rows[3].trained.excess, omnibus.square.excess);
      EXPECT_EQ(rows[4 + 2 * 2].trained.excess, omnibus.layers[2].neurons.excess);
    }
}

TEST(Training, LeavesLayersWithoutATestedNeuronOut) {
  std::vector<StorySeries> stories = {told(1, 90)};
  for (const std::size_t i : {3, 4}) stories[0].neurons(0, i) = NAN;
  const OwnMachine machine;
  Training training =
      training_of(figures_of_model(views_of(stories), kThreeLayers, kThirtyDraws, machine), {});
  for (std::size_t d = 0; d <= 30; ++d) {
    EXPECT_TRUE(std::isnan(training.trained(d, 5)));
    EXPECT_FALSE(std::isnan(training.trained(d, 6)));
  }
  training.layers = {1, 2, 4};
  training.seeds = {training.trained};
  const std::vector<TrainingRow> rows = training_rows(training);
  EXPECT_EQ(rows[6].rank, 0u);
  EXPECT_EQ(told_row(rows, TrainingFigure::mean_r2_slope), nullptr);
  EXPECT_NE(told_row(rows, TrainingFigure::mean_r2), nullptr);
}

TEST(Training, RanksTheTrainedExcessAmongTheUntrained) {
  // Excesses 2, 0, 3 and 2 (ties count against the trained one).
  const Matrix trained = model_of({5, 2, 3, 4, 3});
  const double scale = draw_scale({2, 3, 4, 3}).deviation;
  const auto at = [&](double excess) {
    return model_of({static_cast<float>(3 + excess * scale), 2, 3, 4, 3});
  };
  const TrainingRow row = training_rows(training_of(trained, {at(0), at(4), trained}))[3];
  EXPECT_EQ(row.figure, TrainingFigure::mean_r2);
  EXPECT_DOUBLE_EQ(row.trained.excess, 2 / scale);
  EXPECT_EQ(row.rank, 3u);
  EXPECT_TRUE(std::isnan(row.p));  // of three models
  EXPECT_NEAR(row.mean, (0 + 4 + 2 / scale) / 3, 1e-5);
  EXPECT_NEAR(row.lowest, 0, 1e-5);
  EXPECT_NEAR(row.highest, 4, 1e-5);
  const std::vector<Matrix> many(kSeedsForAP, at(0));
  EXPECT_EQ(training_rows(training_of(trained, many))[3].p, 1 / 20.);
}

TEST(Training, TellsHowFarNoiseSetsModelsApart) {
  // The untrained one's draws go the other way: the trained one is above it by 0, 2, -2, 0 of its
  // standard deviations in the four draws.
  const Matrix untrained = model_of({3, 3, 2, 4, 3});
  const double scale = draw_scale({3, 2, 4, 3}).deviation;
  const auto noise_p = [&](double apart) {
    const Matrix trained = model_of({static_cast<float>(3 + apart * scale), 3, 4, 2, 3});
    return training_rows(training_of(trained, {untrained}))[0].noise_p;
  };
  EXPECT_EQ(noise_p(2.5 / scale), 1 / 5.);
  EXPECT_EQ(noise_p(1.5 / scale), 2 / 5.);
  EXPECT_EQ(noise_p(-1 / scale), 4 / 5.);
}

TEST(Training, ComparesTheSlopeOverTheLayersNumbers) {
  Training training;
  training.layers = {1, 2, 4};
  training.draws = 3;
  training.trained = Matrix(4, training_columns(3));
  const float draws[] = {-1, 0, 1};
  for (std::size_t d = 0; d < 3; ++d)
    for (float& v : training.trained.row(d + 1)) v = draws[d];
  training.seeds = {training.trained, training.trained};
  for (std::size_t l = 0; l < 3; ++l)  // mean r2: excesses of 2, 4, 8, which lie on a line
    training.trained(0, 4 + 3 + l) = 2 * static_cast<float>(training.layers[l]);
  training.seeds[1](0, 4 + 3 + 2) = 7;
  const std::vector<TrainingRow> rows = training_rows(training);
  const TrainingRow* row = told_row(rows, TrainingFigure::mean_r2_slope);
  ASSERT_NE(row, nullptr);
  EXPECT_NEAR(row->trained.excess, 2, 1e-12);
  EXPECT_NEAR(row->highest, 7 * (4 - 7 / 3.) / (14 / 3.), 1e-12);
  EXPECT_EQ(row->rank, 2u);
  EXPECT_TRUE(std::isnan(row->trained.observed));
}

}  // namespace
}  // namespace anbn
