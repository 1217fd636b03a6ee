// SPDX-License-Identifier: Apache-2.0
#include "anbn/neurons/extents.h"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace anbn {
namespace {

// Volumes at a time; each is computed by one thread, so the number changes nothing.
constexpr std::size_t kBlockVolumes = 16;

std::vector<std::vector<std::size_t>> tokens_by_volume(const HeardTokens& heard) {
  std::vector<std::vector<std::size_t>> tokens(heard.count);
  for (std::size_t i = 0; i < heard.volumes.size(); ++i) {
    if (heard.volumes[i] < 0) continue;
    assert(static_cast<std::size_t>(heard.volumes[i]) < heard.count);
    tokens[static_cast<std::size_t>(heard.volumes[i])].push_back(i);
  }
  return tokens;
}

}  // namespace

std::vector<Neuron> head_columns(const ModelConfig& config, std::size_t heads) {
  std::vector<Neuron> list;
  list.reserve(config.layers * heads * config.heads.size);
  for (std::size_t layer = 1; layer <= config.layers; ++layer)
    for (std::size_t head = 1; head <= heads; ++head)
      for (std::size_t dimension = 1; dimension <= config.heads.size; ++dimension)
        list.push_back({layer, head, dimension, fmt::format("L{}H{}D{}", layer, head, dimension)});
  return list;
}

void Extent::take(double v) {
  sum += v;
  squares += v * v;
  least = std::min(least, v);
  most = std::max(most, v);
}

void measure(const Matrix& x, std::span<const std::size_t> tokens, std::span<Extent> extents) {
  std::fill(extents.begin(), extents.end(), Extent());
  for (std::size_t token : tokens) {
    const std::span<const float> row = x.row(token);
    for (std::size_t j = 0; j < row.size(); ++j) extents[j].take(row[j]);
  }
}

float aggregate_of(const Extent& values, double count, Aggregate aggregate) {
  return static_cast<float>(aggregate == Aggregate::mean  ? values.sum / count
                            : aggregate == Aggregate::rms ? std::sqrt(values.squares / count)
                            : aggregate == Aggregate::max ? values.most
                                                          : values.least);
}

void for_each_volume(
    const HeardTokens& heard, Threads& threads,
    const std::function<void(std::size_t volume, std::span<const std::size_t> tokens)>& work) {
  const auto tokens = tokens_by_volume(heard);
  const std::size_t blocks = (heard.count + kBlockVolumes - 1) / kBlockVolumes;
  threads.for_each_block(blocks, [&](std::size_t block, std::size_t) {
    const std::size_t end = std::min(heard.count, (block + 1) * kBlockVolumes);
    for (std::size_t volume = block * kBlockVolumes; volume < end; ++volume)
      if (!tokens[volume].empty()) work(volume, tokens[volume]);
  });
}

std::size_t first_seen(std::span<const std::size_t> tokens, const HeardTokens& heard,
                       std::size_t first, std::size_t last) {
  std::size_t before = heard.places[tokens[last]];  // in what is read at once
  if (heard.window > 0) before = std::min(before, heard.window - 1);
  while (tokens[first] + before < tokens[last]) ++first;
  return first;
}

}  // namespace anbn
