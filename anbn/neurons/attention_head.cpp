// SPDX-License-Identifier: Apache-2.0
// Neurons that are made of several columns of queries and keys of a head: a whole head, which is
// the mean of its dimensions (attention_qk.cpp); and, of rotary models, the two dimensions that
// positions turn into each other, after they were turned. For a query at place m and a key at place
// n of its segment
//   q'(j) k'(j) + q'(j + d/2) k'(j + d/2)
// is what dimensions j and j + d/2 of a head of d add to its score, the products behind the turns
// by m and n times the pair's frequency; over all pairs of a head it adds up to q' k'. Source: Su
// et al. 2021, arXiv:2104.09864
#include "anbn/neurons/attention_qk.h"

#include "anbn/neurons/extents.h"

#include <fmt/core.h>

#include <cassert>

namespace anbn {
namespace {

constexpr Part kHeadParts[] = {{Tap::query}, {Tap::key, Part::Columns::of_query_heads}};
constexpr Part kRotatedParts[] = {{Tap::rotated_query},
                                  {Tap::rotated_key, Part::Columns::of_query_heads}};

std::vector<Neuron> heads(const ModelConfig& config) {
  std::vector<Neuron> list;
  for (std::size_t layer = 1; layer <= config.layers; ++layer)
    for (std::size_t head = 1; head <= config.heads.count; ++head)
      list.push_back({layer, head, 0, fmt::format("L{}H{}", layer, head)});
  return list;
}

std::vector<Neuron> rotary_pairs(const ModelConfig& config) {
  std::vector<Neuron> list;
  for (std::size_t layer = 1; layer <= config.layers; ++layer)
    for (std::size_t head = 1; head <= config.heads.count; ++head)
      for (std::size_t pair = 1; pair <= config.rotation.frequencies.size(); ++pair)
        list.push_back({layer, head, pair, fmt::format("L{}H{}P{}", layer, head, pair)});
  return list;
}

Matrix mean_of_heads(std::span<const Matrix> parts, const HeardTokens& heard, Aggregate aggregate,
                     Threads& threads) {
  const Matrix columns = attention_qk_activity(parts, heard, aggregate, threads);
  assert(heard.heads > 0 && columns.cols % heard.heads == 0);
  const std::size_t size = columns.cols / heard.heads;
  Matrix out(columns.rows, heard.heads);
  for (std::size_t volume = 0; volume < out.rows; ++volume)
    for (std::size_t head = 0; head < heard.heads; ++head) {
      double sum = 0;
      for (std::size_t j = 0; j < size; ++j) sum += columns(volume, head * size + j);
      out(volume, head) = static_cast<float>(sum / static_cast<double>(size));
    }
  return out;
}

Matrix sums_of_pairs(std::span<const Matrix> parts, const HeardTokens& heard, Aggregate aggregate,
                     Threads& threads) {
  assert(aggregate == Aggregate::mean);
  const Matrix columns = attention_qk_activity(parts, heard, aggregate, threads);
  assert(heard.heads > 0 && columns.cols % (2 * heard.heads) == 0);
  const std::size_t half = columns.cols / heard.heads / 2;
  Matrix out(columns.rows, columns.cols / 2);
  for (std::size_t volume = 0; volume < out.rows; ++volume)
    for (std::size_t head = 0; head < heard.heads; ++head)
      for (std::size_t j = 0; j < half; ++j)
        out(volume, head * half + j) =
            columns(volume, 2 * head * half + j) + columns(volume, (2 * head + 1) * half + j);
  return out;
}

}  // namespace

extern const NeuronKind kAttentionHead, kAttentionQkAfterRope;

const NeuronKind kAttentionHead = {
    "attention_head",
    "one attention head: the mean of its dimensions of queries and keys",
    "One attention head of the language model: the product of a query and a key of it, divided by "
    "its number of dimensions. L8H2 is head 2 of layer 8. Its time course is the mean over the "
    "pairs of words of each volume, as blood would respond to it.",
    heads,
    kHeadParts,
    mean_of_heads,
    Explained::not_yet};

const NeuronKind kAttentionQkAfterRope = {
    "attention_qk_after_rope",
    "two dimensions of queries and keys that positions turn into each other, behind that turn",
    "Two dimensions of the query and key vectors of one attention head of the language model, "
    "which positions turn into each other, behind that turn: what they add to the score of a query "
    "and a key where these stand. L8H2P13 is pair 13 of head 2 of layer 8. Its time course is the "
    "mean of the two products over the queries and keys of each volume, as blood would respond to "
    "it; over all pairs of a head these add up to the mean score before its division by the square "
    "root of the dimensions.",
    rotary_pairs,
    kRotatedParts,
    sums_of_pairs,
    Explained::not_yet,
    "one with rotary positions, such as llama",
    {.aggregates = Askable::Aggregates::mean_alone}};

}  // namespace anbn
