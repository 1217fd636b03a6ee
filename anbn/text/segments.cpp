// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/segments.h"

#include "anbn/core/error.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

namespace anbn {

std::size_t largest_segment(const CutPlaces& places, std::int64_t max_tokens) {
  const auto least = static_cast<std::int64_t>(places.specials) + 1;
  if (max_tokens < least)
    fail(
        "a segment may have {} tokens; expected at least {}, as {} of them are specials. Set "
        "--max-segment-tokens",
        max_tokens, least, places.specials);
  if (places.pieces == 0) fail("the story has no token; expected words that the vocabulary knows");
  return static_cast<std::size_t>(max_tokens) - places.specials;
}

namespace {

/// 0, every place where a cut is allowed, and the number of pieces. No gap is larger than `limit`:
/// word ends, or every piece, are added where a sentence, or a word, is longer.
std::vector<std::size_t> stops(const CutPlaces& places, std::size_t limit) {
  const auto refine = [limit](const std::vector<std::size_t>& coarse, const auto& append_inside) {
    std::vector<std::size_t> out = {0};
    for (std::size_t i = 1; i < coarse.size(); ++i) {
      if (coarse[i] - coarse[i - 1] > limit) append_inside(coarse[i - 1], coarse[i], out);
      out.push_back(coarse[i]);
    }
    return out;
  };
  std::vector<std::size_t> sentences = {0};
  sentences.insert(sentences.end(), places.sentence_ends.begin(), places.sentence_ends.end());
  sentences.push_back(places.pieces);
  const auto words = refine(sentences, [&](std::size_t from, std::size_t to, auto& out) {
    const auto first = std::upper_bound(places.word_ends.begin(), places.word_ends.end(), from);
    out.insert(out.end(), first, std::lower_bound(first, places.word_ends.end(), to));
  });
  return refine(words, [](std::size_t from, std::size_t to, auto& out) {
    for (std::size_t piece = from + 1; piece < to; ++piece) out.push_back(piece);
  });
}

/// The indices of the stops at which segments of at most `limit` pieces end if each is filled
/// as far as it goes; these are the fewest segments. Every gap between stops is at most `limit`.
std::vector<std::size_t> filled(const std::vector<std::size_t>& stop, std::size_t limit) {
  std::vector<std::size_t> ends;
  for (std::size_t from = 0; from + 1 < stop.size(); from = ends.back()) {
    const auto beyond = std::upper_bound(stop.begin(), stop.end(), stop[from] + limit);
    ends.push_back(static_cast<std::size_t>(beyond - stop.begin()) - 1);
  }
  return ends;
}

Cuts cuts_at(const std::vector<std::size_t>& after, const CutPlaces& places) {
  Cuts cuts{after, 0};
  for (const std::size_t cut : after)
    if (!std::binary_search(places.sentence_ends.begin(), places.sentence_ends.end(), cut))
      ++cuts.inside_sentences;
  return cuts;
}

/// The smallest size that the largest of `segments` segments can have.
std::size_t smallest_limit(const std::vector<std::size_t>& stop, std::size_t segments,
                           std::size_t limit) {
  std::size_t low = 1;  // no segment can be smaller than the largest gap between stops
  for (std::size_t i = 1; i < stop.size(); ++i) low = std::max(low, stop[i] - stop[i - 1]);
  for (std::size_t high = limit; low < high;) {
    const std::size_t middle = low + (high - low) / 2;
    if (filled(stop, middle).size() <= segments)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

/// The ends of the fewest segments of at most `limit` pieces with the smallest sum of squares;
/// among equals the earliest.
std::vector<std::size_t> most_equal(const std::vector<std::size_t>& stop, std::size_t limit) {
  // Both parts add up over segments, so the best way from a stop to the end is known from the
  // best ways from the later stops.
  using Cost = std::pair<std::size_t, std::size_t>;  // segments, sum of squares
  constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();
  std::vector<Cost> cost(stop.size(), {kNever, kNever});
  std::vector<std::size_t> next(stop.size());
  cost.back() = {0, 0};
  for (std::size_t from = stop.size() - 1; from-- > 0;) {
    for (std::size_t to = from + 1; to < stop.size() && stop[to] - stop[from] <= limit; ++to) {
      const std::size_t size = stop[to] - stop[from];
      const Cost through = {cost[to].first + 1, cost[to].second + size * size};
      if (through < cost[from]) {  // strictly: the earlier of equal cuts stays
        cost[from] = through;
        next[from] = to;
      }
    }
  }
  std::vector<std::size_t> ends;
  for (std::size_t from = 0; from + 1 < stop.size(); from = next[from]) ends.push_back(next[from]);
  return ends;
}

std::vector<std::size_t> inner(const std::vector<std::size_t>& ends,
                               const std::vector<std::size_t>& stop) {
  std::vector<std::size_t> after;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) after.push_back(stop[ends[i]]);
  return after;
}

}  // namespace

Cuts even_cuts(const CutPlaces& places, std::int64_t max_tokens) {
  const std::size_t limit = largest_segment(places, max_tokens);
  const auto stop = stops(places, limit);
  const std::size_t fewest = filled(stop, limit).size();
  return cuts_at(inner(most_equal(stop, smallest_limit(stop, fewest, limit)), stop), places);
}

Cuts greedy_cuts(const CutPlaces& places, std::int64_t max_tokens) {
  const std::size_t limit = largest_segment(places, max_tokens);
  const auto stop = stops(places, limit);
  return cuts_at(inner(filled(stop, limit), stop), places);
}

Cuts explicit_cuts(const CutPlaces& places, std::span<const std::int64_t> after,
                   std::int64_t max_tokens) {
  const std::size_t limit = largest_segment(places, max_tokens);
  std::vector<std::size_t> cuts;
  for (const std::int64_t cut : after) {
    const std::size_t least = cuts.empty() ? 1 : cuts.back() + 1;
    if (cut < static_cast<std::int64_t>(least) || cut >= static_cast<std::int64_t>(places.pieces))
      fail(
          "cut {} is after piece {}; expected rising numbers of pieces, here {} .. {} (the story "
          "has {} pieces). Mend --cuts",
          cuts.size() + 1, cut, least, places.pieces - 1, places.pieces);
    cuts.push_back(static_cast<std::size_t>(cut));
  }
  std::size_t from = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t to = i < cuts.size() ? cuts[i] : places.pieces;
    if (to - from > limit)
      fail(
          "segment {} (pieces {} .. {}) has {} tokens with its specials; expected at most {}. Add "
          "a "
          "cut to --cuts, or leave it out",
          i + 1, from + 1, to, to - from + places.specials, max_tokens);
    from = to;
  }
  return cuts_at(cuts, places);
}

std::vector<std::size_t> segment_sizes(const Cuts& cuts, const CutPlaces& places) {
  std::vector<std::size_t> sizes;
  std::size_t from = 0;
  for (const std::size_t cut : cuts.after) {
    sizes.push_back(cut - from + places.specials);
    from = cut;
  }
  sizes.push_back(places.pieces - from + places.specials);
  return sizes;
}

}  // namespace anbn
