// SPDX-License-Identifier: Apache-2.0
// How surprising the words of a story are to a language model, as a series beside other low-level
// ones.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/text/token_table.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// [W] in nats: the sum over the tokens of a word that have a value; NaN where none has.
/// @param nats  [K] of each token, NaN where nothing is before it
std::vector<double> surprisal_of_words(const TokenTable& table, std::span<const float> nats);

/// [volumes x 1], a row for each of the volumes first_volume .. first_volume + volumes - 1 (they
/// count from the first one used): the sum over the words whose onset lies in it. A word without a
/// value counts as much as the mean of the others, so that no word looks expected for want of one.
/// @param of_words  [W]
Matrix surprisal_series(const TokenTable& table, std::span<const double> of_words,
                        std::int64_t first_volume, std::size_t volumes);

}  // namespace anbn
