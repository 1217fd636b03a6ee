// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/standardize.h"

#include "anbn/core/nan.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace anbn {
namespace {

Matrix columns(std::size_t rows, std::size_t cols, std::vector<float> values) {
  Matrix x(rows, cols);
  x.values = std::move(values);
  return x;
}

TEST(UnitColumns, HaveMeanZeroAndNormOne) {
  const Standardized u = unit_columns(columns(2, 2, {1, 10, 3, -10}));
  const float half = std::sqrt(0.5f);
  EXPECT_FLOAT_EQ(u.values(0, 0), -half);
  EXPECT_FLOAT_EQ(u.values(1, 0), half);
  EXPECT_FLOAT_EQ(u.values(0, 1), half);
  EXPECT_TRUE(u.constant.empty());
}

TEST(UnitColumns, ConstantSeriesBecomesZeroAndIsListed) {
  const Standardized u = unit_columns(columns(3, 2, {0.1f, 1, 0.1f, 2, 0.1f, 3}));
  EXPECT_EQ(u.constant, std::vector<std::size_t>{0});
  EXPECT_EQ(u.values(2, 0), 0.0f);
  EXPECT_EQ(u.usable(), (std::vector<char>{0, 1}));
}

TEST(UnitColumns, WhatChangesByRoundingAloneIsConstant) {
  const float next = std::nextafter(1000.0f, 2000.0f);
  // sd 6e-8 around 0.6, as a unit has that never answers.
  const Standardized u =
      unit_columns(columns(2, 3, {1000.0f, 1000.0f, 0.6f, next, 1000.01f, 0.6f + 1.2e-7f}));
  EXPECT_EQ(u.constant, (std::vector<std::size_t>{0, 2}));
  EXPECT_NEAR(u.values(1, 1), std::sqrt(0.5), 1e-6);
}

TEST(UnitColumns, SmallNumbersAreNotConstant) {
  EXPECT_TRUE(unit_columns(columns(2, 1, {1e-20f, 2e-20f})).constant.empty());
}

TEST(UnitColumns, NanAndInfinityBecomeZeroAndAreListed) {
  const float nan = kFloatNan;
  const float inf = std::numeric_limits<float>::infinity();
  const Standardized u = unit_columns(columns(2, 3, {nan, inf, 1, 1, 2, 2}));
  EXPECT_EQ(u.not_finite, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(u.values(1, 0), 0.0f);
  EXPECT_EQ(u.values(1, 1), 0.0f);
}

TEST(UnitColumns, ExtremeScalesSurvive) {
  const Standardized u = unit_columns(columns(2, 2, {1e-38f, -3e38f, 3e-38f, 3e38f}));
  EXPECT_NEAR(u.values(1, 0), std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(u.values(1, 1), std::sqrt(0.5), 1e-6);
}

TEST(UnitColumns, OneVolumeIsConstant) {
  EXPECT_EQ(unit_columns(columns(1, 1, {5})).constant.size(), 1u);
  EXPECT_EQ(unit_columns(Matrix(0, 2)).values.cols, 2u);
}

TEST(ZscoredColumns, HaveDeviationOne) {
  const Standardized z = zscored_columns(columns(4, 1, {0, 0, 2, 2}));
  EXPECT_EQ(z.values.values, (std::vector<float>{-1, -1, 1, 1}));
}

}  // namespace
}  // namespace anbn
