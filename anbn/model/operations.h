// SPDX-License-Identifier: Apache-2.0
// What layers of transformers are made of, in float32, over the n tokens of one unpadded segment.
//
// Work is cut into blocks of rows and columns whose shapes depend on the model and the segment's
// length alone, so the results are the same bytes for any number of threads.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/core/names.h"
#include "anbn/model/rotation.h"
#include "anbn/model/weights.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// What is done to a value by itself: nothing, x Phi(x), its approximation by tanh, or
/// x / (1 + e^-x).
enum class Activation { none, gelu, gelu_tanh, silu };

/// y = x weight^T + bias
struct Dense {
  /// How the file has the matrix: a row for each output, or a row for each input (Conv1D).
  enum class Rows { outputs, inputs };
  Tensor weight;  // [out x in] or [in x out]
  Tensor bias;    // [out], or empty: none
  std::size_t out = 0;
  Rows rows = Rows::outputs;
};

/// y = (x - mean) / sqrt(variance + epsilon) gain + bias, or without mean and bias
/// y = x / sqrt(mean square + epsilon) gain
struct Norm {
  enum class Kind { layer, rms };
  Tensor gain, bias;  // [width]; RMSNorm has no bias
  double epsilon = 0;
  Kind kind = Kind::layer;
};

/// Query heads share key heads in equal groups: key head of query head h is h / (count /
/// key_count), rounded down.
struct Heads {
  std::size_t count = 0, key_count = 0, size = 0;
};

/// Which tokens a token sees: all, or itself and those before it. Of these the nearest `window`
/// (itself included), unless that is 0.
enum class Sight { all, before };
struct AttentionMask {
  Sight sight = Sight::all;
  std::size_t window = 0;
};

class Operations {
 public:
  /// Keeps references to the parts of `machine`.
  explicit Operations(const Machine& machine);

  /// The outputs first .. first + count - 1 of a dense layer, [n x count]; all where count is 0.
  struct Projection {
    const Dense& dense;
    Matrix& out;
    std::size_t first = 0, count = 0;
    Activation activation = Activation::none;
  };
  /// out = activation(x weight^T + bias), for several dense layers that share their input.
  void project(const Matrix& x, std::span<const Projection> projections);
  /// sum = sum + x weight^T + bias
  void add_projection(const Dense& dense, const Matrix& x, Matrix& sum);

  /// x = norm(x), a row at a time.
  void normalize(const Norm& norm, Matrix& x);
  /// out = norm(x)
  void normalize(const Norm& norm, const Matrix& x, Matrix& out);
  /// Each head's part of each row by itself, all with the same gains.
  void normalize_heads(const Norm& norm, std::size_t heads, Matrix& x);

  /// Turns the pairs of each head by the angles of their places in the segment.
  void rotate(const Rotation& rotation, std::size_t heads, Matrix& x);

  /// context = softmax(q k^T / sqrt(d)) v over the keys that each query sees.
  void attend(const Heads& heads, const AttentionMask& mask, const Matrix& query, const Matrix& key,
              const Matrix& value, Matrix& context);

  /// x = gate x
  void multiply(const Matrix& gate, Matrix& x);

  /// Memory that layers use again and again.
  struct Workspace {
    Matrix normed, query, key, value, context, gate, inner;
  };
  Workspace work;

 private:
  Machine machine_;
  std::vector<Matrix> scores_;  // one a worker
};

}  // namespace anbn
