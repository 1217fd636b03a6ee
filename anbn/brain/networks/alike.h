// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/parallel.h"

#include <cstddef>
#include <vector>

namespace anbn {

/// From this correlation of two maps on (whatever its sign) they are taken for one network.
inline constexpr double kAlikeMaps = 0.9;

/// For each row [M] the first one (from 0) that it is alike to: itself, or an earlier row that is
/// alike to none before it. Alike are rows whose |correlation| is `least` or more. A method that
/// may find more networks than there are finds some of them twice; whoever counts networks must
/// count these once. Sums in double, the same bytes for any number of threads.
/// @param rows  [M x V] maps, or time courses; a constant row is alike to none
std::vector<std::size_t> first_alike(const Matrix& rows, double least, Threads& threads);

/// For each map [M] its |correlation| with the one of `others` that it is matched with: one to one,
/// so that the sum over all maps is the largest there is (the Hungarian method). A constant map has
/// 0. Sums in double, the same bytes for any number of threads.
/// Source: H.W. Kuhn, The Hungarian method for the assignment problem, Naval Research Logistics
/// Quarterly 2 (1955) 83.
/// @param maps    [M x V]
/// @param others  [M x V]
std::vector<double> matched_correlations(const Matrix& maps, Matrix others, Threads& threads);

}  // namespace anbn
