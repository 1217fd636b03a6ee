// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/ranked_pairs.h"

#include "anbn/interpret/top_pairs.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <tuple>

namespace anbn {
namespace {

/// The first `count` of `pairs` by falling `strength`, with their ranks.
template <class Strength>
std::vector<NeuronPair> ranked(std::vector<NeuronPair> pairs, std::size_t count,
                               Strength strength) {
  std::sort(pairs.begin(), pairs.end(), [&](const NeuronPair& a, const NeuronPair& b) {
    const float x = strength(a.product), y = strength(b.product);
    return x != y ? x > y
                  : std::tie(a.segment, a.query, a.key) < std::tie(b.segment, b.query, b.key);
  });
  pairs.resize(std::min(count, pairs.size()));
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i].rank = i;
  return pairs;
}

}  // namespace

std::vector<NeuronPair> largest_pairs(const PairsOfNeuron& stored, std::size_t segments,
                                      std::size_t count) {
  assert(segments > 0 && stored.query.size() % segments == 0);
  const std::size_t top = stored.query.size() / segments;
  std::vector<NeuronPair> pairs;
  for (std::size_t i = 0; i < stored.query.size(); ++i)
    if (stored.query[i] > 0)
      pairs.push_back({0, i / top, 0, static_cast<std::size_t>(stored.query[i] - 1),
                       static_cast<std::size_t>(stored.key[i] - 1), stored.product[i]});
  return ranked(std::move(pairs), count, [](float product) { return product; });
}

std::vector<NeuronPair> largest_pairs_by_magnitude(std::span<const float> queries,
                                                   std::span<const float> keys,
                                                   std::span<const std::size_t> segment_sizes,
                                                   std::size_t count,
                                                   std::span<const KeyRange> met) {
  std::vector<NeuronPair> pairs;
  TopPairs finder;
  MetPairs met_finder;
  std::vector<float> turned;
  std::size_t begin = 0, segment = 0;
  for (const std::size_t size : segment_sizes) {
    const auto query = queries.subspan(begin, size), key = keys.subspan(begin, size);
    const auto add = [&](std::span<const TokenPair> found, float sign) {
      for (const TokenPair& pair : found)
        // Products of 0 are found both ways, and counted once.
        if (pair.product > 0 || (pair.product == 0 && sign > 0))
          pairs.push_back(
              {0, segment, 0, begin + pair.query, begin + pair.key, sign * pair.product});
    };
    const auto find = [&](std::span<const float> of) {
      return met.empty() ? finder.find(of, key, count)
                         : met_finder.find(of, key, met.subspan(begin, size), count);
    };
    add(find(query), 1);
    turned.assign(query.begin(), query.end());
    for (float& value : turned) value = -value;
    add(find(turned), -1);
    begin += size;
    ++segment;
  }
  return ranked(std::move(pairs), count, [](float product) { return std::abs(product); });
}

}  // namespace anbn
