// SPDX-License-Identifier: Apache-2.0
// What a study of a given length can see.
#pragma once

#include <cstddef>

namespace anbn {

/// About how many volumes like these make `coupling` the smallest correlation that a test calls,
/// if `callable` is the smallest with `volumes` of them: volumes (atanh(callable) /
/// atanh(coupling))^2, since the spread of a correlation of noise on Fisher's scale shrinks with
/// the root of the volumes. NaN unless both correlations lie in (0, 1).
/// An extrapolation: it takes the same spectra, as many series, and as many permutations.
/// Source: Fisher 1915; Bartlett 1935 for series that are smooth in time, whose effective number of
/// observations is a fixed share of the volumes.
double volumes_needed(std::size_t volumes, double callable, double coupling);

}  // namespace anbn
