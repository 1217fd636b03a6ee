// SPDX-License-Identifier: Apache-2.0
#include "anbn/neurons/neurons.h"

#include <algorithm>
#include <cassert>

namespace anbn {
namespace {

/// The mean over the rows of `x` with tokens, given to the others.
void fill_with_mean(Matrix& x, std::span<const std::size_t> tokens_in) {
  std::vector<double> sums(x.cols);
  double count = 0;
  for (std::size_t t = 0; t < x.rows; ++t) {
    if (tokens_in[t] == 0) continue;
    for (std::size_t j = 0; j < x.cols; ++j) sums[j] += x(t, j);
    ++count;
  }
  for (std::size_t t = 0; t < x.rows; ++t)
    for (std::size_t j = 0; tokens_in[t] == 0 && j < x.cols; ++j)
      x(t, j) = static_cast<float>(sums[j] / count);
}

/// Row `t` becomes a point on the line between the rows `before` and `after`.
void interpolate_row(Matrix& x, std::size_t before, std::size_t t, std::size_t after) {
  const double share =
      after == before ? 0 : static_cast<double>(t - before) / static_cast<double>(after - before);
  for (std::size_t j = 0; j < x.cols; ++j)
    x(t, j) = static_cast<float>((1 - share) * x(before, j) + share * x(after, j));
}

}  // namespace

void fill_empty_volumes(Matrix& x, std::span<const std::size_t> tokens_in, EmptyVolumes empty) {
  assert(tokens_in.size() == x.rows);
  std::vector<std::size_t> spoken;  // the rows with tokens
  for (std::size_t t = 0; t < x.rows; ++t)
    if (tokens_in[t] > 0) spoken.push_back(t);
  if (empty == EmptyVolumes::zero || spoken.empty()) {
    for (std::size_t t = 0; t < x.rows; ++t)
      if (tokens_in[t] == 0) std::fill_n(x.row(t).begin(), x.cols, 0.0f);
    return;
  }
  if (empty == EmptyVolumes::mean) {
    fill_with_mean(x, tokens_in);
    return;
  }
  for (std::size_t t = 0; t < x.rows; ++t) {
    if (tokens_in[t] > 0) continue;
    const auto next = std::upper_bound(spoken.begin(), spoken.end(), t);
    const bool is_first = next == spoken.begin();
    if (empty == EmptyVolumes::hold) {
      if (is_first)
        std::fill_n(x.row(t).begin(), x.cols, 0.0f);
      else
        std::copy_n(x.row(*(next - 1)).begin(), x.cols, x.row(t).begin());
    } else if (is_first || next == spoken.end()) {
      const std::size_t nearest = is_first ? spoken.front() : spoken.back();
      std::copy_n(x.row(nearest).begin(), x.cols, x.row(t).begin());
    } else {
      interpolate_row(x, *(next - 1), t, *next);
    }
  }
}

}  // namespace anbn
