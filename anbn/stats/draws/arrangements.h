// SPDX-License-Identifier: Apache-2.0
// Ways to lay the brains of stories beside the words of others: uniform permutations within each
// class, those that leave stories in their places among them. (Those alone that move every story
// are no group, and would call too much.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// Up to so many arrangements (7!) each is made once; of more, random ones.
inline constexpr std::size_t kMostListed = 5040;

class Arrangements {
 public:
  /// @param sizes  of the classes
  Arrangements(std::vector<std::size_t> sizes, std::uint64_t seed);

  /// How many there are; more than kMostListed: kMostListed + 1.
  std::size_t count() const { return count_; }
  bool are_listed() const { return count_ <= kMostListed; }
  /// How many draws are made where `asked` are asked for: all that are not the own one, or as many
  /// random ones, of which the own one may be any.
  std::size_t draws(std::size_t asked) const { return are_listed() ? count_ - 1 : asked; }

  /// Writes the brains of draw `number` (from 0) to `brains`: for the words of each story of the
  /// first class, then of the second, ... its brain's place in the class.
  void write(std::size_t number, std::span<std::size_t> brains) const;

 private:
  std::vector<std::size_t> sizes_;
  std::uint64_t seed_;
  std::size_t count_ = 1;
};

}  // namespace anbn
