// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/met_pairs.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>
#include <limits>

namespace anbn {
namespace {

constexpr std::uint32_t kNoKey = std::numeric_limits<std::uint32_t>::max();

constexpr auto kIsWorse = [](const auto& a, const auto& b) { return a.product < b.product; };

}  // namespace

void MetPairs::fill_tables() {
  const std::size_t n = keys_.size(), levels = static_cast<std::size_t>(std::bit_width(n));
  largest_.resize(levels);
  smallest_.resize(levels);
  const auto better = [this](std::uint32_t a, std::uint32_t b, float sign) {
    if (a == kNoKey || b == kNoKey) return a == kNoKey ? b : a;
    return sign * keys_[b] > sign * keys_[a] ? b : a;
  };
  for (std::size_t level = 0, length = 1; level < levels; ++level, length *= 2) {
    const std::size_t runs = n - length + 1;
    largest_[level].resize(runs);
    smallest_[level].resize(runs);
    for (std::size_t i = 0; i < runs; ++i) {
      if (level == 0) {
        const auto own = static_cast<std::uint32_t>(i);
        largest_[0][i] = smallest_[0][i] = std::isfinite(keys_[i]) ? own : kNoKey;
        continue;
      }
      const std::size_t second = i + length / 2;
      largest_[level][i] = better(largest_[level - 1][i], largest_[level - 1][second], 1);
      smallest_[level][i] = better(smallest_[level - 1][i], smallest_[level - 1][second], -1);
    }
  }
}

// A positive query likes large keys best, a negative one small keys. Rounding keeps that order (it
// may only make neighbours equal), so no key of the range has a larger float product.
std::uint32_t MetPairs::best_key(std::uint32_t query, KeyRange range) const {
  if (range.first >= range.end) return kNoKey;
  const float q = queries_[query];
  const std::uint32_t length = range.end - range.first;
  const auto level = static_cast<std::size_t>(std::bit_width(length) - 1);
  const auto& table = q < 0 ? smallest_[level] : largest_[level];
  const std::uint32_t a = table[range.first], b = table[range.end - (1u << level)];
  if (a == kNoKey || b == kNoKey) return a == kNoKey ? b : a;
  return q * keys_[b] > q * keys_[a] ? b : a;
}

void MetPairs::offer(std::uint32_t query, KeyRange range) {
  const std::uint32_t key = best_key(query, range);
  if (key != kNoKey) heap_.push_back({queries_[query] * keys_[key], query, key, range});
}

// Appends the first `count` pairs, by query and key, whose product is exactly `product`. All larger
// ones were found before, so what is looked at on the way is bounded by them and by `count`.
void MetPairs::add_ties(float product, std::size_t count) {
  for (std::uint32_t query = 0; query < queries_.size(); ++query) {
    if (!std::isfinite(queries_[query])) continue;
    steps_.assign(1, {met_[query], Step::Is::range});
    while (!steps_.empty()) {
      if (count == 0) return;
      const Step step = steps_.back();
      steps_.pop_back();
      if (step.is == Step::Is::key) {
        found_.push_back({query, step.range.first, queries_[query] * keys_[step.range.first]});
        --count;
        continue;
      }
      const std::uint32_t key = best_key(query, step.range);
      if (key == kNoKey || queries_[query] * keys_[key] < product) continue;
      steps_.push_back({{key + 1, step.range.end}, Step::Is::range});
      if (queries_[query] * keys_[key] == product)
        steps_.push_back({{key, key + 1}, Step::Is::key});
      steps_.push_back({{step.range.first, key}, Step::Is::range});
    }
  }
}

std::span<const TokenPair> MetPairs::find(std::span<const float> queries,
                                          std::span<const float> keys,
                                          std::span<const KeyRange> met, std::size_t count) {
  assert(queries.size() == keys.size() && met.size() == keys.size());
  assert(queries.size() < kNoKey);
  queries_ = queries;
  keys_ = keys;
  met_ = met;
  found_.clear();
  heap_.clear();
  fill_tables();
  for (std::uint32_t query = 0; query < queries.size(); ++query)
    if (std::isfinite(queries[query])) offer(query, met[query]);
  std::make_heap(heap_.begin(), heap_.end(), kIsWorse);
  while (found_.size() < count && !heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), kIsWorse);
    const Candidate best = heap_.back();
    heap_.pop_back();
    found_.push_back({best.query, best.key, best.product});
    // What is left of the range are two ranges.
    for (const KeyRange rest :
         {KeyRange{best.range.first, best.key}, KeyRange{best.key + 1, best.range.end}}) {
      const std::size_t before = heap_.size();
      offer(best.query, rest);
      if (heap_.size() > before) std::push_heap(heap_.begin(), heap_.end(), kIsWorse);
    }
  }
  if (found_.empty()) return found_;
  // The products are right; which of several equal ones came first is not decided yet.
  const std::size_t wanted = found_.size();
  const float smallest = found_.back().product;
  while (!found_.empty() && found_.back().product == smallest) found_.pop_back();
  std::sort(found_.begin(), found_.end(), [](const TokenPair& a, const TokenPair& b) {
    if (a.product != b.product) return a.product > b.product;
    return a.query != b.query ? a.query < b.query : a.key < b.key;
  });
  add_ties(smallest, wanted - found_.size());
  return found_;
}

}  // namespace anbn
