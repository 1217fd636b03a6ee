// SPDX-License-Identifier: Apache-2.0
// The forward pass of a transformer encoder in float32, one unpadded segment at a time, for the
// sake of its queries and keys.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix.h"
#include "anbn/model/architectures/architecture.h"
#include "anbn/model/config.h"
#include "anbn/model/weights.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <vector>

namespace anbn {

/// Token ids of one segment, specials included.
using Segment = std::vector<std::int32_t>;

/// Computes layers, with memory that is used again from layer to layer.
///
/// Work is cut into blocks of rows and columns whose shapes depend on the model and the segment's
/// length alone, so the results are the same bytes for any number of threads.
class Encoder {
 public:
  /// Keeps references to `backend` and `threads`.
  Encoder(const ModelConfig& config, const Machine& machine);

  /// The queries and keys x W^T + b [n x hidden] of `hidden` [n x hidden], before any 1/sqrt(d);
  /// columns of head h are (h - 1) head_size .. h head_size - 1.
  void queries_and_keys(const LayerWeights& w, const Matrix& hidden);
  const Matrix& query() const { return query_; }
  const Matrix& key() const { return key_; }

  /// Replaces `hidden`, from which queries_and_keys() was just computed, by the output of the
  /// layer:
  ///   x = norm(hidden + attention(q, k, v));  hidden = norm(x + down(gelu(up(x))))
  void advance(const LayerWeights& w, Matrix& hidden);

 private:
  /// One of several products that share their input: out = x weight^T + bias.
  struct Projection {
    const Dense* dense;
    Matrix* out;
  };
  void project(const Matrix& x, std::span<const Projection> projections);
  void attend();
  void feed_forward_up(const Dense& up, const Matrix& x);
  void add_dense_and_normalize(const Dense& dense, const Matrix& x, const LayerNorm& norm,
                               Matrix& sum);

  ModelConfig config_;
  Machine machine_;
  Matrix query_, key_, value_, context_, inner_;
  std::vector<Matrix> scores_;  // one a worker
};

/// Throws Error if a segment is empty, longer than the model's positions or holds an id outside of
/// its vocabulary.
void check_segments(const ModelConfig& config, std::span<const Segment> segments);

/// The weights of a model's folder: its own, or untrained ones of `seed`. Throws Error as
/// Weights::pretrained() does.
Weights weights_of(const ModelConfig& config, WeightSource source,
                   const std::filesystem::path& folder, std::uint64_t seed);

/// Bytes of memory that encode() takes at most for segments of so many tokens, beside weights that
/// lie in a mapped file.
double encoder_bytes(const ModelConfig& config, std::span<const Segment> segments,
                     WeightSource weights);

/// Who looks at the inside of a forward pass: layer (1 ..), segment (0 ..), queries and keys
/// [n x hidden] of the segment.
using EncoderObserver = std::function<void(std::size_t layer, std::size_t segment,
                                           const Matrix& query, const Matrix& key)>;

/// Shows the queries and keys of all layers and segments: layer 1 of every segment in order, then
/// layer 2, ..., so that only one layer's weights and one hidden state a segment are held. What
/// lies behind the last layer's queries and keys is not computed.
/// Throws Error as check_segments() does, or if the weights lack a tensor.
void encode(const ModelConfig& config, const Weights& weights, std::span<const Segment> segments,
            const Machine& machine, const EncoderObserver& observer);

}  // namespace anbn
