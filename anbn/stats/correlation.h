// SPDX-License-Identifier: Apache-2.0
// delta of Eq. 1 and 2: the Pearson correlation of every neuron with every network, and who is
// anchored to whom.
#pragma once

#include "anbn/backend/machine.h"
#include "anbn/core/matrix_view.h"
#include "anbn/core/names.h"
#include "anbn/core/nan.h"

#include <cstddef>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

namespace anbn {

/// Which correlation is the largest: as it is, or by its absolute value.
enum class Delta { signed_value, absolute };
constexpr auto names_of(Delta) { return named("signed", "absolute"); }

inline constexpr std::size_t kNoIndex = std::numeric_limits<std::size_t>::max();

/// The best partner of one series: its index and the correlation (with its sign). kNoIndex and NaN
/// for a series that has none.
struct Anchor {
  std::size_t index = kNoIndex;
  float correlation = kFloatNan;
};

/// Both argmaxes of a coupling.
struct Anchoring {
  std::vector<Anchor> neurons;   // [N] Eq. 1: the network that neuron i anchors
  std::vector<Anchor> networks;  // [M] Eq. 2: the neuron that network j anchors
};

/// Pearson correlations [N x M] of the columns of `neurons` [T x N] and `networks` [T x M]. Rows
/// and columns of series that are constant or not finite are NaN. Throws Error if the lengths
/// differ.
Matrix correlation_matrix(MatrixView neurons, MatrixView networks, const Machine& machine);

/// The argmaxes of a correlation matrix [N x M]; ties go to the lowest index, NaN never wins.
Anchoring anchors_of(const Matrix& correlation, Delta delta);

/// The rows of `left` times `right`: left [N x T] times right [T x M], in blocks of rows of a fixed
/// shape, so that the bytes are the same for any number of threads.
Matrix blocked_product(const Matrix& left, const Matrix& right, const Machine& machine);

}  // namespace anbn
