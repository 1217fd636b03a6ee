// SPDX-License-Identifier: Apache-2.0
#include "anbn/model/encoder.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <array>
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
// Rows that are normalized at a time.
constexpr std::size_t kNormRows = 32;

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

/// Rows first .. first+count-1 of a dense layer's weights [out x in].
ConstView rows_of(const Dense& dense, std::size_t in, std::size_t first, std::size_t count) {
  return {dense.weight.values().data() + first * in, count, in, in};
}

}  // namespace

Encoder::Encoder(const ModelConfig& config, const Machine& machine)
    : config_(config),
      machine_(machine),
      scores_(static_cast<std::size_t>(machine.threads.count())) {}

void Encoder::project(const Matrix& x, std::span<const Projection> projections) {
  const EvenPieces rows(x.rows, kBlockRows), cols(config_.hidden, kBlockCols);
  for (const Projection& p : projections) reshape(*p.out, x.rows, config_.hidden);
  machine_.threads.for_each_block(
      projections.size() * rows.count * cols.count, [&](std::size_t block, std::size_t) {
        const Projection& p = projections[block / (rows.count * cols.count)];
        const std::size_t row = block % rows.count, col = block / rows.count % cols.count;
        const std::size_t first = cols.begin(col), count = cols.length(col);
        const MutableView out =
            columns_of(anbn::rows_of(*p.out, rows.begin(row), rows.length(row)), first, count);
        machine_.backend.gemm(1, anbn::rows_of(x, rows.begin(row), rows.length(row)), Transpose::no,
                              rows_of(*p.dense, x.cols, first, count), Transpose::yes, 0, out);
        machine_.backend.add_row(out, p.dense->bias.values().subspan(first, count));
      });
}

void Encoder::queries_and_keys(const LayerWeights& w, const Matrix& hidden) {
  project(hidden, std::array{Projection{&w.query, &query_}, Projection{&w.key, &key_}});
}

// context = softmax(q k^T / sqrt(d)) v, a head and a block of queries at a time.
void Encoder::attend() {
  const std::size_t n = query_.rows, size = config_.head_size();
  const EvenPieces rows(n, kAttentionRows);
  const float scale = static_cast<float>(1 / std::sqrt(static_cast<double>(size)));
  reshape(context_, n, config_.hidden);
  machine_.threads.for_each_block(
      config_.heads * rows.count, [&](std::size_t block, std::size_t worker) {
        const std::size_t head = block / rows.count * size, row = block % rows.count;
        const std::size_t first = rows.begin(row), count = rows.length(row);
        Matrix& scores = scores_[worker];
        reshape(scores, count, n);
        machine_.backend.gemm(scale, columns_of(anbn::rows_of(query_, first, count), head, size),
                              Transpose::no, columns_of(view_of(key_), head, size), Transpose::yes,
                              0, view_of(scores));
        machine_.backend.softmax_rows(view_of(scores));
        machine_.backend.gemm(1, view_of(scores), Transpose::no,
                              columns_of(view_of(value_), head, size), Transpose::no, 0,
                              columns_of(anbn::rows_of(context_, first, count), head, size));
      });
}

// inner = gelu(x up^T + bias)
void Encoder::feed_forward_up(const Dense& up, const Matrix& x) {
  const EvenPieces rows(x.rows, kBlockRows), cols(config_.intermediate, kBlockCols);
  reshape(inner_, x.rows, config_.intermediate);
  machine_.threads.for_each_block(rows.count * cols.count, [&](std::size_t block, std::size_t) {
    const std::size_t row = block % rows.count, col = block / rows.count;
    const std::size_t first = cols.begin(col), count = cols.length(col);
    const MutableView out =
        columns_of(anbn::rows_of(inner_, rows.begin(row), rows.length(row)), first, count);
    machine_.backend.gemm(1, anbn::rows_of(x, rows.begin(row), rows.length(row)), Transpose::no,
                          rows_of(up, x.cols, first, count), Transpose::yes, 0, out);
    machine_.backend.add_row(out, up.bias.values().subspan(first, count));
    machine_.backend.gelu(out);
  });
}

