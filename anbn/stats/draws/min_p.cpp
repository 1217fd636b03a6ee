// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/min_p.h"

#include "anbn/stats/draws/statistic.h"

#include <algorithm>
#include <cassert>
#include <cstdint>

namespace anbn {
namespace {

/// How many of column `s` reach each of its values, itself among them.
std::vector<std::size_t> reached_by(const Matrix& values, std::size_t s) {
  std::vector<float> rising(values.rows);
  for (std::size_t i = 0; i < values.rows; ++i) rising[i] = values(i, s);
  std::sort(rising.begin(), rising.end());
  std::vector<std::size_t> reached(values.rows);
  for (std::size_t i = 0; i < values.rows; ++i)
    reached[i] = static_cast<std::size_t>(
        rising.end() - std::lower_bound(rising.begin(), rising.end(), reaching(values(i, s))));
  return reached;
}

}  // namespace

MinP min_p(const Matrix& values) {
  assert(values.rows > 0);
  const auto all = static_cast<double>(values.rows);
  std::vector<std::size_t> observed, smallest(values.rows, values.rows);
  for (std::size_t s = 0; s < values.cols; ++s) {
    const std::vector<std::size_t> reached = reached_by(values, s);
    observed.push_back(reached[0]);
    for (std::size_t i = 0; i < values.rows; ++i) smallest[i] = std::min(smallest[i], reached[i]);
  }
  MinP out;
  for (const std::size_t reached : observed) {
    const auto as_small = std::count_if(smallest.begin(), smallest.end(),
                                        [&](std::size_t v) { return v <= reached; });
    out.p.push_back(static_cast<double>(reached) / all);
    out.adjusted.push_back(static_cast<double>(as_small) / all);
    out.all = std::min(out.all, out.adjusted.back());
  }
  return out;
}

}  // namespace anbn
