// SPDX-License-Identifier: Apache-2.0
#include "anbn/results/neuron_pairs.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <utility>

namespace anbn {
namespace {

namespace fs = std::filesystem;

std::vector<std::int32_t> read_tokens_of(const fs::path& file, std::size_t neuron,
                                         std::size_t width, std::size_t tokens) {
  std::vector<std::int32_t> row = read_npy_int32_row(file, neuron, width);
  for (const std::int32_t token : row)
    if (token < 0 || static_cast<std::size_t>(token) > tokens)
      fail("{}: found token {} in row {}; the story has {}. Run the stage again", file.string(),
           token, neuron + 1, tokens);
  return row;
}

}  // namespace

NeuronPairsReader::NeuronPairsReader(fs::path folder, std::size_t tokens)
    : folder_(std::move(folder)), product_(folder_ / "pair_product.npy"), tokens_(tokens) {}

StoredPairs NeuronPairsReader::read(std::size_t neuron) const {
  if (neuron >= neurons())
    fail("{}: found {} rows; expected one for neuron {}. Run the stage again",
         product_.path().string(), neurons(), neuron + 1);
  StoredPairs pairs{read_tokens_of(folder_ / "pair_query.npy", neuron, width(), tokens_),
                    read_tokens_of(folder_ / "pair_key.npy", neuron, width(), tokens_),
                    std::vector<float>(width())};
  product_.read(neuron, pairs.product);
  const auto absent = [](std::int32_t token) { return token == 0; };
  for (std::size_t i = 0; i < width(); ++i)
    if (absent(pairs.query[i]) != absent(pairs.key[i]))
      fail("{}: pair {} of neuron {} has one token alone; run the stage again", folder_.string(),
           i + 1, neuron + 1);
  return pairs;
}

}  // namespace anbn
