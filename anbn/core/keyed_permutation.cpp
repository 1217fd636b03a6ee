// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/keyed_permutation.h"

namespace anbn {

KeyedPermutation::KeyedPermutation(RandomKey key, std::uint64_t count) : count_(count) {
  // At most four times as many numbers as there are places: few steps are walked.
  while (half_bits_ < 31 && (std::uint64_t{1} << 2 * half_bits_) < count) ++half_bits_;
  mask_ = (std::uint64_t{1} << half_bits_) - 1;
  rounds_.resize(std::size_t{kRounds} << half_bits_);
  for (std::size_t i = 0; i < rounds_.size(); ++i)
    rounds_[i] = static_cast<std::uint32_t>(random_bits(key, i) & mask_);
}

}  // namespace anbn
