// SPDX-License-Identifier: Apache-2.0
// The figures of all pairs together in draws of a null model, and nothing else of them: for models
// that are only compared as a whole.
#pragma once

#include "anbn/stats/draws/permutation.h"

namespace anbn {

/// [(D + 1) x (4 + 2 G)], first the observed arrangement, then draws 0 .. D-1: the largest
/// correlation over all pairs, then DrawMeans. The same numbers as count_permutations() has, to the
/// bit, and the same for any number of threads.
/// @param streams  one a story
/// @param groups   [N] as DrawMeans has them; may be empty
Matrix draw_figures(const PooledSeries& series, const std::vector<DrawStream>& streams,
                    std::size_t draws, Delta delta, const std::vector<std::size_t>& groups,
                    const Machine& machine);

}  // namespace anbn
