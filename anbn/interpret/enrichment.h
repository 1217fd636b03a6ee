// SPDX-License-Identifier: Apache-2.0
// Of which class the queries, or the keys, of a neuron's pairs are more often than the frequencies
// of the text give.
#pragma once

#include "anbn/core/nan.h"
#include "anbn/interpret/shifted_classes.h"
#include "anbn/stats/correlation.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// log odds of `count` of `of` against those of `expected` of `expected_of`, each with half a count
/// added to both of its sides, so that it is finite. NaN if one of the totals is 0.
double log_odds_against(double count, double of, double expected, double expected_of);

/// One side of a neuron's pairs. NaN, kNoIndex and "" where there is none.
struct Enrichment {
  /// The class whose count lies farthest above what all shifts give, in their standard deviations.
  std::size_t category = kNoIndex;
  double share = kNan;     // of the pairs
  double expected = kNan;  // mean share over all shifts
  double log_odds = kNan;  // of the one against the other
  /// (b + 1) / (D + 1), b the draws in which any class lies as far above: the choice is paid for.
  double p = kNan;
  double q = kNan;                    // over all neurons
  std::size_t tokens = 0, words = 0;  // different ones on this side of the pairs
  /// What most of the pairs of the class have there, and their share of the pairs of the class.
  std::string word;
  double word_share = kNan;
};

/// Finds it for one neuron after another; keeps its memory between calls. Belongs to one thread.
class EnrichmentTest {
 public:
  /// `pieces` [K] are the texts of the tokens; all three must outlive the test.
  EnrichmentTest(const ShiftedClasses& shifts, const TokenCategories& tokens,
                 std::span<const std::string> pieces);

  /// @param counts  [K] how many pairs have the token on this side
  Enrichment of(std::span<const std::uint32_t> counts);

 private:
  struct Moments {
    std::array<double, kWordClasses> observed{}, mean{}, variance{};
  };
  Moments add_draws(std::span<const std::uint32_t> counts);
  void find_words(std::span<const std::uint32_t> counts, Enrichment& out);

  const ShiftedClasses& shifts_;
  const TokenCategories& tokens_;
  std::span<const std::string> pieces_;
  std::vector<std::uint32_t> word_of_;  // [K] the first token with the same piece
  std::vector<ClassCounts> sums_, drawn_;
  std::vector<std::uint32_t> of_word_;  // [K]
};

}  // namespace anbn