// sum = norm(sum + x weight^T + bias)
void Encoder::add_dense_and_normalize(const Dense& dense, const Matrix& x, const LayerNorm& norm,
                                      Matrix& sum) {
  const EvenPieces rows(x.rows, kBlockRows), cols(config_.hidden, kBlockCols);
  machine_.threads.for_each_block(rows.count * cols.count, [&](std::size_t block, std::size_t) {
    const std::size_t row = block % rows.count, col = block / rows.count;
    const std::size_t first = cols.begin(col), count = cols.length(col);
    machine_.backend.gemm(
        1, anbn::rows_of(x, rows.begin(row), rows.length(row)), Transpose::no,
        rows_of(dense, x.cols, first, count), Transpose::yes, 1,
        columns_of(anbn::rows_of(sum, rows.begin(row), rows.length(row)), first, count));
  });
  const EvenPieces stripes(x.rows, kNormRows);
  machine_.threads.for_each_block(stripes.count, [&](std::size_t block, std::size_t) {
    const MutableView out = anbn::rows_of(sum, stripes.begin(block), stripes.length(block));
    machine_.backend.add_row(out, dense.bias.values());
    machine_.backend.layer_norm_rows(out, norm.gain.values(), norm.bias.values(),
                                     config_.layer_norm_epsilon);
  });
}

void Encoder::advance(const LayerWeights& w, Matrix& hidden) {
  assert(query_.rows == hidden.rows);
  project(hidden, std::array{Projection{&w.value, &value_}});
  attend();
  add_dense_and_normalize(w.attention_output, context_, w.attention_norm, hidden);
  feed_forward_up(w.up, hidden);
  add_dense_and_normalize(w.down, inner_, w.output_norm, hidden);
}

void check_segments(const ModelConfig& config, std::span<const Segment> segments) {
  for (std::size_t s = 0; s < segments.size(); ++s) {
    if (segments[s].empty() || segments[s].size() > config.positions)
      fail(
          "segment {} has {} tokens; expected 1 to {}, the model's max_position_embeddings. Cut "
          "the text into shorter segments (--max-segment-tokens of `anbn tokens`).",
          s + 1, segments[s].size(), config.positions);
    for (std::int32_t id : segments[s])
      if (id < 0 || static_cast<std::size_t>(id) >= config.vocabulary)
        fail(
            "segment {} holds the token id {}; expected 0 to {}, the model's vocabulary. Were the "
            "tokens made with another model's vocab.txt?",
            s + 1, id, config.vocabulary - 1);
  }
}

Weights weights_of(const ModelConfig& config, WeightSource source,
                   const std::filesystem::path& folder, std::uint64_t seed) {
  switch (source) {
    case WeightSource::random:
      return Weights::random(seed, config.initializer_range);
    case WeightSource::permuted:
      return Weights::permuted(folder, config.architecture->prefix, seed);
    case WeightSource::pretrained:
      break;
  }
  return Weights::pretrained(folder, config.architecture->prefix);
}

double encoder_bytes(const ModelConfig& config, std::span<const Segment> segments,
                     WeightSource weights) {
  const auto real = [](std::size_t count) { return static_cast<double>(count); };
  const double hidden = real(config.hidden), inner = real(config.intermediate);
  double tokens = 0, longest = 0;
  for (const Segment& segment : segments) {
    tokens += real(segment.size());
    longest = std::max(longest, real(segment.size()));
  }
  const double layer = 2 * hidden * (2 * hidden + inner);
  return sizeof(float) *
         (tokens * hidden + longest * (4 * hidden + inner) + (is_untrained(weights) ? layer : 0));
}

void encode(const ModelConfig& config, const Weights& weights, std::span<const Segment> segments,
            const Machine& machine, const EncoderObserver& observer) {
  check_segments(config, segments);
  const Architecture& architecture = *config.architecture;
  std::vector<Matrix> hidden;
  for (const Segment& ids : segments)
    hidden.push_back(architecture.embed(config, weights, ids, machine.backend));
  Encoder encoder(config, machine);
  for (std::size_t layer = 1; layer <= config.layers; ++layer) {
    const LayerWeights w = architecture.load_layer(config, weights, layer, machine.threads);
    for (std::size_t s = 0; s < segments.size(); ++s) {
      encoder.queries_and_keys(w, hidden[s]);
      observer(layer, s, encoder.query(), encoder.key());
      if (layer < config.layers) encoder.advance(w, hidden[s]);
    }
  }
}

}  // namespace anbn
