// SPDX-License-Identifier: Apache-2.0
// What kinds of neuron share: the tokens of a volume, and what is kept of their values.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/neurons/neurons.h"

#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace anbn {

/// Neurons that are the dimensions of the first `heads` heads of each layer: "L8H2D51" is dimension
/// 51 of head 2 of layer 8.
std::vector<Neuron> head_columns(const ModelConfig& config, std::size_t heads);

/// What is kept of the values of one column over the tokens of a volume.
struct Extent {
  double sum = 0, squares = 0;
  double least = std::numeric_limits<double>::infinity(), most = -least;

  void take(double v);
};

/// The extents of every column of `x` over the rows `tokens`.
void measure(const Matrix& x, std::span<const std::size_t> tokens, std::span<Extent> extents);

/// The aggregate of `count` values, one at least.
float aggregate_of(const Extent& values, double count, Aggregate aggregate);

/// Calls `work(volume, tokens)` for each volume that has tokens, on any thread.
void for_each_volume(
    const HeardTokens& heard, Threads& threads,
    const std::function<void(std::size_t volume, std::span<const std::size_t> tokens)>& work);

/// The first of the volume's tokens first .. last whose key the query of token `last` sees.
std::size_t first_seen(std::span<const std::size_t> tokens, const HeardTokens& heard,
                       std::size_t first, std::size_t last);

}  // namespace anbn
