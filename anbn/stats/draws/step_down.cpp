// SPDX-License-Identifier: Apache-2.0
#include "anbn/stats/draws/step_down.h"

#include "anbn/stats/corrections.h"
#include "anbn/stats/draws/statistic.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <numeric>

namespace anbn {

StepDown::StepDown(std::span<const float> observed) : falling_(observed.size()) {
  std::iota(falling_.begin(), falling_.end(), std::size_t{0});
  std::stable_sort(falling_.begin(), falling_.end(),
                   [&](std::size_t a, std::size_t b) { return observed[a] > observed[b]; });
  for (float v : observed) threshold_.push_back(reaching(v));
}

void StepDown::count(std::span<const float> drawn, std::span<std::uint32_t> reached) const {
  assert(drawn.size() == falling_.size() && reached.size() == falling_.size());
  float largest = -std::numeric_limits<float>::infinity();
  for (auto at = falling_.rbegin(); at != falling_.rend(); ++at) {
    largest = std::max(largest, drawn[*at]);
    reached[*at] += largest >= threshold_[*at];
  }
}

std::vector<double> StepDown::p(std::span<const std::uint32_t> reached, std::size_t draws) const {
  assert(reached.size() == falling_.size());
  std::vector<double> p(falling_.size());
  double least = 0;
  for (std::size_t i : falling_) p[i] = least = std::max(least, permutation_p(reached[i], draws));
  return p;
}

}  // namespace anbn
