// SPDX-License-Identifier: Apache-2.0
// The dense kernels. Algorithms are written once, against this interface; a backend is one class
// in one file. `reference` (plain loops in double) is the oracle of the others' tests.
//
// Every function is called by one thread and uses one thread: callers cut the work into blocks
// of a fixed shape and share them out (core/parallel.h), so that results are the same bytes for
// any number of threads. Several threads may call one backend at once.
#pragma once

#include "anbn/core/matrix.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace anbn {

enum class Transpose { no, yes };

/// A [rows x cols] piece of a row-major matrix whose rows are `stride` floats apart.
template <class Float>
struct BasicView {
  Float* data = nullptr;
  std::size_t rows = 0, cols = 0, stride = 0;

  operator BasicView<const Float>() const requires(!std::is_const_v<Float>) {
    return {data, rows, cols, stride};
  }
};
using ConstView = BasicView<const float>;
using MutableView = BasicView<float>;

/// Rows first .. first+count-1 of `x`.
inline ConstView rows_of(const Matrix& x, std::size_t first, std::size_t count) {
  return {x.values.data() + first * x.cols, count, x.cols, x.cols};
}
inline ConstView rows_of(ConstView x, std::size_t first, std::size_t count) {
  return {x.data + first * x.stride, count, x.cols, x.stride};
}
inline MutableView rows_of(Matrix& x, std::size_t first, std::size_t count) {
  return {x.values.data() + first * x.cols, count, x.cols, x.cols};
}
inline ConstView view_of(const Matrix& x) { return rows_of(x, 0, x.rows); }
inline MutableView view_of(Matrix& x) { return rows_of(x, 0, x.rows); }

/// Columns first .. first+count-1 of `x`.
template <class Float>
BasicView<Float> columns_of(BasicView<Float> x, std::size_t first, std::size_t count) {
  return {x.data + first, x.rows, count, x.stride};
}
/// Rows first .. first+count-1 of `x`.
template <class Float>
BasicView<Float> rows_of(BasicView<Float> x, std::size_t first, std::size_t count) {
  return {x.data + first * x.stride, count, x.cols, x.stride};
}

// Weights in panels, and memory that is read next: backend/panels.h.
template <class Float>
struct BasicPanels;
using ConstPanels = BasicPanels<const float>;
using MutablePanels = BasicPanels<float>;
struct Ahead;

/// How one step changes weights w, given the sum of products g of a batch: with a velocity u
///
///   u = momentum u + rate g - pull sign(w)      w = w + u
///
/// and without one as if momentum were 0; then w is shrunk towards 0 by `threshold`.
struct WeightStep {
  float rate = 0, pull = 0, momentum = 0, threshold = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;

  virtual std::string_view name() const = 0;
  /// The instruction set in use ("avx512_core", ...), as recorded in manifests: bytes of results
  /// are equal only under one name and one instruction set.
  virtual std::string isa() const = 0;

  /// c = alpha op(a) op(b) + beta c; with beta = 0 the old c is never read.
  virtual void gemm(float alpha, ConstView a, Transpose ta, ConstView b, Transpose tb, float beta,
                    MutableView c) const = 0;
  /// x(i, :) = x(i, :) + row
  virtual void add_row(MutableView x, std::span<const float> row) const = 0;
  /// x(i, :) = softmax(x(i, :))
  virtual void softmax_rows(MutableView x) const = 0;
  /// x(i, :) = (x(i, :) - mean) / sqrt(variance + epsilon) * gain + bias
  virtual void layer_norm_rows(MutableView x, std::span<const float> gain,
                               std::span<const float> bias, double epsilon) const = 0;
  /// x(i, :) = x(i, :) / sqrt(mean square + epsilon) * gain
  virtual void rms_norm_rows(MutableView x, std::span<const float> gain, double epsilon) const = 0;
  /// x = x Phi(x), Phi the normal distribution function (the exact form with erf)
  virtual void gelu(MutableView x) const = 0;
  /// x = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, which is nearly the same
  virtual void gelu_tanh(MutableView x) const = 0;
  /// x = x / (1 + exp(-x))
  virtual void silu(MutableView x) const = 0;
  /// x = 1 / (1 + exp(-x))
  virtual void sigmoid(MutableView x) const = 0;
  /// y = y + x
  virtual void add(ConstView x, MutableView y) const = 0;
  /// y = y x, value by value
  virtual void multiply(ConstView x, MutableView y) const = 0;
  /// y(j) = max(y(j), max_i x(i, j)) for every column j; `y` holds earlier maxima.
  virtual void column_maxima(ConstView x, std::span<float> y) const = 0;
  /// y(i) = max(y(i), max_j x(i, j)) for every row i; `y` holds earlier maxima.
  virtual void row_maxima(ConstView x, std::span<float> y) const = 0;
  /// y(i) = sum_j x(i, j), added up in float32: rows are batches, not series
  virtual void row_sums(ConstView x, std::span<float> y) const = 0;
  /// y(i) = sum_j x(i, j)^2, added up in float32: rows are pairs of one neuron, not series
  virtual void row_square_sums(ConstView x, std::span<float> y) const = 0;
  /// sums(i, j) = sums(i, j) + x(i, j), with the rows of `sums` one after the other
  virtual void add_to_sums(ConstView x, std::span<double> sums) const = 0;

  // The products of training a restricted Boltzmann machine, for n samples and some rows w [U x H]
  // of its weights. Visible units are rows here: v is [U x n].
  /// x = x + scale v^T w, x [n x H]
  virtual void add_hidden_inputs(float scale, ConstView v, ConstPanels w, MutableView x,
                                 const Ahead& ahead) const = 0;
  /// v = w h^T + bias, h [n x H], bias [U]
  virtual void reconstruct(ConstView h, ConstPanels w, std::span<const float> bias, MutableView v,
                           const Ahead& ahead) const = 0;
  /// Changes w (and `velocity` [U x H], unless its data is null) by a step with g = v h [U x H].
  virtual void update_weights(ConstView v, ConstView h, const WeightStep& step,
                              MutablePanels velocity, MutablePanels w,
                              const Ahead& ahead) const = 0;
};

/// One line of the table of backends.
struct BackendKind {
  std::string_view name, summary;
  /// `isa` is "auto" or the name of an instruction set that results shall be pinned to, for the
  /// whole process: all backends of one process share it, and "auto" takes what an earlier one
  /// pinned. Throws Error if there is no such set, this machine lacks it, or another one is in use.
  /// Null: not in this build.
  std::unique_ptr<Backend> (*create)(const std::string& isa);
};

/// The first entry is `reference`.
std::span<const BackendKind> backend_kinds();

/// The backend called `name`. Throws Error if there is none.
std::unique_ptr<Backend> make_backend(std::string_view name, const std::string& isa);

}  // namespace anbn
