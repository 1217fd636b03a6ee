// SPDX-License-Identifier: Apache-2.0
// Two stories: in which tags do the neurons differ, beside what the frequencies of the two texts
// give, and beside what comes out when whole segments change story.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/core/parallel.h"
#include "anbn/interpret/tag_counts.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace anbn {

/// With fewer ways to deal the segments to two stories nothing is tested: two stories of three
/// segments have 20, and no p below 1/10.
inline constexpr std::size_t kFewestPartitions = 200;
/// If there are more than that, so many are taken.
inline constexpr std::size_t kMostPartitions = 5000;

/// One of the two stories, with the same N neurons as the other.
struct StoryTags {
  std::vector<std::optional<PosTag>> tags;  // [N]
  std::span<const TagCount> counts;         // the story's tag_counts: what shifted texts give
  std::size_t segments = 0;                 // S
  /// Adds the pairs of a neuron by segment and class to `counts` [S x 289], which is 0. Asked for
  /// only where partitions are compared; several threads may ask at once.
  std::function<void(std::size_t neuron, std::span<std::int32_t> counts)> count_pairs;
};

/// A tag, query and key in either order: first minus second story.
struct TagDifference {
  std::size_t query = 0, key = 0;                     // index of pos_categories(); query <= key
  std::size_t first_neurons = 0, second_neurons = 0;  // that have it
  double first = 0, second = 0;                       // their share of the neurons with a tag
  double difference = 0;                              // of the two shares
  double expected = kNan;                             // had both texts been shifted
  /// Two-sided, exact where all partitions are compared: the share of them, the observed one among
  /// them, whose difference lies as far from the mean of all. NaN where nothing is tested.
  double p = kNan;
  double p_family = kNan;  // that any tag lies as far
};

struct TagComparison {
  /// Compared, the observed one included: all there are, or kMostPartitions; with fewer than
  /// kFewestPartitions that is their number, and nothing is tested.
  std::size_t partitions = 0;
  std::vector<TagDifference> tags;  // that a neuron of either story has, in the order of classes
};

/// How many ways there are to deal all segments to two stories that have `first` and `second`; at
/// most kMostPartitions + 1 is told.
std::size_t count_partitions(std::size_t first, std::size_t second);

/// A neuron's tag in a set of segments is the class that most of its pairs in them have. Random
/// partitions are keyed by `seed`; the same bytes for any number of threads.
TagComparison compare_tags(const StoryTags& first, const StoryTags& second, std::uint64_t seed,
                           Threads& threads);

}  // namespace anbn
