// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/brain/rbm/rbm.h"
#include "anbn/core/matrix.h"

#include <cstddef>

namespace anbn {

/// Replaces hidden units of the top layer by their complements where their maps are more negative
/// than positive: of each map's values beyond 0.3 of its largest magnitude the sum is compared.
/// A Bernoulli unit that is on where another is off says the same: with W, b -> -W, -b (and the
/// running means) of a unit and a -> a + W the model is the same in every probability. Only then
/// do signed correlations mean anything, since training chooses the sign by chance.
/// @param top      the top layer
/// @param product  [V x M] maps, whose columns are turned with the units
/// @return how many were turned
std::size_t turn_units(Rbm& top, Matrix& product);

}  // namespace anbn
