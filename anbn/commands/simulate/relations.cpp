// SPDX-License-Identifier: Apache-2.0
#include "anbn/commands/simulate/relations.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <cassert>
#include <set>
#include <utility>

namespace anbn {
namespace {

/// The category of a word's part of speech; none for specials, which are no words.
std::optional<std::size_t> word_category(std::string_view name) {
  return name.starts_with('[') ? std::nullopt : pos_category(name);
}

/// Whether a pair of categories is of the relation.
bool is_of(const Relation& relation, std::size_t query, std::size_t key) {
  return (query == relation.first && key == relation.second) ||
         (query == relation.second && key == relation.first);
}

double share_of(const Relation& relation, const Interpretation& found, std::size_t neuron) {
  const std::size_t width = found.pairs.width, cell = neuron * kProfileCells;
  const auto first = found.pairs.query.begin() + static_cast<std::ptrdiff_t>(neuron * width);
  const auto none = std::count(first, first + static_cast<std::ptrdiff_t>(width), 0);
  const auto all = static_cast<double>(width) - static_cast<double>(none);
  double of_relation = found.profiles[cell + relation.first * kPosCategories + relation.second];
  if (relation.first != relation.second)
    of_relation += found.profiles[cell + relation.second * kPosCategories + relation.first];
  return all == 0 ? 0 : of_relation / all;
}

/// The share that the frequencies of the two parts of speech give. Segments count by how many pairs
/// are kept of them.
double share_by_frequency(const Relation& relation, const TokenCategories& tokens,
                          std::span<const std::size_t> segment_sizes, std::size_t top) {
  double sum = 0, weights = 0;
  std::size_t begin = 0;
  for (const std::size_t size : segment_sizes) {
    const auto from = tokens.category.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto count = [&](std::size_t category) {
      return static_cast<double>(std::count(from, from + static_cast<std::ptrdiff_t>(size),
                                            static_cast<std::uint8_t>(category)));
    };
    const auto n = static_cast<double>(size);
    const double directions = relation.first == relation.second ? 1 : 2;
    const double weight = static_cast<double>(std::min(top, size * size));
    sum += weight * directions * (count(relation.first) / n) * (count(relation.second) / n);
    weights += weight;
    begin += size;
  }
  return sum / weights;
}

}  // namespace

std::vector<Relation> relations_named(const std::vector<std::string>& names) {
  std::vector<Relation> relations;
  if (names == std::vector<std::string>{"none"}) return relations;
  std::set<std::pair<std::size_t, std::size_t>> known;
  for (const std::string& name : names) {
    const std::size_t dash = name.find('-');
    const auto first = word_category(name.substr(0, dash));
    const auto second =
        dash == std::string::npos ? std::nullopt : word_category(name.substr(dash + 1));
    if (!first || !second)
      fail(
          "--relations has {}; expected two universal parts of speech (DET-NOUN, PRON-VERB, ...), "
          "or none",
          name);
    if (!known.insert(std::minmax(*first, *second)).second)
      fail("--relations has {} twice, in either direction; expected each relation once", name);
    relations.push_back({name, *first, *second});
  }
  return relations;
}

RelationResponse relation_response(const Relation& relation, const Interpretation& found,
                                   const TokenCategories& categories,
                                   std::span<const std::size_t> segment_sizes, std::size_t top) {
  RelationResponse response;
  for (std::size_t n = 0; n < found.pairs.neurons; ++n) {
    const std::optional<PosTag>& tag = found.neurons.at(n).tag;
    response.share.push_back(share_of(relation, found, n));
    response.is_tag.push_back(tag && is_of(relation, tag->query, tag->key));
  }
  response.by_frequency = share_by_frequency(relation, categories, segment_sizes, top);
  return response;
}

std::vector<std::size_t> responding_neurons(std::span<const RelationResponse> stories) {
  std::vector<std::pair<double, std::size_t>> found;  // minus the smallest share, neuron
  const std::size_t neurons = stories.empty() ? 0 : stories.front().share.size();
  for (std::size_t n = 0; n < neurons; ++n) {
    double least = 1;
    bool responds = true;
    for (const RelationResponse& story : stories) {
      assert(story.share.size() == neurons);
      responds = responds && story.is_tag[n] && story.share[n] > story.by_frequency;
      least = std::min(least, story.share[n]);
    }
    if (responds) found.emplace_back(-least, n);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::size_t> order;
  for (const auto& [share, neuron] : found) order.push_back(neuron);
  return order;
}

}  // namespace anbn
