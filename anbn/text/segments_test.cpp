// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/segments.h"

#include "anbn/core/error.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace anbn {
namespace {

using Sizes = std::vector<std::size_t>;

/// Sentences of these sizes, whose words are single pieces.
CutPlaces sentences(const Sizes& sizes) {
  CutPlaces places;
  places.specials = 2;
  for (const std::size_t size : sizes) {
    places.pieces += size;
    places.sentence_ends.push_back(places.pieces);
  }
  places.sentence_ends.pop_back();
  for (std::size_t piece = 1; piece < places.pieces; ++piece) places.word_ends.push_back(piece);
  return places;
}

TEST(EvenCuts, MakesTheSizesEqual) {
  const auto places = sentences({3, 3, 3, 3, 3, 3});
  EXPECT_EQ(segment_sizes(even_cuts(places, 12), places), (Sizes{11, 11}));
  EXPECT_EQ(segment_sizes(greedy_cuts(places, 14), places), (Sizes{14, 8}));
  EXPECT_EQ(segment_sizes(even_cuts(places, 14), places), (Sizes{11, 11}));
}

TEST(EvenCuts, LeavesAShortStoryWhole) {
  const auto places = sentences({3, 3});
  EXPECT_TRUE(even_cuts(places, 8).after.empty());
  EXPECT_EQ(even_cuts(places, 7).after, Sizes{3});
}

TEST(EvenCuts, PrefersEarlyCutsAmongEquals) {
  // 2 + 3 and 3 + 2 are equally good.
  EXPECT_EQ(even_cuts(sentences({2, 1, 2}), 5).after, Sizes{2});
}

TEST(EvenCuts, CutsALongSentenceAtWordEnds) {
  CutPlaces places = sentences({4, 10, 2});
  places.word_ends = {1, 4, 7, 9, 14, 15};
  const Cuts cuts = even_cuts(places, 10);  // at most 8 pieces a segment
  EXPECT_EQ(cuts.after, (Sizes{4, 9}));     // 4 | 5 | 7
  EXPECT_EQ(cuts.inside_sentences, 1u);
}

TEST(GreedyCuts, CutsAWordThatIsLongerThanASegment) {
  CutPlaces places;
  places.specials = 2;
  places.pieces = 7;
  const Cuts cuts = greedy_cuts(places, 5);
  EXPECT_EQ(cuts.after, (Sizes{3, 6}));
  EXPECT_EQ(cuts.inside_sentences, 2u);
}

/// Every way to cut, tried.
Sizes brute_force(const CutPlaces& places, std::size_t limit) {
  using Score = std::tuple<std::size_t, std::size_t, std::size_t, Sizes>;
  Score best{places.pieces + 1, 0, 0, {}};
  const std::size_t count = places.sentence_ends.size();
  for (std::size_t chosen = 0; chosen < (std::size_t{1} << count); ++chosen) {
    Sizes after;
    for (std::size_t i = 0; i < count; ++i)
      if (chosen >> i & 1) after.push_back(places.sentence_ends[i]);
    std::size_t largest = 0, squares = 0, from = 0;
    Sizes ends = after;
    ends.push_back(places.pieces);
    for (const std::size_t to : ends) {
      largest = std::max(largest, to - from);
      squares += (to - from) * (to - from);
      from = to;
    }
    if (largest <= limit) best = std::min(best, Score{ends.size(), largest, squares, after});
  }
  return std::get<3>(best);
}

TEST(EvenCuts, EqualsBruteForce) {
  for (std::size_t seed = 0; seed < 300; ++seed) {
    Sizes sizes;
    for (std::size_t i = 0; i < 4 + seed % 8; ++i)
      sizes.push_back(1 + (seed * 2654435761u + i * 40503u * (seed + 7)) / 64 % 9);
    const auto places = sentences(sizes);
    for (const std::size_t limit : {9u, 13u, 20u})
      EXPECT_EQ(even_cuts(places, static_cast<std::int64_t>(limit + places.specials)).after,
                brute_force(places, limit))
          << "seed " << seed << ", limit " << limit;
  }
}

TEST(ExplicitCuts, CountsThoseInsideSentences) {
  const std::int64_t after[] = {3, 8};
  const CutPlaces places = sentences({3, 3, 3, 3});
  const Cuts cuts = explicit_cuts(places, after, 512);
  EXPECT_EQ(segment_sizes(cuts, places), (Sizes{5, 7, 6}));
  EXPECT_EQ(cuts.inside_sentences, 1u);
}

std::string cuts_complaint(std::vector<std::int64_t> after, std::int64_t max_tokens) {
  try {
    explicit_cuts(sentences({3, 3, 3, 3}), after, max_tokens);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(ExplicitCuts, RejectsCutsThatDoNotRiseWithinTheStory) {
  EXPECT_EQ(cuts_complaint({3, 6}, 8), "");
  EXPECT_NE(cuts_complaint({0}, 512).find("cut 1 is after piece 0"), std::string::npos);
  EXPECT_NE(cuts_complaint({12}, 512).find("1 .. 11 (the story has 12 pieces)"), std::string::npos);
  EXPECT_NE(cuts_complaint({6, 6}, 512).find("cut 2 is after piece 6"), std::string::npos);
  EXPECT_NE(cuts_complaint({-5}, 512), "");
}

TEST(ExplicitCuts, RejectsASegmentThatIsTooLong) {
  EXPECT_NE(cuts_complaint({3}, 8).find("segment 2 (pieces 4 .. 12) has 11 tokens"),
            std::string::npos);
  EXPECT_NE(cuts_complaint({3}, 2).find("at least 3"), std::string::npos);
}

}  // namespace
}  // namespace anbn
