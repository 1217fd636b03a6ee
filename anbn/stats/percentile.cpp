// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/percentile.h"

#include "anbn/core/nan.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace anbn {

double percentile(std::vector<double> values, double percent) {
  assert(percent >= 0 && percent <= 100);
  const auto is_nan = [](double v) { return std::isnan(v); };
  if (values.empty() || std::any_of(values.begin(), values.end(), is_nan)) return kNan;
  const double place = percent / 100 * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(place);
  const double fraction = place - static_cast<double>(below);
  std::nth_element(values.begin(), values.begin() + below, values.end());
  const double low = values[static_cast<std::size_t>(below)];
  if (fraction == 0) return low;
  return low + fraction * (*std::min_element(values.begin() + below + 1, values.end()) - low);
}

}  // namespace anbn
