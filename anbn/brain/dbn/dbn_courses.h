// SPDX-License-Identifier: Apache-2.0
// What a trained deep belief network says: its maps, and what its networks do in a scan.
#pragma once

#include "anbn/brain/dbn/dbn_data.h"
#include "anbn/brain/networks/network_method.h"

namespace anbn {

/// a b, in blocks of fixed size. a [V x H], b [H x M] -> [V x M]
Matrix product_of(const Matrix& a, const Matrix& b, const Machine& machine);

/// Time courses [T x M] of the top units in `bold` [T x V], in any way but by dual regression:
///   sigmoid     p(h) of the chain as it was trained
///   linear      the same chain without any sigmoid
///   projection  bold W, where W [V x M] is the product of all layers' weights
/// @param product  W [V x M]
Matrix network_courses(const std::vector<DbnLayer>& layers, const Matrix& product, ConstView bold,
                       NetworkCourse course, LayerOutput output, const Machine& machine);

}  // namespace anbn
