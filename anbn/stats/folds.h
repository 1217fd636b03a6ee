// SPDX-License-Identifier: Apache-2.0
// Which volumes a model is trained on and which it must predict. Neighbouring volumes of fMRI know
// of each other, and the haemodynamic response carries a word into the next 15 s: held-out volumes
// are contiguous, and those near them are in neither part.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

struct Fold {
  std::vector<std::size_t> training, held_out;  // volumes in rising order
};

/// The `folds` contiguous parts of `volumes` (rising), as equal as they can be (the earlier ones
/// are never longer), each held out once. Trained on is what of `volumes` lies more than `gap`
/// volumes away from every one held out.
/// Throws Error if `folds` is below 2, or a fold would hold out fewer than 2 volumes or be trained
/// on fewer than 3.
std::vector<Fold> contiguous_folds(std::span<const std::size_t> volumes, std::size_t folds,
                                   std::size_t gap);

/// 0, 1, ..., count - 1.
std::vector<std::size_t> all_volumes(std::size_t count);

}  // namespace anbn
