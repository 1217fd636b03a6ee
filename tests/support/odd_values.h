// SPDX-License-Identifier: Apache-2.0
// Parts of results as they are written least easily: no short decimals, absent numbers, own names.
#pragma once

#include "anbn/core/matrix.h"
#include "anbn/core/nan.h"
#include "anbn/interpret/pos_profile.h"
#include "anbn/stats/draws/null_range.h"

#include <fmt/format.h>

#include <cstddef>

namespace anbn {

/// Numbers that no short decimal stands for, and one that is absent.
inline Matrix matrix_of(std::size_t rows, std::size_t cols) {
  Matrix x(rows, cols);
  for (std::size_t i = 0; i < x.values.size(); ++i)
    x.values[i] = i % 5 == 3 ? kFloatNan : 1 / static_cast<float>(i + 3);
  return x;
}

/// The same of a range; the second has no low end.
inline NullRange range_of(std::size_t i) {
  return {static_cast<double>(i) / 3, i == 1 ? kNan : -1e-9, 0.1 + 0.2, 1.};
}

/// Of another column than parts of speech.
inline TagClasses other_classes() {
  TagClasses classes{"entity", {}};
  for (std::size_t i = 0; i < kPosCategories; ++i)
    classes.names.push_back(fmt::format("class {}", i));
  return classes;
}

}  // namespace anbn
