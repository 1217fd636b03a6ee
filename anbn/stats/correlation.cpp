// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/correlation.h"

#include "anbn/core/error.h"
#include "anbn/core/nan.h"
#include "anbn/signal/standardize.h"
#include "anbn/stats/tested_columns.h"

#include <algorithm>
#include <cmath>

namespace anbn {
namespace {

constexpr std::size_t kRowsPerBlock = 256;

// The row of NaNs and zero rows must not be told apart by value: 0 is a correlation like any other.
void mark_unusable(Matrix& correlation, const std::vector<char>& rows,
                   const std::vector<char>& cols) {
  for (std::size_t i = 0; i < correlation.rows; ++i) {
    auto row = correlation.row(i);
    for (std::size_t j = 0; j < correlation.cols; ++j)
      // Rounding may carry the product of two unit columns a bit beyond 1.
      row[j] = rows[i] && cols[j] ? std::clamp(row[j], -1.0f, 1.0f) : kFloatNan;
  }
}

void take_if_larger(Anchor& best, std::size_t index, float r, Delta delta) {
  if (std::isnan(r)) return;
  const bool larger =
      delta == Delta::absolute ? std::abs(r) > std::abs(best.correlation) : r > best.correlation;
  if (best.index == kNoIndex || larger) best = {index, r};
}

}  // namespace

Matrix blocked_product(const Matrix& left, const Matrix& right, const Machine& machine) {
  Matrix out(left.rows, right.cols);
  const std::size_t blocks = (left.rows + kRowsPerBlock - 1) / kRowsPerBlock;
  machine.threads.for_each_block(blocks, [&](std::size_t block, std::size_t) {
    const std::size_t first = block * kRowsPerBlock;
    const std::size_t count = std::min(kRowsPerBlock, left.rows - first);
    machine.backend.gemm(1, rows_of(left, first, count), Transpose::no, view_of(right),
                         Transpose::no, 0, rows_of(out, first, count));
  });
  return out;
}

Matrix correlation_matrix(MatrixView neurons, MatrixView networks, const Machine& machine) {
  check_volumes(neurons, networks);
  const Standardized left = unit_columns(neurons), right = unit_columns(networks);
  Matrix correlation = blocked_product(transposed(left.values), right.values, machine);
  mark_unusable(correlation, left.usable(), right.usable());
  return correlation;
}

Anchoring anchors_of(const Matrix& correlation, Delta delta) {
  Anchoring anchors;
  anchors.neurons.resize(correlation.rows);
  anchors.networks.resize(correlation.cols);
  for (std::size_t i = 0; i < correlation.rows; ++i)
    for (std::size_t j = 0; j < correlation.cols; ++j) {
      take_if_larger(anchors.neurons[i], j, correlation(i, j), delta);
      take_if_larger(anchors.networks[j], i, correlation(i, j), delta);
    }
  return anchors;
}

}  // namespace anbn
