// SPDX-License-Identifier: Apache-2.0
// How the visible units of an RBM in training are shared out, and how their rows of W lie in memory
// meanwhile.
#pragma once

#include "anbn/core/matrix.h"

#include <cstddef>

namespace anbn {

/// Layers of so many visible units are cut into large blocks.
inline constexpr std::size_t kRbmLargeLayer = 16896;

/// Visible units that are worked on at once: their rows of W stay in the second-level cache beside
/// all that they meet.
struct RbmPart {
  std::size_t first, count;
};

/// Visible units in blocks, whose products with W are summed apart, and each block in parts. All
/// sizes depend on nothing but the layer's, since they order sums.
class RbmParts {
 public:
  RbmParts(std::size_t visible_units, std::size_t hidden_units);

  std::size_t blocks() const { return (units_ + block_ - 1) / block_; }
  std::size_t block_of(RbmPart part) const { return part.first / block_; }
  /// The first part of a block; an empty one if there is no such block.
  RbmPart first_of(std::size_t block) const;
  /// The part after `part` in its block; an empty one after the last.
  RbmPart next_in_block(RbmPart part) const;

 private:
  RbmPart part_at(std::size_t first) const;

  std::size_t units_, part_, block_;
};

/// Turns the rows of x [V x H] that belong to `part` into panels (backend.h), in place.
void rows_to_panels(Matrix& x, RbmPart part);
/// The other way round.
void panels_to_rows(Matrix& x, RbmPart part);

}  // namespace anbn
