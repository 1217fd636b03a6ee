// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>

namespace anbn {

/// No number: of what there is not, or cannot be computed.
inline constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
inline constexpr float kFloatNan = std::numeric_limits<float>::quiet_NaN();

}  // namespace anbn
