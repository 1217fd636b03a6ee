// SPDX-License-Identifier: Apache-2.0
// The contract of every null model: being listed means being tested.
#include "anbn/core/error.h"
#include "anbn/signal/standardize.h"
#include "anbn/signal/surrogate.h"
#include "anbn/stats/nulls/null.h"
#include "tests/support/surrogates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

Matrix unit_noise(std::size_t rows, std::size_t cols, std::uint64_t seed = 1) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(normal({seed, 2}, i));
  return unit_columns(x).values;
}

double product(const Matrix& x, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::size_t t = 0; t < x.rows; ++t) sum += double{x(t, i)} * double{x(t, j)};
  return sum;
}

class EveryNull : public testing::TestWithParam<NullModel> {
 protected:
  EveryNull() {
    for (std::uint64_t story = 0; story < 5; ++story)
      other_stories.push_back(unit_noise(25 + story, 3, 10 + story));
  }
  Matrix draw(const Matrix& x, std::size_t number) const {
    return surrogate_of(GetParam(), x, sources, {1, GetParam().name, number}, *backend);
  }
  std::size_t draws(std::size_t volumes) const { return GetParam().draws(sources).count(volumes); }

  std::unique_ptr<Backend> backend = make_backend("reference", "auto");
  std::vector<Matrix> other_stories;
  NullSources sources{.tr_s = 1,
                      .min_shift_s = 1,
                      .hrf =
                          [] {
                            return std::vector<double>{0.1, 0.4, 0.4, 0.1};
                          },
                      .other_stories = [this] { return other_stories; }};
};

TEST_P(EveryNull, GivesSeriesOfMeanZeroAndNormOne) {
  for (std::size_t volumes : {3u, 4u, 31u}) {
    const Matrix y = draw(unit_noise(volumes, 3), 0);
    for (std::size_t j = 0; j < 3; ++j) {
      double mean = 0;
      for (std::size_t t = 0; t < volumes; ++t) mean += y(t, j);
      EXPECT_NEAR(mean, 0, 1e-6);
      EXPECT_NEAR(product(y, j, j), 1, 1e-6);
    }
  }
}

TEST_P(EveryNull, IsAPureFunctionOfItsNumber) {
  const Matrix x = unit_noise(20, 3);
  EXPECT_EQ(draw(x, 1), draw(x, 1));
  EXPECT_NE(draw(x, 1), draw(x, 2));
}

TEST_P(EveryNull, TakesCouplingAway) {
  const Matrix x = unit_noise(200, 1);
  for (Matrix& other : other_stories) other = unit_noise(210, 1, 77);
  const std::size_t count = std::min<std::size_t>(150, draws(200));
  double sum = 0, squares = 0;
  for (std::size_t p = 0; p < count; ++p) {
    const double r = [&] {
      const Matrix y = draw(x, p);
      double all = 0;
      for (std::size_t t = 0; t < x.rows; ++t) all += double{x(t, 0)} * double{y(t, 0)};
      return all;
    }();
    sum += r / static_cast<double>(count);
    squares += r * r / static_cast<double>(count);
  }
  // The same series twice: random phases leave sqrt(2 / T), random order sqrt(1 / T).
  EXPECT_LT(std::abs(sum), GetParam().name == "wrong-story" ? 0.2 : 0.03);
  EXPECT_LT(std::sqrt(squares), GetParam().name == "wrong-story" ? 0.2 : 0.13);
  EXPECT_GT(std::sqrt(squares), 0.01);
}

// One draw for all series: what networks have to do with each other stays, exactly or on average.
TEST_P(EveryNull, KeepsTheDependenceBetweenNetworks) {
  if (GetParam().name == "wrong-story")
    GTEST_SKIP() << "other stories have dependence of their own";
  Matrix x = unit_noise(60, 2);
  for (std::size_t t = 0; t < 60; ++t) x(t, 1) += x(t, 0);
  x = unit_columns(x).values;
  double mean = 0;
  for (std::size_t p = 0; p < 50; ++p) mean += product(draw(x, p), 0, 1) / 50;
  EXPECT_NEAR(mean, product(x, 0, 1), GetParam().name == "shuffle-before-hrf" ? 0.05 : 1e-5);
}

TEST_P(EveryNull, ListsAsManyDrawsAsItSays) {
  const Matrix x = unit_noise(9, 3);
  if (draws(9) == kUnlimited) return;
  ASSERT_GT(draws(9), 0u);
  for (std::size_t p = 0; p < draws(9); ++p)
    for (std::size_t q = 0; q < p; ++q) EXPECT_NE(draw(x, p), draw(x, q));
  EXPECT_EQ(draw(x, 0), draw(x, draws(9)));
}

TEST_P(EveryNull, SaysWhyItHasNoDrawAndWhatFewOfThemMean) {
  other_stories.clear();
  sources.min_shift_s = 100;
  const NullDraws none = GetParam().draws(sources);
  const bool limited = none.count(9) != kUnlimited;
  if (limited) {
    EXPECT_EQ(none.count(9), 0u);
    EXPECT_NE(none.why_none(9).find("; expected "), std::string::npos);
  }
  const std::string remark = GetParam().remark(3, 10);
  EXPECT_NE(remark.find("no p below 1/4 exists"), std::string::npos) << remark;
  EXPECT_EQ(GetParam().remark(10, 10).empty(), GetParam().role != NullRole::description);
}

