// SPDX-License-Identifier: Apache-2.0
// A neuron is one dimension of the queries and keys of one head of one layer: q = x Wq^T + bq and
// k likewise, behind norms of their own, before any rotation and any 1/sqrt(d). Where query heads
// share a key head, each has neurons of its own. While the m tokens of a volume are heard, its
// matrix of element-wise products is EP(a, b) = q(a) k(b) [m x m]; its activity is one number made
// of EP:
//   mean   mean(q) mean(k)
//   max    the largest, min the smallest of qmax kmax, qmax kmin, qmin kmax, qmin kmin
//   rms    sqrt(mean EP^2) = sqrt(mean(q^2) mean(k^2))
// Source: Liu et al., AAAI 2023; the closed forms need no m x m matrix.
#include "anbn/neurons/attention_qk.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>

namespace anbn {
namespace {

// Volumes at a time; each is computed by one thread, so the number changes nothing.
constexpr std::size_t kBlockVolumes = 16;

/// The tokens of each volume.
std::vector<std::vector<std::size_t>> tokens_by_volume(
    std::span<const std::int64_t> volume_of_token, std::size_t volumes) {
  std::vector<std::vector<std::size_t>> tokens(volumes);
  for (std::size_t i = 0; i < volume_of_token.size(); ++i) {
    if (volume_of_token[i] < 0) continue;
    assert(static_cast<std::size_t>(volume_of_token[i]) < volumes);
    tokens[static_cast<std::size_t>(volume_of_token[i])].push_back(i);
  }
  return tokens;
}

/// What is kept of the values of one column over the tokens of a volume.
struct Extent {
  double sum = 0, squares = 0;
  double least = std::numeric_limits<double>::infinity(), most = -least;
};

/// The extents of every column of `x` over the rows `tokens`.
void measure(const Matrix& x, std::span<const std::size_t> tokens, std::span<Extent> extents) {
  std::fill(extents.begin(), extents.end(), Extent());
  for (std::size_t token : tokens) {
    const std::span<const float> row = x.row(token);
    for (std::size_t j = 0; j < row.size(); ++j) {
      const double v = row[j];
      Extent& e = extents[j];
      e.sum += v;
      e.squares += v * v;
      e.least = std::min(e.least, v);
      e.most = std::max(e.most, v);
    }
  }
}

double activity_of(const Extent& q, const Extent& k, double tokens, Aggregate aggregate) {
  if (aggregate == Aggregate::mean) return (q.sum / tokens) * (k.sum / tokens);
  if (aggregate == Aggregate::rms) return std::sqrt((q.squares / tokens) * (k.squares / tokens));
  const std::array ends = {q.most * k.most, q.most * k.least, q.least * k.most, q.least * k.least};
  return aggregate == Aggregate::max ? *std::max_element(ends.begin(), ends.end())
                                     : *std::min_element(ends.begin(), ends.end());
}

Matrix activity(std::span<const Matrix> parts, std::span<const std::int64_t> volume_of_token,
                std::size_t volumes, Aggregate aggregate, Threads& threads) {
  assert(parts.size() == 2 && parts[0].rows == volume_of_token.size());
  assert(parts[1].rows == parts[0].rows && parts[1].cols == parts[0].cols);
  const Matrix &query = parts[0], &key = parts[1];
  const auto tokens = tokens_by_volume(volume_of_token, volumes);
  Matrix out(volumes, query.cols);
  const std::size_t blocks = (volumes + kBlockVolumes - 1) / kBlockVolumes;
  threads.for_each_block(blocks, [&](std::size_t block, std::size_t) {
    std::vector<Extent> q(query.cols), k(query.cols);
    const std::size_t end = std::min(volumes, (block + 1) * kBlockVolumes);
    for (std::size_t volume = block * kBlockVolumes; volume < end; ++volume) {
      if (tokens[volume].empty()) continue;
      measure(query, tokens[volume], q);
      measure(key, tokens[volume], k);
      const double count = static_cast<double>(tokens[volume].size());
      for (std::size_t j = 0; j < query.cols; ++j)
        out(volume, j) = static_cast<float>(activity_of(q[j], k[j], count, aggregate));
    }
  });
  return out;
}

std::vector<Neuron> neurons(const ModelConfig& config) {
  std::vector<Neuron> list;
  list.reserve(config.layers * config.width(Tap::query));
  for (std::size_t layer = 1; layer <= config.layers; ++layer)
    for (std::size_t head = 1; head <= config.heads.count; ++head)
      for (std::size_t dimension = 1; dimension <= config.heads.size; ++dimension)
        list.push_back({layer, head, dimension, attention_qk_label(layer, head, dimension)});
  return list;
}

constexpr Part kParts[] = {{Tap::query}, {Tap::key, Part::Columns::of_query_heads}};

}  // namespace

std::string attention_qk_label(std::size_t layer, std::size_t head, std::size_t dimension) {
  return fmt::format("L{}H{}D{}", layer, head, dimension);
}

extern const NeuronKind kAttentionQk;
const NeuronKind kAttentionQk = {"attention_qk",
                                 "one dimension of the queries and keys of one attention head",
                                 neurons, kParts, activity};

}  // namespace anbn
