// SPDX-License-Identifier: Apache-2.0
#include "anbn/signal/standardize.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

struct Column {
  double mean = 0, squares = 0;  // squares: of the differences from the mean
  double largest = 0;            // by size
  bool finite = true;

  bool is_constant(std::size_t rows) const {
    return std::sqrt(squares / static_cast<double>(rows)) <= kRoundingShare * largest;
  }
};

// Whole rows at a time, so that the inner loops are contiguous.
std::vector<Column> describe_columns(MatrixView x) {
  std::vector<Column> columns(x.cols);
  for (std::size_t t = 0; t < x.rows; ++t) {
    const auto row = x.row(t);
    for (std::size_t j = 0; j < x.cols; ++j) {
      columns[j].mean += row[j];
      columns[j].finite = columns[j].finite && std::isfinite(row[j]);
      columns[j].largest = std::max(columns[j].largest, std::abs(double{row[j]}));
    }
  }
  for (Column& c : columns) c.mean /= static_cast<double>(x.rows);
  for (std::size_t t = 0; t < x.rows; ++t) {
    const auto row = x.row(t);
    for (std::size_t j = 0; j < x.cols; ++j) {
      const double d = row[j] - columns[j].mean;
      columns[j].squares += d * d;
    }
  }
  return columns;
}

Standardized standardized(MatrixView x, double divisor) {
  const std::vector<Column> columns = describe_columns(x);
  Standardized out;
  std::vector<double> scale(x.cols);
  for (std::size_t j = 0; j < x.cols; ++j) {
    if (!columns[j].finite)
      out.not_finite.push_back(j);
    else if (columns[j].is_constant(x.rows))
      out.constant.push_back(j);
    else
      scale[j] = 1 / std::sqrt(columns[j].squares / divisor);
  }
  out.values = Matrix(x.rows, x.cols);
  for (std::size_t t = 0; t < x.rows; ++t) {
    const auto row = x.row(t);
    auto result = out.values.row(t);
    for (std::size_t j = 0; j < x.cols; ++j)
      if (scale[j] != 0) result[j] = static_cast<float>((row[j] - columns[j].mean) * scale[j]);
  }
  return out;
}

}  // namespace

std::vector<char> Standardized::usable() const {
  std::vector<char> is_usable(values.cols, 1);
  for (std::size_t j : constant) is_usable[j] = 0;
  for (std::size_t j : not_finite) is_usable[j] = 0;
  return is_usable;
}

std::vector<std::size_t> indices_of(const std::vector<char>& usable) {
  std::vector<std::size_t> indices;
  for (std::size_t i = 0; i < usable.size(); ++i)
    if (usable[i]) indices.push_back(i);
  return indices;
}

Matrix columns_kept(MatrixView x, std::span<const std::size_t> kept) {
  Matrix out(x.rows, kept.size());
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t k = 0; k < kept.size(); ++k) out(t, k) = x(t, kept[k]);
  return out;
}

Standardized unit_columns(MatrixView series) { return standardized(series, 1); }

Standardized zscored_columns(MatrixView series) {
  return standardized(series, static_cast<double>(series.rows));
}

}  // namespace anbn
