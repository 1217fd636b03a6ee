// SPDX-License-Identifier: Apache-2.0
// How the weights of a restricted Boltzmann machine lie in memory while it is trained.
#pragma once

#include "anbn/backend/backend.h"

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>

namespace anbn {

/// [rows x cols] weights in panels of `kCols` columns (the last one may be narrower), one panel
/// after the other, each row-major. A kernel that works on some columns of all rows then reads
/// memory in one piece, and that stays in cache for all samples that meet it.
template <class Float>
struct BasicPanels {
  static constexpr std::size_t kCols = 32;
  Float* data = nullptr;
  std::size_t rows = 0, cols = 0;

  std::size_t count() const { return (cols + kCols - 1) / kCols; }
  BasicView<Float> panel(std::size_t i) const {
    const std::size_t width = cols - i * kCols < kCols ? cols - i * kCols : kCols;
    return {data + i * kCols * rows, rows, width, width};
  }
  Float& at(std::size_t row, std::size_t col) const {
    const BasicView<Float> here = panel(col / kCols);
    return here.data[row * here.stride + col % kCols];
  }
  operator BasicPanels<const Float>() const requires(!std::is_const_v<Float>) {
    return {data, rows, cols};
  }
};

/// What lies in rows first .. first+count-1 of `x`, as panels of so many rows and columns.
inline ConstPanels panels_of(const Matrix& x, std::size_t first, std::size_t count) {
  return {x.values.data() + first * x.cols, count, x.cols};
}
inline MutablePanels panels_of(Matrix& x, std::size_t first, std::size_t count) {
  return {x.values.data() + first * x.cols, count, x.cols};
}
inline ConstPanels panels_of(const Matrix& x) { return panels_of(x, 0, x.rows); }
inline MutablePanels panels_of(Matrix& x) { return panels_of(x, 0, x.rows); }

/// Memory that will be read next: a backend may bring it into cache meanwhile. That changes no
/// result, and all of it may be empty.
struct Ahead : std::array<std::span<const float>, 3> {};

}  // namespace anbn
