// SPDX-License-Identifier: Apache-2.0
#include "anbn/brain/networks/dual_regression.h"
#include "anbn/core/nan.h"
#include "anbn/core/random.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

Matrix matrix(std::size_t rows, std::size_t cols, std::vector<float> values) {
  Matrix x(rows, cols);
  x.values = std::move(values);
  return x;
}

Matrix noise(std::size_t rows, std::size_t cols, std::uint64_t stream) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(normal({1, stream}, i));
  return x;
}

/// courses * maps [T x V], in double.
Matrix mixture(const Matrix& courses, const Matrix& maps) {
  Matrix x(courses.rows, maps.cols);
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t v = 0; v < x.cols; ++v) {
      double sum = 0;
      for (std::size_t m = 0; m < maps.rows; ++m)
        sum += static_cast<double>(courses(t, m)) * maps(m, v);
      x(t, v) = static_cast<float>(sum);
    }
  return x;
}

class DualRegressionTest : public testing::Test {
 protected:
  Matrix courses(const Matrix& bold, const Matrix& maps, int count = 1) {
    Threads threads(count);
    const Machine machine{*backend, threads, silent};
    return DualRegression(maps, 0, machine).courses(view_of(bold));
  }
  static void expect_near(const Matrix& a, const Matrix& b, double tolerance) {
    ASSERT_EQ(a.rows, b.rows);
    ASSERT_EQ(a.cols, b.cols);
    for (std::size_t i = 0; i < a.values.size(); ++i)
      EXPECT_NEAR(a.values[i], b.values[i], tolerance) << i;
  }

  std::unique_ptr<Backend> backend = make_backend("reference", "auto");
  SilentProgress silent;
};

TEST_F(DualRegressionTest, SolvesTheNormalEquationsOfOverlappingMaps) {
  // Centred maps (1 1 -1 -1)/2 and (3 -1 -1 -1)/4: products 1, 1/2, 1/2, 3/4, of determinant 1/2.
  // The volume (4 2 1 1), centred (2 0 -1 -1), has products 2 and 2 with them, so the
  // courses are (3/4 2 - 1/2 2) / (1/2) = 1 and (1 2 - 1/2 2) / (1/2) = 2.
  const Matrix maps = matrix(2, 4, {1, 1, 0, 0, 1, 0, 0, 0});
  expect_near(courses(matrix(1, 4, {4, 2, 1, 1}), maps), matrix(1, 2, {1, 2}), 1e-6);
  // Alone each map would have been given 2 and 8/3: the overlap counted twice.
  expect_near(courses(matrix(1, 4, {4, 2, 1, 1}), matrix(1, 4, {1, 1, 0, 0})), matrix(1, 1, {2}),
              1e-6);
}

TEST_F(DualRegressionTest, FindsTheCoursesThatMadeTheVolumes) {
  Matrix maps = noise(5, 9000, 1);                 // several blocks
  for (float& v : maps.row(3)) v = 0.01f * v + 7;  // neither scale nor offset matter
  const Matrix truth = noise(37, 5, 2);
  Matrix bold = mixture(truth, maps);
  for (float& v : bold.row(4)) v += 3;
  expect_near(courses(bold, maps), truth, 2e-3);
}

TEST_F(DualRegressionTest, AConstantMapGivesZerosAndIsListed) {
  const float nan = kFloatNan;
  const Matrix maps = matrix(4, 3, {0.1f, 0.1f, 0.1f, 1, 2, 3, 0, nan, 1, 0, 0, 0});
  Threads threads(1);
  const Machine machine{*backend, threads, silent};
  const DualRegression dual(maps, 0, machine);
  EXPECT_EQ(dual.unusable(), (std::vector<std::size_t>{0, 2, 3}));
  EXPECT_EQ(dual.rank(), 1u);
  const Matrix bold = matrix(2, 3, {1, 2, 3, -2, 0, 2});
  expect_near(dual.courses(view_of(bold)), matrix(2, 4, {0, 1, 0, 0, 0, 2, 0, 0}), 1e-6);
}

TEST_F(DualRegressionTest, TheSameMapTwiceSharesItsCourse) {
  const Matrix maps = matrix(2, 3, {0, 1, 2, 0, 1, 2});
  Threads threads(1);
  const Machine machine{*backend, threads, silent};
  const DualRegression dual(maps, 0, machine);
  EXPECT_EQ(dual.rank(), 1u);
  expect_near(dual.courses(view_of(matrix(1, 3, {0, 4, 8}))), matrix(1, 2, {2, 2}), 1e-5);
}

TEST_F(DualRegressionTest, TellsMapsApartThatAreNearlyTheSame) {
  // The inner products of such maps are the same to seven digits, all that a float has.
  Matrix maps = noise(2, 6000, 3);
  for (std::size_t v = 0; v < maps.cols; ++v) maps(1, v) = maps(0, v) + 1e-3f * maps(1, v);
  const Matrix truth = matrix(2, 2, {1, 2, 3, -1});
  expect_near(courses(mixture(truth, maps), maps), truth, 1e-2);
}

TEST_F(DualRegressionTest, ARidgeDampsWhatSetsSimilarMapsApart) {
  Threads threads(1);
  const Machine machine{*backend, threads, silent};
  // Two maps that correlate at 0.6: eigenvalues 1.6 (their sum) and 0.4 (their difference).
  Matrix maps(2, 4), bold(2, 4);
  maps.values = {1, -1, 0, 0, 0.6f, -0.6f, 0.8f, -0.8f};
  for (std::size_t v = 0; v < 4; ++v) {
    bold(0, v) = maps(0, v) + maps(1, v);
    bold(1, v) = maps(0, v) - maps(1, v);
  }
  const Matrix courses = DualRegression(maps, 0.4, machine).courses(view_of(bold));
  // The maps have the length sqrt(2), so that courses of the maps as they are come out unscaled.
  EXPECT_NEAR(courses(0, 0), 1.6 / 2.0, 1e-6);
  EXPECT_NEAR(courses(0, 1), 1.6 / 2.0, 1e-6);
  EXPECT_NEAR(courses(1, 0), 0.4 / 0.8, 1e-6);
  EXPECT_NEAR(courses(1, 1), -0.4 / 0.8, 1e-6);
}

TEST_F(DualRegressionTest, IsTheSameForAnyNumberOfThreads) {
  const Matrix maps = noise(7, 9001, 1), bold = noise(50, 9001, 2);
  const Matrix one = courses(bold, maps, 1);
  EXPECT_EQ(one, courses(bold, maps, 3));
  EXPECT_EQ(one, courses(bold, maps, 4));
}

TEST_F(DualRegressionTest, TheCpuAgreesWithTheReference) {
  const Matrix maps = noise(7, 5000, 1), bold = noise(20, 5000, 2);
  const Matrix reference = courses(bold, maps);
  backend = make_backend("cpu", "auto");
  expect_near(courses(bold, maps), reference, 1e-5);
}

}  // namespace
}  // namespace anbn
