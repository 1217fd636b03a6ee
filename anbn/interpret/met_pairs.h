// SPDX-License-Identifier: Apache-2.0
// The same as TopPairs where each query meets some keys only: a run of tokens, such as those before
// it. The largest and smallest key of any run are known from tables of runs of 1, 2, 4, ... tokens,
// so that the products that attention never forms are never looked at.
#pragma once

#include "anbn/interpret/top_pairs.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// The tokens first .. end - 1 of a segment, whose keys a query meets; none where first = end.
struct KeyRange {
  std::uint32_t first = 0, end = 0;

  friend bool operator==(const KeyRange&, const KeyRange&) = default;
};

/// Finds the largest products; keeps its memory between calls. Belongs to one thread.
class MetPairs {
 public:
  /// The `count` largest float32 products q_a k_b, b in met[a], or as many as there are, in falling
  /// order; equal products by query, then by key. Tokens whose query or key is NaN or infinite take
  /// no part in that role. O((n + count) log n) however many products are equal.
  /// `queries`, `keys` and `met` have one entry a token, n < 2^32. Valid until the next call.
  std::span<const TokenPair> find(std::span<const float> queries, std::span<const float> keys,
                                  std::span<const KeyRange> met, std::size_t count);

 private:
  /// The best key of a range that a query meets.
  struct Candidate {
    float product;
    std::uint32_t query, key;
    KeyRange range;
  };
  /// A range to look through, or a key that was found.
  struct Step {
    KeyRange range;
    enum class Is { range, key } is = Is::range;
  };

  void fill_tables();
  std::uint32_t best_key(std::uint32_t query, KeyRange range) const;
  void offer(std::uint32_t query, KeyRange range);
  void add_ties(float product, std::size_t count);

  std::span<const float> queries_, keys_;
  std::span<const KeyRange> met_;
  // Of each run of 2^level tokens, by its first one: the first of those with the largest (smallest)
  // finite key; 2^32 - 1 where no key is finite.
  std::vector<std::vector<std::uint32_t>> largest_, smallest_;
  std::vector<Candidate> heap_;
  std::vector<Step> steps_;
  std::vector<TokenPair> found_;
};

}  // namespace anbn
