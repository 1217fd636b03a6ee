// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/profiles.h"

#include <algorithm>
#include <limits>

namespace anbn {

std::size_t count_classes(const PairsOfNeuron& pairs, std::span<const std::uint8_t> category,
                          std::span<std::int32_t> counts) {
  std::size_t total = 0;
  for (std::size_t i = 0; i < pairs.query.size(); ++i) {
    if (pairs.query[i] == 0) continue;
    ++total;
    const std::uint8_t a = category[static_cast<std::size_t>(pairs.query[i] - 1)],
                       b = category[static_cast<std::size_t>(pairs.key[i] - 1)];
    if (a != kNoCategory && b != kNoCategory) ++counts[a * kPosCategories + b];
  }
  return total;
}

ExpectedProfile::ExpectedProfile(const ShiftedClasses& shifts, const TokenCategories& tokens)
    : shifts_(shifts), category_(tokens.category) {
  for (const ShiftedSegment& segment : shifts.segments()) {
    Segment& out = segments_.emplace_back();
    const std::size_t n = segment.words.size();
    out.at_lag.assign(n, {});
    for (std::size_t i = 0; i < n; ++i) {
      const std::uint8_t a = segment.classes[i];
      if (a == kUnknownClass) continue;
      out.frequency[a] += 1 / static_cast<double>(n);
      for (std::size_t lag = 0; lag < n; ++lag)
        if (const std::uint8_t b = segment.classes[i + lag]; b != kUnknownClass)
          out.at_lag[lag][a * kFirstSpecial + b] += 1;
    }
  }
}

void ExpectedProfile::of(const PairsOfNeuron& pairs, std::span<double> expected) const {
  std::fill(expected.begin(), expected.end(), 0.0);
  const std::size_t top = pairs.query.size() / std::max<std::size_t>(segments_.size(), 1);
  for (std::size_t s = 0; s < segments_.size(); ++s) {
    const ShiftedSegment& place = shifts_.segments()[s];
    const std::uint32_t n = static_cast<std::uint32_t>(place.words.size());
    std::vector<std::uint32_t> at_lag(n);  // pairs of two words
    for (std::size_t i = s * top; i < (s + 1) * top && pairs.query[i] > 0; ++i) {
      const auto q = static_cast<std::size_t>(pairs.query[i] - 1),
                 k = static_cast<std::size_t>(pairs.key[i] - 1);
      const std::uint32_t a = place.place[q - place.first_token],
                          b = place.place[k - place.first_token];
      if (a < n && b < n) {
        ++at_lag[b >= a ? b - a : b + n - a];
      } else if (a < n) {
        for (std::size_t c = 0; c < kPosCategories; ++c)
          expected[c * kPosCategories + category_[k]] += segments_[s].frequency[c];
      } else if (b < n) {
        for (std::size_t c = 0; c < kPosCategories; ++c)
          expected[category_[q] * kPosCategories + c] += segments_[s].frequency[c];
      } else {
        expected[category_[q] * kPosCategories + category_[k]] += 1;
      }
    }
    add_lags(segments_[s], at_lag, expected);
  }
}

void ExpectedProfile::add_lags(const Segment& segment, std::span<const std::uint32_t> pairs,
                               std::span<double> expected) {
  Cells sum{};  // whole numbers
  for (std::size_t lag = 0; lag < pairs.size(); ++lag) {
    if (pairs[lag] == 0) continue;
    const auto weight = static_cast<float>(pairs[lag]);
    const Cells& at = segment.at_lag[lag];
    for (std::size_t c = 0; c < sum.size(); ++c) sum[c] += weight * at[c];
  }
  for (std::size_t a = 0; a < kFirstSpecial; ++a)
    for (std::size_t b = 0; b < kFirstSpecial; ++b)
      expected[a * kPosCategories + b] +=
          sum[a * kFirstSpecial + b] / static_cast<double>(std::max<std::size_t>(pairs.size(), 1));
}

namespace {

constexpr std::size_t kStride = 32;  // of a row of classes: the last that is used has no class
constexpr std::uint8_t kUnknown = kPosCategories;

}  // namespace

ShiftedTags::ShiftedTags(const ShiftedClasses& shifts, std::size_t draws)
    : draws_(std::min(draws, shifts.draws())) {
  for (std::size_t d = 0; d < draws_; ++d) {
    const std::vector<std::uint8_t> category = shifts.categories(d);
    tokens_ = category.size();
    if (d % kLanes == 0) classes_.resize(classes_.size() + tokens_);
    for (std::size_t t = 0; t < tokens_; ++t)
      classes_[d / kLanes * tokens_ + t][d % kLanes] =
          category[t] == kNoCategory ? kUnknown : category[t];
  }
}

void ShiftedTags::of(const PairsOfNeuron& pairs, std::span<std::uint16_t> tags) const {
  if (pairs.query.size() <= std::numeric_limits<std::uint16_t>::max())
    count<std::uint16_t>(pairs, tags);
  else
    count<std::uint32_t>(pairs, tags);
}

template <class Count>
void ShiftedTags::count(const PairsOfNeuron& pairs, std::span<std::uint16_t> tags) const {
  using Counts = std::array<Count, kLanes>;
  std::array<Counts, (kPosCategories + 1) * kStride> counts;
  for (std::size_t first = 0; first < draws_; first += kLanes) {
    const Lanes* const classes = classes_.data() + first / kLanes * tokens_;
    counts = {};
    for (std::size_t i = 0; i < pairs.query.size(); ++i) {
      if (pairs.query[i] == 0) continue;
      const Lanes& row = classes[pairs.query[i] - 1];
      const Lanes& column = classes[pairs.key[i] - 1];
      for (std::size_t lane = 0; lane < kLanes; ++lane)
        ++counts[row[lane] * kStride + column[lane]][lane];
    }
    Counts most{}, at;
    at.fill(kProfileCells);
    for (std::size_t a = 0; a < kPosCategories; ++a)
      for (std::size_t b = 0; b < kPosCategories; ++b) {
        const auto cell = static_cast<Count>(a * kPosCategories + b);
        const Counts& here = counts[a * kStride + b];
        for (std::size_t lane = 0; lane < kLanes; ++lane) {
          at[lane] = here[lane] > most[lane] ? cell : at[lane];
          most[lane] = std::max(most[lane], here[lane]);
        }
      }
    for (std::size_t lane = 0; lane < std::min(kLanes, draws_ - first); ++lane)
      tags[first + lane] = static_cast<std::uint16_t>(at[lane]);
  }
}

}  // namespace anbn
