// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/token_numbers.h"

#include "anbn/stats/corrections.h"

#include <algorithm>
#include <cmath>

namespace anbn {

NumberTest::NumberTest(const ShiftedClasses& shifts, std::span<const double> values)
    : shifts_(shifts), values_(values) {
  for (const ShiftedSegment& segment : shifts.segments()) {
    double sum = 0, known = 0;
    for (const std::uint32_t word : segment.words)
      if (!std::isnan(values[word])) sum += values[word], ++known;
    std::vector<double>& deviations = deviations_.emplace_back();
    for (const std::uint32_t word : segment.words)
      deviations.push_back(std::isnan(values[word]) ? 0 : values[word] - sum / known);
    const std::vector<double> once = deviations;
    deviations.insert(deviations.end(), once.begin(), once.end());
  }
}

NumberDifference NumberTest::of(std::span<const std::uint32_t> counts) {
  NumberDifference out;
  double total = 0, observed = 0, size = 0;
  drawn_.assign(shifts_.draws(), 0);
  for (std::size_t s = 0; s < deviations_.size(); ++s) {
    const std::vector<std::uint32_t>& words = shifts_.segments()[s].words;
    if (words.empty()) continue;
    sums_.assign(words.size(), 0);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const double weight = counts[words[i]];
      if (weight == 0) continue;
      if (!std::isnan(values_[words[i]])) {
        out.pairs += counts[words[i]];
        total += weight * values_[words[i]];
      }
      for (std::size_t shift = 0; shift < words.size(); ++shift)
        sums_[shift] += weight * deviations_[s][i + shift];
      size += weight * std::abs(deviations_[s][i]);
    }
    observed += sums_[0];
    for (std::size_t d = 0; d < drawn_.size(); ++d) drawn_[d] += sums_[shifts_.shift(d, s)];
  }
  if (out.pairs == 0) return out;
  out.mean = total / static_cast<double>(out.pairs);
  out.difference = observed / static_cast<double>(out.pairs);
  // Over all shifts of a segment the deviations of each word add up to 0: that is the centre.
  const double tie = 1e-9 * size;
  std::size_t reached = 0;
  bool varies = false;
  for (const double draw : drawn_) {
    reached += std::abs(draw) >= std::abs(observed) - tie;
    varies |= std::abs(draw - drawn_[0]) > tie;
  }
  if (varies) out.p = permutation_p(reached, drawn_.size());
  return out;
}

}  // namespace anbn