TEST(NullModels, AreThePapersOneTheCalibratedOneAndOthers) {
  for (const NullRole role : {NullRole::papers, NullRole::calibrated})
    EXPECT_EQ(std::count_if(null_models().begin(), null_models().end(),
                            [role](const NullModel& null) { return null.role == role; }),
              1);
  EXPECT_EQ(null_model_for(NullRole::papers).name, "shuffle");
  EXPECT_EQ(null_model_for(NullRole::calibrated).name, "phase");
}

TEST_P(EveryNull, AConstantSeriesStaysZero) {
  Matrix x = unit_noise(12, 3);
  for (std::size_t t = 0; t < 12; ++t) x(t, 1) = 4;
  if (GetParam().name == "wrong-story")
    for (Matrix& other : other_stories)
      for (std::size_t t = 0; t < other.rows; ++t) other(t, 1) = NAN;
  const Matrix y = draw(x, 0);
  for (std::size_t t = 0; t < 12; ++t) EXPECT_EQ(y(t, 1), 0);
}

INSTANTIATE_TEST_SUITE_P(, EveryNull, testing::ValuesIn(null_models().begin(), null_models().end()),
                         [](const auto& model) {
                           std::string name(model.param.name);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Shuffle, MovesWholeVolumes) {
  Matrix x(6, 2);
  for (std::size_t t = 0; t < 6; ++t) {
    x(t, 0) = static_cast<float>(t);
    x(t, 1) = static_cast<float>(10 * t);
  }
  Matrix y(6, 2);
  null_model_named("shuffle").draws({}).draw(x, {1, "shuffle", 0}, view_of(y));
  std::vector<float> seen;
  for (std::size_t t = 0; t < 6; ++t) {
    EXPECT_EQ(y(t, 1), 10 * y(t, 0));
    seen.push_back(y(t, 0));
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen, (std::vector<float>{0, 1, 2, 3, 4, 5}));
}

TEST(CircularShift, MovesAllVolumesByAtLeastTheSmallestShift) {
  Matrix x(10, 1), y(10, 1);
  for (std::size_t t = 0; t < 10; ++t) x(t, 0) = static_cast<float>(t);
  const NullModel& null = null_model_named("circular-shift");
  const NullDraws draws = null.draws({.tr_s = 1.5, .min_shift_s = 6});
  ASSERT_EQ(draws.count(10), 3u);  // 4, 5 or 6 volumes later
  std::vector<float> at_zero;
  for (std::size_t p = 0; p < 3; ++p) {
    draws.draw(x, {1, null.name, p}, view_of(y));
    at_zero.push_back(y(0, 0));
    for (std::size_t t = 1; t < 10; ++t) EXPECT_EQ(y(t, 0), y(t - 1, 0) == 9 ? 0 : y(t - 1, 0) + 1);
  }
  std::sort(at_zero.begin(), at_zero.end());
  EXPECT_EQ(at_zero, (std::vector<float>{4, 5, 6}));
  EXPECT_EQ(draws.count(7), 0u);
}

TEST(ShuffleBeforeHrf, IsTheShuffledSeriesConvolvedRound) {
  Matrix x(5, 1), shuffled(5, 1), y(5, 1);
  x.values = {-2, -1, 0, 1, 2};
  const NullSources sources{.hrf = [] { return std::vector<double>{0.5, 0, 0.5}; }};
  null_model_named("shuffle").draws({}).draw(x, {3, "s", 1}, view_of(shuffled));
  null_model_named("shuffle-before-hrf").draws(sources).draw(x, {3, "s", 1}, view_of(y));
  double norm = 0;
  std::vector<double> want;
  for (std::size_t t = 0; t < 5; ++t) {
    want.push_back(0.5 * shuffled(t, 0) + 0.5 * shuffled((t + 3) % 5, 0));
    norm += want[t] * want[t];
  }
  for (std::size_t t = 0; t < 5; ++t) EXPECT_NEAR(y(t, 0), want[t] / std::sqrt(norm), 1e-6);
}

TEST(WrongStory, IsCutOrBeginsAgain) {
  const NullModel& null = null_model_named("wrong-story");
  std::vector<Matrix> others = {Matrix(2, 1), Matrix(6, 1)};
  others[0].values = {1, -1};
  others[1].values = {1, 1, -1, -1, 5, 7};
  const NullDraws draws = null.draws({.other_stories = [&] { return others; }});
  Matrix x(4, 1), y(4, 1);
  ASSERT_EQ(draws.count(4), 2u);
  draws.draw(x, {1, null.name, 0}, view_of(y));
  EXPECT_EQ(y.values, (std::vector<float>{0.5f, -0.5f, 0.5f, -0.5f}));
  draws.draw(x, {1, null.name, 1}, view_of(y));
  EXPECT_EQ(y.values, (std::vector<float>{0.5f, 0.5f, -0.5f, -0.5f}));
}

TEST(NullModelNamed, NamesTheNearest) {
  try {
    null_model_named("shufle");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("did you mean 'shuffle'"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace anbn
