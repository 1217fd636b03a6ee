// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/operations.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {
namespace {

// A product is cut into pieces of at most this many rows and columns. Tall pieces make the matrix
// kernel pack and fetch each weight once for the segment; narrow ones are enough to share out, and
// stay in the second-level cache until bias and activation are applied. Of the shapes tried with
// encoder_bench.cpp this was the fastest: 256 x 384 took about 8 % longer, 256 x 768 11 %.
constexpr std::size_t kBlockRows = 512, kBlockCols = 192;
// Queries of a head that attend at a time: their scores (512 keys) fill half a megabyte.
constexpr std::size_t kAttentionRows = 256;
// Rows that are normalized, turned or multiplied at a time.
constexpr std::size_t kStripeRows = 32;

/// A range cut into the fewest pieces of at most `most`, as equal as that allows.
struct EvenPieces {
  std::size_t size, count;

  EvenPieces(std::size_t total, std::size_t most) : size(total), count((total + most - 1) / most) {}
  std::size_t begin(std::size_t piece) const { return size * piece / count; }
  std::size_t length(std::size_t piece) const { return begin(piece + 1) - begin(piece); }
};

/// The shape of `x` becomes [rows x cols]; its values are whatever they were.
void reshape(Matrix& x, std::size_t rows, std::size_t cols) {
  x.rows = rows;
  x.cols = cols;
  x.values.resize(rows * cols);
}

/// out = x w^T + beta out + bias, for the outputs first .. first + out.cols - 1 of a dense layer.
void multiply_outputs(const Backend& backend, ConstView x, const Dense& dense, std::size_t first,
                      float beta, MutableView out) {
  const float* w = dense.weight.values().data();
  if (dense.rows == Dense::Rows::outputs)
    backend.gemm(1, x, Transpose::no, {w + first * x.cols, out.cols, x.cols, x.cols},
                 Transpose::yes, beta, out);
  else
    backend.gemm(1, x, Transpose::no, {w + first, x.cols, out.cols, dense.out}, Transpose::no, beta,
                 out);
  const std::span<const float> bias = dense.bias.values();
  if (!bias.empty()) backend.add_row(out, bias.subspan(first, out.cols));
}

void activate(const Backend& backend, Activation activation, MutableView x) {
  if (activation == Activation::gelu) backend.gelu(x);
  if (activation == Activation::gelu_tanh) backend.gelu_tanh(x);
  if (activation == Activation::silu) backend.silu(x);
}

void normalize_rows(const Backend& backend, const Norm& norm, MutableView x) {
  if (norm.kind == Norm::Kind::layer)
    backend.layer_norm_rows(x, norm.gain.values(), norm.bias.values(), norm.epsilon);
  else
    backend.rms_norm_rows(x, norm.gain.values(), norm.epsilon);
}

/// Calls work(first row, number of rows) for stripes of `rows` rows.
template <class Work>
void for_each_stripe(Threads& threads, std::size_t rows, const Work& work) {
  const EvenPieces stripes(rows, kStripeRows);
  threads.for_each_block(stripes.count, [&](std::size_t block, std::size_t) {
    work(stripes.begin(block), stripes.length(block));
  });
}

/// The first key that a query sees, where it sees none behind itself.
std::size_t first_seen(const AttentionMask& mask, std::size_t query) {
  return mask.window == 0 || query < mask.window ? 0 : query + 1 - mask.window;
}

/// softmax over the keys that each query sees, 0 for the others. Row i is that of the query
/// `first` + i, column j that of the key `first_key` + j.
void softmax_of_seen(const Backend& backend, const AttentionMask& mask, std::size_t first,
                     std::size_t first_key, MutableView scores) {
  for (std::size_t i = 0; i < scores.rows; ++i) {
    const std::size_t query = first + i, begin = first_seen(mask, query);
    const MutableView row = rows_of(scores, i, 1);
    const MutableView seen = columns_of(row, begin - first_key, query + 1 - begin);
    std::fill(row.data, seen.data, 0.0f);
    backend.softmax_rows(seen);
    std::fill(seen.data + seen.cols, row.data + row.cols, 0.0f);
  }
}

}  // namespace

Operations::Operations(const Machine& machine)
    : machine_(machine), scores_(static_cast<std::size_t>(machine.threads.count())) {}

void Operations::project(const Matrix& x, std::span<const Projection> projections) {
  const EvenPieces rows(x.rows, kBlockRows);
  struct Piece {
    std::size_t projection, first, count;  // columns of its output
  };
  std::vector<Piece> pieces;
  for (std::size_t p = 0; p < projections.size(); ++p) {
    const std::size_t width = projections[p].count > 0 ? projections[p].count  //
                                                       : projections[p].dense.out;
    const EvenPieces cols(width, kBlockCols);
    reshape(projections[p].out, x.rows, width);
    for (std::size_t c = 0; c < cols.count; ++c)
      pieces.push_back({p, cols.begin(c), cols.length(c)});
  }
  machine_.threads.for_each_block(pieces.size() * rows.count, [&](std::size_t block, std::size_t) {
    const Piece& piece = pieces[block / rows.count];
    const Projection& p = projections[piece.projection];
    const std::size_t first = rows.begin(block % rows.count);
    const std::size_t count = rows.length(block % rows.count);
    const MutableView out = columns_of(rows_of(p.out, first, count), piece.first, piece.count);
    multiply_outputs(machine_.backend, rows_of(x, first, count), p.dense, p.first + piece.first, 0,
                     out);
    activate(machine_.backend, p.activation, out);
  });
}

