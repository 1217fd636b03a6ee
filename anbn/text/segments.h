// SPDX-License-Identifier: Apache-2.0
// Cutting a story into the segments that a model reads, one forward pass each.
#pragma once

#include "anbn/core/names.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace anbn {

/// Where the pieces of a story may be cut: numbers of pieces that stand before the cut, rising,
/// each in 1 .. pieces-1. Word ends are used where a sentence is too long for a segment.
struct CutPlaces {
  std::size_t pieces = 0;
  std::vector<std::size_t> sentence_ends;
  std::vector<std::size_t> word_ends;
  std::size_t specials = 0;  // tokens that each segment adds to its pieces
};

/// Cuts, and how many of them are no sentence end.
struct Cuts {
  std::vector<std::size_t> after;  // numbers of pieces that stand before each cut, rising
  std::size_t inside_sentences = 0;
};

/// How a story is cut: into equal segments, into full ones, or where it is said.
enum class Segmentation { even, greedy, at_given_pieces };
constexpr auto names_of(Segmentation) { return named("even", "greedy", "explicit"); }

/// How many pieces fit into what a model reads at once, beside the specials. Throws Error if none
/// does, or the story has none.
std::size_t largest_segment(const CutPlaces& places, std::int64_t max_tokens);

/// Cuts into the fewest segments of at most `max_tokens` tokens, specials included, whose sizes
/// are as equal as that allows: the largest is as small as possible, then the sum of the
/// squared sizes; among equals the one with the earliest cuts.
/// Throws Error if no piece fits beside the specials, or there is none.
Cuts even_cuts(const CutPlaces& places, std::int64_t max_tokens);

/// Cuts that fill each segment, from the first, up to the last place that fits.
/// Throws Error if no piece fits beside the specials, or there is none.
Cuts greedy_cuts(const CutPlaces& places, std::int64_t max_tokens);

/// The cuts after the given numbers of pieces. Throws Error unless they rise strictly within
/// 1 .. pieces-1 and each segment has at most `max_tokens` tokens, specials included.
Cuts explicit_cuts(const CutPlaces& places, std::span<const std::int64_t> after,
                   std::int64_t max_tokens);

/// The number of tokens of each segment, specials included.
std::vector<std::size_t> segment_sizes(const Cuts& cuts, const CutPlaces& places);

}  // namespace anbn
