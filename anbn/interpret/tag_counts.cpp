// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/tag_counts.h"

#include "anbn/stats/draws/null_range.h"

#include <algorithm>
#include <iterator>

namespace anbn {
namespace {

std::size_t cell_of(std::size_t query, std::size_t key) { return query * kPosCategories + key; }

/// Where a cell is counted.
std::size_t folded(std::size_t cell, TagDirection direction) {
  const std::size_t query = cell / kPosCategories, key = cell % kPosCategories;
  return direction == TagDirection::folded && key < query ? cell_of(key, query) : cell;
}

void add_counts(std::span<const std::size_t> observed, const std::vector<std::size_t>& drawn,
                std::size_t draws, TagDirection direction, std::vector<TagCount>& out) {
  std::vector<std::size_t> neurons(kProfileCells);
  std::vector<std::vector<double>> in_draws(kProfileCells, std::vector<double>(draws));
  std::size_t tagged = 0;
  for (std::size_t cell = 0; cell < kProfileCells; ++cell) {
    const std::size_t at = folded(cell, direction);
    neurons[at] += observed[cell];
    tagged += observed[cell];
    for (std::size_t d = 0; d < draws; ++d)
      in_draws[at][d] += static_cast<double>(drawn[d * kProfileCells + cell]);
  }
  for (std::size_t cell = 0; cell < kProfileCells; ++cell) {
    const bool is_drawn = std::any_of(in_draws[cell].begin(), in_draws[cell].end(),
                                      [](double count) { return count > 0; });
    if (neurons[cell] == 0 && !is_drawn) continue;
    const NullRange range =
        draws == 0 ? kNoRange
                   : null_range(static_cast<double>(neurons[cell]), in_draws[cell], Tail::upper);
    out.push_back(
        {direction, cell / kPosCategories, cell % kPosCategories, neurons[cell],
         tagged == 0 ? 0 : static_cast<double>(neurons[cell]) / static_cast<double>(tagged),
         range.mean, range.low, range.high});
  }
}

}  // namespace

std::vector<TagCount> tag_counts(std::span<const std::optional<PosTag>> tags,
                                 std::span<const std::uint16_t> drawn, std::size_t draws) {
  std::vector<std::size_t> observed(kProfileCells), counts(draws * kProfileCells);
  for (const auto& tag : tags)
    if (tag) ++observed[cell_of(tag->query, tag->key)];
  for (std::size_t i = 0; i < drawn.size(); ++i)
    if (drawn[i] < kProfileCells) ++counts[i % draws * kProfileCells + drawn[i]];
  std::vector<TagCount> out;
  for (const TagDirection direction : {TagDirection::directed, TagDirection::folded})
    add_counts(observed, counts, draws, direction, out);
  return out;
}

std::vector<TagCount> most_frequent_folded(std::span<const TagCount> counts, std::size_t most) {
  std::vector<TagCount> tags;
  std::copy_if(counts.begin(), counts.end(), std::back_inserter(tags),
               [](const TagCount& tag) { return tag.counted == TagDirection::folded; });
  std::stable_sort(tags.begin(), tags.end(),
                   [](const TagCount& a, const TagCount& b) { return a.neurons > b.neurons; });
  tags.resize(std::min(tags.size(), most));
  return tags;
}

}  // namespace anbn
