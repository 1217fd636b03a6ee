// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/heard_story.h"

#include "anbn/core/error.h"

#include <algorithm>

namespace anbn {
namespace {

/// The tokens begin .. end - 1 that a query of a token may meet: of its segment or its window, as
/// far as they stand in what the model reads at once.
struct TokenSight {
  std::size_t begin = 0, end = 0;
};

/// [K] of each token.
std::vector<TokenSight> sights_of(const TokenTable& table) {
  std::vector<TokenSight> sights;
  for (const Window& window : table.windows) sights.resize(window.end, {window.begin, window.end});
  if (!table.windows.empty()) return sights;
  for (const std::size_t size : table.segment_sizes)
    sights.resize(sights.size() + size, {sights.size(), sights.size() + size});
  return sights;
}

}  // namespace

HeardStory heard_story(const TokenTable& table,
                       const std::optional<std::vector<std::size_t>>& windows, FirstToken first) {
  HeardStory story;
  story.volumes = table.tokens_in.size();
  if (windows) story.windows = *windows;
  const std::vector<std::size_t> places = places_of(table);
  for (const std::size_t place : places) story.places.push_back(place - table.before_window.size());
  const bool leaves_out = windows && first == FirstToken::left_out;
  for (std::size_t i = 0; i < table.tokens.size(); ++i)
    story.volume_of_token.push_back(leaves_out && places[i] == 0 ? std::nullopt
                                                                 : table.tokens[i].volume);
  return story;
}

std::function<std::vector<KeyRange>(std::size_t layer)> met_keys(
    const TokenTable& table, const std::optional<std::vector<std::size_t>>& windows,
    PairsChoice choice, FirstToken first) {
  HeardStory story;
  if (windows) story.windows = *windows;
  const Pairs pairs = pairs_of(choice, story);
  const bool leaves_out = windows && first == FirstToken::left_out;
  if (pairs == Pairs::all && !leaves_out && table.windows.empty()) return {};
  std::vector<TokenSight> sights = sights_of(table);
  const std::vector<std::size_t> places = places_of(table);
  // Whatever is left out stands at the begin of what others see.
  if (leaves_out)
    for (std::size_t i = 0; i < sights.size(); ++i) {
      if (places[sights[i].begin] == 0) ++sights[i].begin;
      if (places[i] == 0) sights[i].end = sights[i].begin;
    }
  std::vector<std::size_t> segment_begin;
  for (const std::size_t size : table.segment_sizes)
    segment_begin.resize(segment_begin.size() + size, segment_begin.size());
  return [=, windows = story.windows](std::size_t layer) {
    std::vector<KeyRange> met;
    for (std::size_t i = 0; i < sights.size(); ++i) {
      auto [begin, end] = sights[i];
      if (pairs == Pairs::attended && begin < end) {
        end = i + 1;
        if (windows[layer - 1] > 0)
          begin = std::max(begin, end - std::min(end, windows[layer - 1]));
      }
      met.push_back({static_cast<std::uint32_t>(begin - segment_begin[i]),
                     static_cast<std::uint32_t>(end - segment_begin[i])});
    }
    return met;
  };
}

void check_asked(const NeuronKind& kind, Aggregate aggregate, FirstToken first) {
  if (kind.askable.aggregates == Askable::Aggregates::mean_alone && aggregate != Aggregate::mean)
    fail("--aggregate is {}, but neurons of the kind {} have the mean alone; expected mean",
         name_of(aggregate), kind.name);
  if (kind.askable.first_token == Askable::FirstToken::left_out && first == FirstToken::kept)
    fail(
        "--first-token is kept, but the first token of a segment has no {}: nothing is before it; "
        "expected left-out",
        kind.name);
}

Pairs pairs_of(PairsChoice choice, const HeardStory& story) {
  const bool sees_before = !story.windows.empty();
  if (choice == PairsChoice::attended && !sees_before)
    fail("--pairs is attended, but the tokens of this model see all others; expected all");
  return choice == PairsChoice::all || !sees_before ? Pairs::all : Pairs::attended;
}

}  // namespace anbn
