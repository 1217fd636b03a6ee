// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/matrix.h"

#include <gtest/gtest.h>

#include <numeric>

namespace anbn {
namespace {

Matrix counted(std::size_t rows, std::size_t cols) {
  Matrix x(rows, cols);
  std::iota(x.values.begin(), x.values.end(), 0.0f);
  return x;
}

TEST(Matrix, StartsAsZerosAndIsRowMajor) {
  Matrix x(2, 3);
  EXPECT_EQ(x.values, std::vector<float>(6, 0.0f));
  x(1, 2) = 5;
  EXPECT_EQ(x.values[5], 5.0f);
  EXPECT_EQ(x.row(1)[2], 5.0f);
  x.row(0)[1] = 7;
  EXPECT_EQ(x(0, 1), 7.0f);
}

TEST(Matrix, DiffersByShapeAsWellAsByValues) {
  EXPECT_EQ(counted(2, 3), counted(2, 3));
  EXPECT_NE(counted(2, 3), counted(3, 2));
  Matrix x = counted(2, 3);
  x(0, 0) = 1;
  EXPECT_NE(x, counted(2, 3));
}

TEST(Transposed, MovesEveryValue) {
  for (const auto& [rows, cols] : std::vector<std::pair<std::size_t, std::size_t>>{
           {1, 1}, {2, 3}, {32, 32}, {33, 31}, {65, 1}, {1, 65}, {70, 100}}) {
    const Matrix x = counted(rows, cols);
    const Matrix y = transposed(x);
    ASSERT_EQ(y.rows, cols);
    ASSERT_EQ(y.cols, rows);
    for (std::size_t i = 0; i < rows; ++i)
      for (std::size_t j = 0; j < cols; ++j) ASSERT_EQ(y(j, i), x(i, j)) << i << ' ' << j;
  }
}

TEST(Transposed, AcceptsNothing) { EXPECT_EQ(transposed(Matrix(0, 3)), Matrix(3, 0)); }

}  // namespace
}  // namespace anbn
