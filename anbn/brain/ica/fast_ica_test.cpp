// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/ica/fast_ica.h"
#include "anbn/core/random.h"
#include "tests/support/machine.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

/// Sources [2 x side^2], one sparse (Laplace), one uniform, of unit variance: every quantile of one
/// with every quantile of the other, so that they are as independent as can be.
Matrix sources(std::size_t side) {
  Matrix s(2, side * side);
  double squares = 0;
  for (std::size_t v = 0; v < s.cols; ++v) {
    const auto quantile = [&](std::size_t i) {
      return (static_cast<double>(i) + 0.5) / static_cast<double>(side) - 0.5;
    };
    const double u = quantile(v / side);
    const double laplace = (u < 0 ? 1 : -1) * std::log(1 - 2 * std::abs(u));
    squares += laplace * laplace;
    s(0, v) = static_cast<float>(laplace);
    s(1, v) = static_cast<float>(quantile(v % side) * std::sqrt(12.0));
  }
  for (float& x : s.row(0))
    x /= static_cast<float>(std::sqrt(squares / static_cast<double>(s.cols)));
  return s;
}

/// Sources turned by `angle`: as white as they were.
Matrix turned(const Matrix& s, double angle) {
  Matrix z(2, s.cols);
  for (std::size_t v = 0; v < s.cols; ++v) {
    z(0, v) = static_cast<float>(std::cos(angle) * s(0, v) - std::sin(angle) * s(1, v));
    z(1, v) = static_cast<float>(std::sin(angle) * s(0, v) + std::cos(angle) * s(1, v));
  }
  return z;
}

Matrix gaussian(std::size_t rows, std::size_t voxels) {
  Matrix z(rows, voxels);
  for (std::size_t i = 0; i < z.values.size(); ++i)
    z.values[i] = static_cast<float>(normal({2, 2}, i));
  return z;
}

std::vector<FastIcaRun> run(const Matrix& white, const FastIcaSettings& settings,
                            int threads_count = 1) {
  OwnMachine machine("reference", threads_count);
  return fast_ica(white, settings, machine);
}

class FastIcaOf : public testing::TestWithParam<Nonlinearity> {};

TEST_P(FastIcaOf, TurnsSourcesBack) {
  const double angle = 0.6;
  for (const FastIcaRun& r :
       run(turned(sources(140), angle), {.nonlinearity = GetParam(), .restarts = 3})) {
    EXPECT_TRUE(r.converged);
    EXPECT_LT(r.turn, 1e-5);
    // Rows of the rotation are (cos, sin) and (-sin, cos), in any order and sign.
    const bool first = std::abs(r.rotation[0]) > std::abs(r.rotation[1]);
    const std::size_t i = first ? 0 : 2;
    EXPECT_NEAR(std::abs(r.rotation[i]), std::cos(angle), 1e-4);
    EXPECT_NEAR(std::abs(r.rotation[i + 1]), std::sin(angle), 1e-4);
    EXPECT_GT(r.rotation[i] * r.rotation[i + 1], 0);
    EXPECT_NEAR(r.rotation[0] * r.rotation[2] + r.rotation[1] * r.rotation[3], 0, 1e-12);
  }
}

INSTANTIATE_TEST_SUITE_P(Contrasts, FastIcaOf,
                         testing::Values(Nonlinearity::logcosh, Nonlinearity::cube));

TEST(FastIca, TheObjectiveOfASinglePointIsWorkedByHand) {
  // One component: the only rotation is 1 or -1. E[log cosh 0] = 0, so J = 0.3745672^2; with
  // values of size 2, y^4 / 4 = 4, so J = (4 - 3/4)^2.
  EXPECT_NEAR(run(Matrix(1, 4), {.restarts = 1})[0].objective, 0.3745672 * 0.3745672, 1e-6);
  Matrix two(1, 2);
  two.values = {2, -2};
  EXPECT_NEAR(run(two, {.nonlinearity = Nonlinearity::cube, .restarts = 1})[0].objective,
              3.25 * 3.25, 1e-6);
}

TEST(FastIca, SourcesBeatGaussianNoise) {
  const double found = run(turned(sources(140), 1), {.restarts = 1})[0].objective;
  const double noise = run(gaussian(2, 20000), {.restarts = 1})[0].objective;
  EXPECT_GT(found, 10 * noise);
}

TEST(FastIca, IsTheSameForAnyNumberOfThreadsAndTwice) {
  const Matrix z = gaussian(5, 5000);
  const FastIcaSettings settings{.restarts = 2, .iterations = 7};
  const auto one = run(z, settings, 1), three = run(z, settings, 3), again = run(z, settings, 1);
  for (std::size_t r = 0; r < one.size(); ++r) {
    EXPECT_EQ(one[r].rotation, three[r].rotation);
    EXPECT_EQ(one[r].rotation, again[r].rotation);
    EXPECT_EQ(one[r].objective, three[r].objective);
  }
  EXPECT_NE(one[0].rotation, one[1].rotation);
}

TEST(FastIca, SaysWhenItDidNotConverge) {
  const auto runs = run(gaussian(6, 3000), {.restarts = 1, .iterations = 2});
  EXPECT_FALSE(runs[0].converged);
  EXPECT_EQ(runs[0].iterations, 2u);
  EXPECT_GT(runs[0].turn, 1e-5);
}

TEST(Stability, IsTheBestMatchInEachOtherRun) {
  std::vector<FastIcaRun> runs(3);
  const double c = 0.8, s = 0.6;
  runs[0].rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  runs[1].rotation = {0, -1, 0, 1, 0, 0, 0, 0, 1};  // the same in other order and sign
  runs[2].rotation = {1, 0, 0, 0, c, s, 0, -s, c};  // two of them mixed
  const std::vector<double> stable = stability(runs, 0);
  ASSERT_EQ(stable.size(), 3u);
  EXPECT_DOUBLE_EQ(stable[0], 1);
  EXPECT_DOUBLE_EQ(stable[1], 0.9);
  EXPECT_DOUBLE_EQ(stable[2], 0.9);
  EXPECT_TRUE(stability({runs[0]}, 0).empty());
}

}  // namespace
}  // namespace anbn
