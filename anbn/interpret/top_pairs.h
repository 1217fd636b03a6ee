// SPDX-License-Identifier: Apache-2.0
// The query-key pairs that make a neuron active: of all n x n products q_a k_b of a segment, the
// largest. They lie at the ends of the sorted keys, so n x n products are never formed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// One ordered pair of tokens of a segment, counted from 0, and its product.
struct TokenPair {
  std::uint32_t query = 0, key = 0;
  float product = 0;

  friend bool operator==(const TokenPair&, const TokenPair&) = default;
};

/// Finds the largest products; keeps its memory between calls. Belongs to one thread.
class TopPairs {
 public:
  /// The min(count, n^2) largest float32 products q_a k_b, in falling order; equal products by
  /// query, then by key. Tokens whose query or key is NaN or infinite take no part in that role.
  /// O(n log n + count log n) however many products are equal.
  /// `queries` and `keys` have one entry a token, n < 2^32. Valid until the next call.
  std::span<const TokenPair> find(std::span<const float> queries, std::span<const float> keys,
                                  std::size_t count);

 private:
  struct Candidate {
    float product;
    std::uint32_t query, place;  // place in the list of keys, best first for this query
  };

  std::uint32_t key_at(std::uint32_t query, std::uint32_t place) const;
  float product_at(std::uint32_t query, std::uint32_t place) const;
  void sort_keys();
  void add_ties(float product, std::size_t count);

  std::span<const float> queries_, keys_;
  std::vector<std::uint32_t> finite_queries_, key_order_, tied_keys_;
  std::vector<float> sorted_keys_;  // rising
  std::vector<Candidate> heap_;
  std::vector<TokenPair> found_;
};

}  // namespace anbn
