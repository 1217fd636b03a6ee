// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "anbn/backend/backend.h"

namespace anbn {

/// What fills `x`, taken as panels of as many rows and columns.
inline ConstPanels panels_of(const Matrix& x) { return {x.values.data(), x.rows, x.cols}; }
inline MutablePanels panels_of(Matrix& x) { return {x.values.data(), x.rows, x.cols}; }

}  // namespace anbn