void Operations::add_projection(const Dense& dense, const Matrix& x, Matrix& sum) {
  const EvenPieces rows(x.rows, kBlockRows), cols(sum.cols, kBlockCols);
  machine_.threads.for_each_block(rows.count * cols.count, [&](std::size_t block, std::size_t) {
    const std::size_t first = rows.begin(block % rows.count);
    const std::size_t count = rows.length(block % rows.count), col = block / rows.count;
    multiply_outputs(machine_.backend, rows_of(x, first, count), dense, cols.begin(col), 1,
                     columns_of(rows_of(sum, first, count), cols.begin(col), cols.length(col)));
  });
}

void Operations::normalize(const Norm& norm, Matrix& x) {
  for_each_stripe(machine_.threads, x.rows, [&](std::size_t first, std::size_t count) {
    normalize_rows(machine_.backend, norm, rows_of(x, first, count));
  });
}

void Operations::normalize(const Norm& norm, const Matrix& x, Matrix& out) {
  out = x;
  normalize(norm, out);
}

void Operations::normalize_heads(const Norm& norm, std::size_t heads, Matrix& x) {
  const std::size_t size = x.cols / heads;
  for_each_stripe(machine_.threads, x.rows, [&](std::size_t first, std::size_t count) {
    for (std::size_t h = 0; h < heads; ++h)
      normalize_rows(machine_.backend, norm, columns_of(rows_of(x, first, count), h * size, size));
  });
}

void Operations::rotate(const Rotation& rotation, std::size_t heads, Matrix& x) {
  const std::size_t size = x.cols / heads, half = size / 2;
  assert(rotation.frequencies.size() == half);
  for_each_stripe(machine_.threads, x.rows, [&](std::size_t first, std::size_t count) {
    std::vector<float> cosines(half), sines(half);
    for (std::size_t i = first; i < first + count; ++i) {
      angles_at(rotation, i, cosines, sines);
      for (std::size_t h = 0; h < heads; ++h) {
        float* const a = x.row(i).data() + h * size;
        float* const b = a + half;
        for (std::size_t j = 0; j < half; ++j) {
          const float old = a[j];
          a[j] = old * cosines[j] - b[j] * sines[j];
          b[j] = b[j] * cosines[j] + old * sines[j];
        }
      }
    }
  });
}

// A head and a block of queries at a time.
void Operations::attend(const Heads& heads, const AttentionMask& mask, const Matrix& query,
                        const Matrix& key, const Matrix& value, Matrix& context) {
  const std::size_t n = query.rows, size = heads.size;
  const EvenPieces rows(n, kAttentionRows);
  const float scale = static_cast<float>(1 / std::sqrt(static_cast<double>(size)));
  reshape(context, n, heads.count * size);
  machine_.threads.for_each_block(
      heads.count * rows.count, [&](std::size_t block, std::size_t worker) {
        const std::size_t head = block / rows.count, row = block % rows.count;
        const std::size_t at = head * size, key_at = head * heads.key_count / heads.count * size;
        const std::size_t first = rows.begin(row), count = rows.length(row);
        // The keys that any query of the block sees.
        const bool sees_all = mask.sight == Sight::all;
        const std::size_t begin = sees_all ? 0 : first_seen(mask, first);
        const std::size_t keys = (sees_all ? n : first + count) - begin;
        Matrix& scores = scores_[worker];
        reshape(scores, count, keys);
        machine_.backend.gemm(scale, columns_of(rows_of(query, first, count), at, size),
                              Transpose::no, columns_of(rows_of(key, begin, keys), key_at, size),
                              Transpose::yes, 0, view_of(scores));
        if (sees_all)
          machine_.backend.softmax_rows(view_of(scores));
        else
          softmax_of_seen(machine_.backend, mask, first, begin, view_of(scores));
        machine_.backend.gemm(1, view_of(scores), Transpose::no,
                              columns_of(rows_of(value, begin, keys), key_at, size), Transpose::no,
                              0, columns_of(rows_of(context, first, count), at, size));
      });
}

void Operations::multiply(const Matrix& gate, Matrix& x) {
  for_each_stripe(machine_.threads, x.rows, [&](std::size_t first, std::size_t count) {
    machine_.backend.multiply(rows_of(gate, first, count), rows_of(x, first, count));
  });
}

}  // namespace anbn
