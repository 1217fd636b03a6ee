// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/core/matrix.h"

#include <cassert>
#include <cstddef>
#include <span>

namespace anbn {

/// A matrix [rows x cols] to read that somebody else keeps: a Matrix, or what another language has
/// in memory. Row-major without gaps.
struct MatrixView {
  const float* data = nullptr;
  std::size_t rows = 0, cols = 0;

  MatrixView() = default;
  MatrixView(const float* values, std::size_t row_count, std::size_t col_count)
      : data(values), rows(row_count), cols(col_count) {}
  MatrixView(const Matrix& x) : data(x.values.data()), rows(x.rows), cols(x.cols) {}  // as it is

  float operator()(std::size_t i, std::size_t j) const {
    assert(i < rows && j < cols);
    return data[i * cols + j];
  }
  std::span<const float> row(std::size_t i) const {
    assert(i < rows);
    return {data + i * cols, cols};
  }
};

}  // namespace anbn
