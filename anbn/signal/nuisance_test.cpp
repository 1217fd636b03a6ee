// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/nuisance.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/core/random.h"
#include "anbn/signal/standardize.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace anbn {
namespace {

double product(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

Matrix noise(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(normal(random_key(seed, "test"), i));
  return x;
}

TEST(CosineRegressors, AreAsManyAsSpmTakes) {
  EXPECT_EQ(cosine_regressors(282, 1.5, 128).size(), 1u + 6u);  // floor(6.609)
  EXPECT_EQ(cosine_regressors(128, 2, 128).size(), 1u + 4u);    // exactly 4
  EXPECT_EQ(cosine_regressors(10, 1.5, 128).size(), 1u);
  EXPECT_EQ(cosine_regressors(282, 1.5, 0).size(), 1u);
  EXPECT_EQ(cosine_regressors(3, 1.5, 1).size(), 3u);  // no more than there are
}

TEST(StoryTimeRegressors, AreTheTimeAndItsSquare) {
  const auto set = story_time_regressors(5);
  ASSERT_EQ(set.size(), 2u);
  EXPECT_EQ(set[0].name, "story_time");
  EXPECT_EQ(set[0].values, (std::vector<double>{-1, -0.5, 0, 0.5, 1}));
  EXPECT_EQ(set[1].name, "story_time_squared");
  EXPECT_EQ(set[1].values, (std::vector<double>{1, 0.25, 0, 0.25, 1}));
  EXPECT_EQ(story_time_regressors(1)[0].values, (std::vector<double>{-1}));
}

TEST(CosineRegressors, EqualSpmDctmtxOfFourByThree) {
  const auto set = cosine_regressors(4, 1, 4);  // floor(2)
  ASSERT_EQ(set.size(), 3u);
  EXPECT_EQ(set[0].name, "intercept");
  EXPECT_EQ(set[2].name, "cosine_2");
  const double intercept[] = {0.5, 0.5, 0.5, 0.5};
  const double first[] = {0.653281482438188, 0.270598050073099, -0.270598050073099,
                          -0.653281482438188};
  const double second[] = {0.5, -0.5, -0.5, 0.5};
  for (std::size_t t = 0; t < 4; ++t) {
    EXPECT_NEAR(set[0].values[t], intercept[t], 1e-12);
    EXPECT_NEAR(set[1].values[t], first[t], 1e-12);
    EXPECT_NEAR(set[2].values[t], second[t], 1e-12);
  }
}

TEST(CosineRegressors, RejectAnImpossibleCutoff) {
  for (double cutoff_s : {-1.0, kNan, std::numeric_limits<double>::infinity()})
    EXPECT_THROW(cosine_regressors(10, 1.5, cutoff_s), Error) << cutoff_s;
}

TEST(MakeNuisance, BasisIsOrthonormalEvenOfNearCopies) {
  std::vector<Regressor> set = cosine_regressors(30, 2, 20);
  std::vector<double> nearly = set[1].values;
  nearly[7] += 1e-4;
  set.push_back({"nearly cosine_1", nearly});
  const Nuisance nuisance = make_nuisance(30, set);
  EXPECT_TRUE(nuisance.redundant.empty());
  ASSERT_EQ(nuisance.rank(), set.size());
  const std::span<const double> basis(nuisance.basis);
  for (std::size_t a = 0; a < set.size(); ++a)
    for (std::size_t b = 0; b < set.size(); ++b)
      EXPECT_NEAR(product(basis.subspan(a * 30, 30), basis.subspan(b * 30, 30)), a == b, 1e-12);
}

TEST(FreedomLeft, IsWhatTheSetDoesNotTakeFromTheValuesUsed) {
  std::vector<Regressor> set = cosine_regressors(28, 2, 0);
  EXPECT_NEAR(freedom_left(make_nuisance(28, set), 0, 28), 27, 1e-12);
  EXPECT_NEAR(freedom_left(make_nuisance(28, set), 3, 20), 19, 1e-12);
  for (std::size_t k = 0; k < 25; ++k) {  // one volume each
    set.push_back({"spike", std::vector<double>(28)});
    set.back().values[k] = 1;
  }
  EXPECT_NEAR(freedom_left(make_nuisance(28, set), 0, 28), 2, 1e-9);
  EXPECT_LT(freedom_left(make_nuisance(28, set), 0, 25), 0.5);
  std::vector<Regressor> outside = cosine_regressors(28, 2, 0);
  outside.push_back({"spike", std::vector<double>(28)});
  outside.back().values[0] = 1;
  EXPECT_NEAR(freedom_left(make_nuisance(28, outside), 1, 27), 26 - 1. / 28, 1e-9);
}

TEST(MakeNuisance, LeavesOutWhatOthersExplain) {
  std::vector<Regressor> set = cosine_regressors(8, 1, 8);
  set.push_back({"all ones", std::vector<double>(8, 5)});
  set.push_back({"zero", std::vector<double>(8, 0)});
  const Nuisance nuisance = make_nuisance(8, set);
  EXPECT_EQ(nuisance.redundant, (std::vector<std::string>{"all ones", "zero"}));
  EXPECT_EQ(nuisance.rank(), set.size() - 2);
  EXPECT_EQ(nuisance.names.size(), set.size());
}

TEST(MakeNuisance, RejectsGapsAndOtherLengths) {
  const Regressor gap[] = {{"motion", {1, std::nan(""), 3}}};
  const Regressor shorter[] = {{"motion", {1, 2}}};
  EXPECT_THROW(make_nuisance(3, gap), Error);
  EXPECT_THROW(make_nuisance(3, shorter), Error);
}

TEST(UnitResiduals, AreOrthogonalToTheSetAndOfNormOne) {
  const Nuisance nuisance = make_nuisance(40, cosine_regressors(40, 2, 30));
  const Residuals r = unit_residuals(unit_columns(noise(40, 3, 1)).values, nuisance);
  for (std::size_t j = 0; j < 3; ++j) {
    std::vector<double> column(40);
    for (std::size_t t = 0; t < 40; ++t) column[t] = r.values(t, j);
    EXPECT_NEAR(product(column, column), 1, 1e-6);
    for (std::size_t k = 0; k < nuisance.rank(); ++k)
      EXPECT_NEAR(product(column, std::span(nuisance.basis).subspan(k * 40, 40)), 0, 1e-6);
  }
}

TEST(UnitResiduals, TellTheShareThatTheSetExplains) {
  const auto set = cosine_regressors(50, 1, 20);
  Matrix x(50, 3);
  for (std::size_t t = 0; t < 50; ++t) {
    x(t, 0) = static_cast<float>(set[1].values[t]);
    // Of two orthogonal waves as 1 to 2 the set knows the first: 1 / (1 + 4).
    const double outside = cosine_regressors(50, 1, 10)[10].values[t];
    x(t, 1) = static_cast<float>(set[2].values[t] + 2 * outside);
    x(t, 2) = static_cast<float>(outside);
  }
  const Residuals r = unit_residuals(unit_columns(x).values, make_nuisance(50, set));
  ASSERT_EQ(r.r2.size(), 3u);
  EXPECT_NEAR(r.r2[0], 1, 1e-6);
  EXPECT_NEAR(r.r2[1], 0.2, 1e-6);
  EXPECT_NEAR(r.r2[2], 0, 1e-6);
  EXPECT_EQ(r.explained, std::vector<std::size_t>{0});
}

TEST(UnitResiduals, ASetThatExplainsEverythingLeavesNothing) {
  const Nuisance all = make_nuisance(5, cosine_regressors(5, 1, 0.001));
  ASSERT_EQ(all.rank(), 5u);
  const Residuals r = unit_residuals(unit_columns(noise(5, 2, 2)).values, all);
  EXPECT_EQ(r.explained, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(r.values.values, std::vector<float>(10, 0));
}

}  // namespace
}  // namespace anbn
