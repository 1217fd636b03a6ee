// SPDX-License-Identifier: Apache-2.0
#include "anbn/interpret/enrichment.h"

#include "anbn/core/nan.h"
#include "anbn/stats/corrections.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string_view>

namespace anbn {

double log_odds_against(double count, double of, double expected, double expected_of) {
  if (!(of > 0) || !(expected_of > 0)) return kNan;
  const auto odds = [](double part, double whole) { return (part + 0.5) / (whole - part + 0.5); };
  return std::log(odds(count, of) / odds(expected, expected_of));
}

EnrichmentTest::EnrichmentTest(const ShiftedClasses& shifts, const TokenCategories& tokens,
                               std::span<const std::string> pieces)
    : shifts_(shifts), tokens_(tokens), pieces_(pieces), of_word_(pieces.size()) {
  std::map<std::string_view, std::uint32_t> first;
  for (std::size_t t = 0; t < pieces.size(); ++t)
    word_of_.push_back(first.emplace(pieces[t], static_cast<std::uint32_t>(t)).first->second);
}

// Segments are moved independently: over all shifts their means and variances add up exactly.
EnrichmentTest::Moments EnrichmentTest::add_draws(std::span<const std::uint32_t> counts) {
  Moments moments;
  drawn_.assign(shifts_.draws(), {});
  const std::vector<ShiftedSegment>& segments = shifts_.segments();
  for (std::size_t s = 0; s < segments.size(); ++s) {
    sums_of_shifts(segments[s], counts, sums_);
    if (sums_.empty()) continue;
    const auto n = static_cast<double>(sums_.size());
    for (std::size_t c = 0; c < kWordClasses; ++c) {
      double sum = 0, squares = 0;
      for (const ClassCounts& at : sums_) {
        sum += at[c];
        squares += static_cast<double>(at[c]) * at[c];
      }
      moments.observed[c] += sums_[0][c];
      moments.mean[c] += sum / n;
      moments.variance[c] += std::max(0.0, squares / n - sum / n * (sum / n));
    }
    for (std::size_t d = 0; d < drawn_.size(); ++d) {
      const ClassCounts& at = sums_[shifts_.shift(d, s)];
      for (std::size_t c = 0; c < kWordClasses; ++c) drawn_[d][c] += at[c];
    }
  }
  return moments;
}

void EnrichmentTest::find_words(std::span<const std::uint32_t> counts, Enrichment& out) {
  std::fill(of_word_.begin(), of_word_.end(), 0);
  for (std::size_t t = 0; t < counts.size(); ++t) {
    out.tokens += counts[t] > 0;
    of_word_[word_of_[t]] += counts[t];
  }
  out.words = static_cast<std::size_t>(
      std::count_if(of_word_.begin(), of_word_.end(), [](std::uint32_t n) { return n > 0; }));
  if (out.category == kNoIndex) return;
  std::fill(of_word_.begin(), of_word_.end(), 0);
  std::uint64_t of_class = 0;
  for (std::size_t t = 0; t < counts.size(); ++t)
    if (tokens_.category[t] == out.category) {
      of_class += counts[t];
      of_word_[word_of_[t]] += counts[t];
    }
  const auto most = std::max_element(of_word_.begin(), of_word_.end());  // the first in the text
  if (of_class == 0) return;
  out.word = pieces_[static_cast<std::size_t>(most - of_word_.begin())];
  out.word_share = static_cast<double>(*most) / static_cast<double>(of_class);
}

Enrichment EnrichmentTest::of(std::span<const std::uint32_t> counts) {
  Enrichment out;
  const auto pairs =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  const Moments moments = add_draws(counts);
  // Rounding in a variance that is 0 stays far below that of one count at one shift.
  constexpr double kNoVariance = 1e-6, kTie = 1e-9;
  std::array<double, kUnknownClass> scale{};
  double highest = 0;
  for (std::size_t c = 0; c < kUnknownClass; ++c) {
    if (moments.variance[c] < kNoVariance) continue;
    scale[c] = 1 / std::sqrt(moments.variance[c]);
    const double z = (moments.observed[c] - moments.mean[c]) * scale[c];
    if (out.category != kNoIndex && z <= highest) continue;
    out.category = c;
    highest = z;
  }
  if (out.category != kNoIndex) {
    std::size_t reached = 0;
    for (const ClassCounts& draw : drawn_) {
      bool is_reached = false;
      for (std::size_t c = 0; c < kUnknownClass; ++c)
        is_reached |= scale[c] > 0 && (draw[c] - moments.mean[c]) * scale[c] >= highest - kTie;
      reached += is_reached;
    }
    const double observed = moments.observed[out.category], mean = moments.mean[out.category];
    out.share = observed / pairs;
    out.expected = mean / pairs;
    out.log_odds = log_odds_against(observed, pairs, mean, pairs);
    if (shifts_.draws() > 0) out.p = permutation_p(reached, shifts_.draws());
  }
  find_words(counts, out);
  return out;
}

}  // namespace anbn
