// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/excess.h"

#include "anbn/core/nan.h"

#include <cmath>

namespace anbn {

double DrawScale::excess(double value) const {
  return deviation > 0 ? (value - mean) / deviation : kNan;
}

DrawScale draw_scale(const std::vector<double>& draws) {
  if (draws.size() < 2) return {kNan, kNan};
  const auto count = static_cast<double>(draws.size());
  double mean = 0, squares = 0;
  for (const double v : draws) mean += v / count;
  for (const double v : draws) squares += (v - mean) * (v - mean);
  return {mean, std::sqrt(squares / (count - 1))};
}

}  // namespace anbn
