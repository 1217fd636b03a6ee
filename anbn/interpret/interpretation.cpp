// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/interpretation.h"

#include "anbn/interpret/top_pairs.h"

#include <algorithm>

namespace anbn {
namespace {

/// Queries and keys of one layer as [columns x K]: a neuron's tokens lie together.
struct Layer {
  Matrix query, key;
};

/// Finds the pairs of neurons first .. first + columns - 1, those of one layer.
void find_pairs(const Layer& layer, std::span<const std::size_t> segment_sizes, std::size_t top,
                std::size_t first, Threads& threads, NeuronPairs& pairs) {
  constexpr std::size_t kNeuronsPerBlock = 16;
  const std::size_t columns = layer.query.rows;
  std::vector<TopPairs> finders(static_cast<std::size_t>(threads.count()));
  const auto find = [&](std::size_t neuron, TopPairs& finder) {
    std::size_t begin = 0, place = (first + neuron) * pairs.width;
    for (const std::size_t size : segment_sizes) {
      const auto found = finder.find(layer.query.row(neuron).subspan(begin, size),
                                     layer.key.row(neuron).subspan(begin, size), top);
      for (std::size_t i = 0; i < found.size(); ++i) {
        pairs.query[place + i] = static_cast<std::int32_t>(begin + found[i].query + 1);
        pairs.key[place + i] = static_cast<std::int32_t>(begin + found[i].key + 1);
        pairs.product.values[place + i] = found[i].product;
      }
      begin += size;
      place += top;
    }
  };
  threads.for_each_block((columns + kNeuronsPerBlock - 1) / kNeuronsPerBlock,
                         [&](std::size_t block, std::size_t worker) {
                           const std::size_t end =
                               std::min(columns, (block + 1) * kNeuronsPerBlock);
                           for (std::size_t c = block * kNeuronsPerBlock; c < end; ++c)
                             find(c, finders[worker]);
                         });
}

std::optional<PosTag> tag_of(const NeuronPairs& pairs, std::size_t neuron,
                             const TokenCategories& tokens) {
  PosProfile profile;
  for (std::size_t i = neuron * pairs.width; i < (neuron + 1) * pairs.width; ++i)
    if (pairs.query[i] > 0)
      profile.add(tokens, static_cast<std::size_t>(pairs.query[i] - 1),
                  static_cast<std::size_t>(pairs.key[i] - 1));
  // Specials have a tag in every story; alone they are no parts of speech.
  return tokens.words > 0 ? profile.tag() : std::nullopt;
}

void add_pairs(const NeuronPairs& pairs, std::size_t neuron, std::size_t top,
               std::vector<NeuronPair>& out) {
  for (std::size_t i = 0; i < pairs.width; ++i) {
    const std::size_t place = neuron * pairs.width + i;
    if (pairs.query[place] > 0)
      out.push_back({neuron, i / top, i % top, static_cast<std::size_t>(pairs.query[place] - 1),
                     static_cast<std::size_t>(pairs.key[place] - 1), pairs.product.values[place]});
  }
}

}  // namespace

Interpretation interpret(const InterpretedStory& story, std::size_t top,
                         std::span<const std::size_t> readable, Threads& threads,
                         Progress& progress) {
  Interpretation out;
  NeuronPairs& pairs = out.pairs;
  pairs.neurons = story.layers * story.columns;
  pairs.width = story.segment_sizes.size() * top;
  pairs.query.resize(pairs.neurons * pairs.width);
  pairs.key.resize(pairs.neurons * pairs.width);
  pairs.product = Matrix(pairs.neurons, pairs.width);
  progress.begin("layers", story.layers);
  for (std::size_t layer = 1; layer <= story.layers; ++layer) {
    const Layer parts{transposed(story.read(layer, "query")), transposed(story.read(layer, "key"))};
    find_pairs(parts, story.segment_sizes, top, (layer - 1) * story.columns, threads, pairs);
    progress.advance(layer);
  }
  for (std::size_t neuron = 0; neuron < pairs.neurons; ++neuron)
    out.tags.push_back(tag_of(pairs, neuron, story.categories));
  for (const std::size_t neuron : readable) add_pairs(pairs, neuron, top, out.readable);
  return out;
}

}  // namespace anbn
