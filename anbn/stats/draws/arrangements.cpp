// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/arrangements.h"

#include "anbn/core/random.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <numeric>

namespace anbn {
namespace {

/// Order `number` of so many, by what is left of the places each time; 0 leaves all as they are.
void write_listed(std::size_t number, std::span<std::size_t> order) {
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t k = order.size(); k > 1; --k) {
    const auto left = order.last(k);
    std::rotate(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(number % k),
                left.begin() + static_cast<std::ptrdiff_t>(number % k) + 1);
    number /= k;
  }
}

}  // namespace

Arrangements::Arrangements(std::vector<std::size_t> sizes, std::uint64_t seed)
    : sizes_(std::move(sizes)), seed_(seed) {
  for (const std::size_t size : sizes_)
    for (std::size_t k = 2; k <= size; ++k) count_ = std::min(count_ * k, kMostListed + 1);
}

void Arrangements::write(std::size_t number, std::span<std::size_t> brains) const {
  std::size_t rest = number + 1;  // the own one is not drawn
  for (std::size_t c = 0, begin = 0; c < sizes_.size(); begin += sizes_[c++]) {
    const auto order = brains.subspan(begin, sizes_[c]);
    if (are_listed()) {
      std::size_t orders = 1;
      for (std::size_t k = 2; k <= sizes_[c]; ++k) orders *= k;
      write_listed(rest % orders, order);
      rest /= orders;
    } else {
      const RandomKey key = random_key(seed_, fmt::format("other-stories, class {}", c), number);
      std::ranges::copy(random_permutation(key, order.size()), order.begin());
    }
  }
}

}  // namespace anbn
