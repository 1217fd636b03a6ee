// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/correlation.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/core/random.h"
#include "tests/support/machine.h"

#include <gtest/gtest.h>

#include <cmath>

namespace anbn {
namespace {

Matrix noise(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = static_cast<float>(normal(random_key(seed, "test"), i));
  return x;
}

Matrix matrix(std::size_t rows, std::size_t cols, std::vector<float> values) {
  Matrix x(rows, cols);
  x.values = std::move(values);
  return x;
}

// Pearson's formula, straight and in double.
double pearson(const Matrix& x, std::size_t i, const Matrix& y, std::size_t j) {
  const auto n = static_cast<double>(x.rows);
  double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
  for (std::size_t t = 0; t < x.rows; ++t) {
    const double a = x(t, i), b = y(t, j);
    sx += a, sy += b, sxx += a * a, syy += b * b, sxy += a * b;
  }
  return (n * sxy - sx * sy) / std::sqrt((n * sxx - sx * sx) * (n * syy - sy * sy));
}

class EveryBackendCorrelates : public testing::TestWithParam<const char*> {};

TEST_P(EveryBackendCorrelates, AsPearsonDid) {
  OwnMachine machine(GetParam());
  const Matrix x = noise(50, 300, 1), y = noise(50, 7, 2);  // more than one block of neurons
  const Matrix r = correlation_matrix(x, y, machine);
  for (std::size_t i = 0; i < x.cols; ++i)
    for (std::size_t j = 0; j < y.cols; ++j) ASSERT_NEAR(r(i, j), pearson(x, i, y, j), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(, EveryBackendCorrelates, testing::Values("reference", "cpu"));

TEST(CorrelationMatrix, DoesNotChangeWithScaleAndMean) {
  OwnMachine machine("reference", 1);
  const Matrix x = noise(30, 4, 1), y = noise(30, 3, 2);
  Matrix moved = x;
  for (float& v : moved.values) v = 8 * v + 4;
  const Matrix r = correlation_matrix(x, y, machine);
  const Matrix s = correlation_matrix(moved, y, machine);
  for (std::size_t i = 0; i < r.values.size(); ++i) EXPECT_NEAR(r.values[i], s.values[i], 1e-5);
}

TEST(CorrelationMatrix, ConstantAndNanSeriesHaveNone) {
  OwnMachine machine("reference", 1);
  const Matrix x = matrix(3, 3, {1, 5, 1, 2, 5, kFloatNan, 4, 5, 3});
  const Matrix y = matrix(3, 2, {1, 7, 2, 7, 3, 7});
  const Matrix r = correlation_matrix(x, y, machine);
  EXPECT_NEAR(r(0, 0), 0.98198, 1e-5);
  for (std::size_t i : {1u, 2u}) EXPECT_TRUE(std::isnan(r(i, 0)));
  EXPECT_TRUE(std::isnan(r(0, 1)));
}

TEST(CorrelationMatrix, RejectsOtherLengths) {
  OwnMachine machine("reference", 1);
  EXPECT_THROW(correlation_matrix(noise(5, 1, 1), noise(6, 1, 1), machine), Error);
}

TEST(CorrelationMatrix, IsTheSameForAnyNumberOfThreads) {
  OwnMachine one("cpu", 1), three("cpu", 3);
  const Matrix x = noise(40, 700, 1), y = noise(40, 9, 2);
  EXPECT_EQ(correlation_matrix(x, y, one), correlation_matrix(x, y, three));
}

TEST(Anchoring, PicksTheLargestAndTheLowestOfTies) {
  const Matrix r = matrix(3, 3, {.1f, .5f, .5f, -.9f, -.8f, -.9f, .5f, .1f, kFloatNan});
  const Anchoring a = anchors_of(r, Delta::signed_value);
  EXPECT_EQ(a.neurons[0].index, 1u);
  EXPECT_EQ(a.neurons[1].index, 1u);
  EXPECT_EQ(a.neurons[1].correlation, -.8f);
  EXPECT_EQ(a.networks[0].index, 2u);
  EXPECT_EQ(a.networks[2].index, 0u);
}

TEST(Anchoring, AbsoluteKeepsTheSign) {
  const Anchoring a = anchors_of(matrix(1, 3, {.1f, -.9f, .9f}), Delta::absolute);
  EXPECT_EQ(a.neurons[0].index, 1u);
  EXPECT_EQ(a.neurons[0].correlation, -.9f);
}

TEST(Anchoring, NanNeverWins) {
  const Anchoring a =
      anchors_of(matrix(2, 2, {kFloatNan, kFloatNan, kFloatNan, -.5f}), Delta::signed_value);
  EXPECT_EQ(a.neurons[0].index, kNoIndex);
  EXPECT_TRUE(std::isnan(a.neurons[0].correlation));
  EXPECT_EQ(a.neurons[1].index, 1u);
  EXPECT_EQ(a.networks[0].index, kNoIndex);
}

}  // namespace
}  // namespace anbn
