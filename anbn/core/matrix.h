// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// `count` zeros; many of them lie in huge pages, where the system has some: then touching them for
/// the first time and looking up their pages later take little.
std::vector<float> zeros(std::size_t count);

/// A float32 matrix [rows x cols], row-major; rows are observations.
struct Matrix {
  std::size_t rows = 0, cols = 0;
  std::vector<float> values;

  Matrix() = default;
  /// All zeros.
  Matrix(std::size_t row_count, std::size_t col_count)
      : rows(row_count), cols(col_count), values(zeros(row_count * col_count)) {}

  float& operator()(std::size_t i, std::size_t j) {
    assert(i < rows && j < cols);
    return values[i * cols + j];
  }
  float operator()(std::size_t i, std::size_t j) const {
    assert(i < rows && j < cols);
    return values[i * cols + j];
  }
  std::span<float> row(std::size_t i) {
    assert(i < rows);
    return {values.data() + i * cols, cols};
  }
  std::span<const float> row(std::size_t i) const {
    assert(i < rows);
    return {values.data() + i * cols, cols};
  }

  friend bool operator==(const Matrix&, const Matrix&) = default;
};

/// The transpose [cols x rows] of `x` [rows x cols].
Matrix transposed(const Matrix& x);

}  // namespace anbn
