// SPDX-License-Identifier: Apache-2.0
// Stories that can change places: words of one beside the brain of another are as long as words
// beside their own brain only where all are cut to one length.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// Stories that change places with each other over the first `volumes` of each.
struct LengthClass {
  std::vector<std::size_t> stories;  // two or more, rising
  std::size_t volumes = 0;           // of the shortest

  friend bool operator==(const LengthClass&, const LengthClass&) = default;
};

/// How many there are in all `classes` together.
std::size_t stories_in(std::span<const LengthClass> classes);
/// [S] what each story carries of a mean over the volumes of the classes; 0 where it is in none.
/// @param weights  [S] that a story's volumes count with
std::vector<double> shares_in(std::span<const LengthClass> classes,
                              std::span<const double> weights);
/// [classes] how many stories each has.
std::vector<std::size_t> sizes_of(std::span<const LengthClass> classes);

/// Smaller classes keep more of their stories, and leave more of them beside their own brain: of a
/// class of n a random order leaves one in n. Bounds of a class's size where there are so many.
inline constexpr std::size_t kSmallestClass = 4, kLargestClass = 64;

/// Stories of `volumes` [S] each, two or more, in classes of neighbouring lengths. Of all ways the
/// one in which the own arrangement lies farthest above a drawn one, in standard deviations of
/// noise: the largest sum of (n - 1) L over the root of the sum of n L, L being a class's volumes.
/// Fewer than twice kSmallestClass stories are one class. The longest class comes first.
std::vector<LengthClass> length_classes(std::span<const std::size_t> volumes);

}  // namespace anbn
