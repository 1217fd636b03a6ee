// SPDX-License-Identifier: Apache-2.0
// Which volumes of several stories, laid one after the other, a model is trained on and which it
// must predict, in pieces that are whole in or whole out: what is summed once a piece need not be
// summed again for every fold.
#pragma once

#include "anbn/stats/folds.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// Volumes first .. first + count - 1 of all.
struct VolumePiece {
  std::size_t first = 0, count = 0;
};

/// Numbers of pieces, rising.
struct PieceFold {
  std::vector<std::size_t> training, held_out;
};

/// What is held out is predicted with the penalty that the inner folds chose.
struct NestedPieceFold {
  PieceFold outer;
  std::vector<PieceFold> inner;
};

struct PieceFolds {
  std::vector<VolumePiece> pieces;
  std::vector<NestedPieceFold> folds;
};

/// Holds out each block once, and inside of that each of `inner_folds` runs of the other blocks (as
/// many as there are, if they are fewer). Trained on is what lies more than `gap` volumes away from
/// every one held out, by the inner and by the outer fold.
/// @param blocks  [folds + 1] rising from 0: block f has the volumes blocks[f] .. blocks[f + 1] - 1
/// Throws Error if there are fewer than 3 blocks, or a fold would hold out none of the volumes or
/// be trained on fewer than 3.
PieceFolds piece_folds(std::span<const std::size_t> blocks, std::size_t inner_folds,
                       std::size_t gap);

/// Where `parts` blocks of `count` begin, as equal as they can be (the earlier ones are never
/// longer), and `count` itself: [parts + 1].
std::vector<std::size_t> equal_blocks(std::size_t count, std::size_t parts);

/// The volumes of a fold.
Fold volumes_of(const PieceFold& fold, const std::vector<VolumePiece>& pieces);

}  // namespace anbn
