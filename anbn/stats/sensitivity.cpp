// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/sensitivity.h"

#include "anbn/core/nan.h"

#include <cmath>

namespace anbn {

double volumes_needed(std::size_t volumes, double callable, double coupling) {
  const auto inside = [](double r) { return r > 0 && r < 1; };
  if (!inside(callable) || !inside(coupling)) return kNan;
  const double ratio = std::atanh(callable) / std::atanh(coupling);
  return static_cast<double>(volumes) * ratio * ratio;
}

}  // namespace anbn
