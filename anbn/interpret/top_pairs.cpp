// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/top_pairs.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace anbn {

// A positive query likes large keys best, a negative one small keys. Rounding keeps that order
// (it may only make neighbours equal), so along `place` the float products never rise.
std::uint32_t TopPairs::key_at(std::uint32_t query, std::uint32_t place) const {
  const auto last = static_cast<std::uint32_t>(key_order_.size() - 1);
  return key_order_[queries_[query] < 0 ? place : last - place];
}

float TopPairs::product_at(std::uint32_t query, std::uint32_t place) const {
  const auto last = static_cast<std::uint32_t>(sorted_keys_.size() - 1);
  const float q = queries_[query];
  return q * sorted_keys_[q < 0 ? place : last - place];
}

void TopPairs::sort_keys() {
  key_order_.clear();
  for (std::uint32_t b = 0; b < keys_.size(); ++b)
    if (std::isfinite(keys_[b])) key_order_.push_back(b);
  std::sort(key_order_.begin(), key_order_.end(),
            [this](std::uint32_t a, std::uint32_t b) { return keys_[a] < keys_[b]; });
  sorted_keys_.clear();
  for (std::uint32_t b : key_order_) sorted_keys_.push_back(keys_[b]);
}

// Appends the first `count` pairs, by query and key, whose product is exactly `product`. For each
// query they are neighbours in its list of keys: two binary searches find them, and every pair
// looked at is one that is wanted, save within the last query.
void TopPairs::add_ties(float product, std::size_t count) {
  const auto places = static_cast<std::uint32_t>(key_order_.size());
  for (std::uint32_t query : finite_queries_) {
    if (count == 0) return;
    const auto first_below = [&](auto is_before) {
      std::uint32_t low = 0, high = places;
      while (low < high) {
        const std::uint32_t middle = low + (high - low) / 2;
        if (is_before(product_at(query, middle)))
          low = middle + 1;
        else
          high = middle;
      }
      return low;
    };
    const std::uint32_t begin = first_below([product](float v) { return v > product; });
    const std::uint32_t end = first_below([product](float v) { return v >= product; });
    tied_keys_.clear();
    for (std::uint32_t place = begin; place < end; ++place)
      tied_keys_.push_back(key_at(query, place));
    std::sort(tied_keys_.begin(), tied_keys_.end());
    for (std::uint32_t key : tied_keys_) {
      if (count == 0) return;
      found_.push_back({query, key, queries_[query] * keys_[key]});
      --count;
    }
  }
}

std::span<const TokenPair> TopPairs::find(std::span<const float> queries,
                                          std::span<const float> keys, std::size_t count) {
  assert(queries.size() == keys.size());
  assert(queries.size() < std::numeric_limits<std::uint32_t>::max());
  queries_ = queries;
  keys_ = keys;
  found_.clear();
  heap_.clear();
  finite_queries_.clear();
  sort_keys();
  for (std::uint32_t a = 0; a < queries.size(); ++a)
    if (std::isfinite(queries[a])) finite_queries_.push_back(a);
  count = std::min(count, finite_queries_.size() * key_order_.size());
  if (count == 0) return found_;
  for (std::uint32_t query : finite_queries_) heap_.push_back({product_at(query, 0), query, 0});

  const auto is_worse = [](const Candidate& a, const Candidate& b) {
    return a.product < b.product;
  };
  std::make_heap(heap_.begin(), heap_.end(), is_worse);
  while (found_.size() < count) {
    const Candidate best = heap_.front();
    found_.push_back({best.query, key_at(best.query, best.place), best.product});
    if (best.place + 1 < key_order_.size()) {
      // The next pair of the same query takes its place: one sift down instead of two.
      const Candidate next{product_at(best.query, best.place + 1), best.query, best.place + 1};
      std::size_t hole = 0;
      for (std::size_t child; (child = 2 * hole + 1) < heap_.size(); hole = child) {
        if (child + 1 < heap_.size() && heap_[child].product < heap_[child + 1].product) ++child;
        if (heap_[child].product <= next.product) break;
        heap_[hole] = heap_[child];
      }
      heap_[hole] = next;
    } else {
      std::pop_heap(heap_.begin(), heap_.end(), is_worse);
      heap_.pop_back();
    }
  }
  // The products are right; which of several equal ones came first is not decided yet.
  const float smallest = found_.back().product;
  while (!found_.empty() && found_.back().product == smallest) found_.pop_back();
  for (auto begin = found_.begin(), end = begin; begin != found_.end(); begin = end) {
    while (end != found_.end() && end->product == begin->product) ++end;
    if (end - begin > 1)
      std::sort(begin, end, [](const TokenPair& a, const TokenPair& b) {
        return a.query != b.query ? a.query < b.query : a.key < b.key;
      });
  }
  add_ties(smallest, count - found_.size());
  return found_;
}

}  // namespace anbn
