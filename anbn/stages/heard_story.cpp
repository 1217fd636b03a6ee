// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/heard_story.h"

#include "anbn/core/error.h"

namespace anbn {

HeardStory heard_story(const TokenTable& table,
                       const std::optional<std::vector<std::size_t>>& windows, FirstToken first) {
  HeardStory story;
  story.volumes = table.tokens_in.size();
  for (const std::size_t size : table.segment_sizes)
    for (std::size_t i = 0; i < size; ++i) story.places.push_back(i);
  if (windows) story.windows = *windows;
  const bool leaves_out = windows && first == FirstToken::left_out;
  for (std::size_t i = 0; i < table.tokens.size(); ++i)
    story.volume_of_token.push_back(leaves_out && story.places[i] == 0 ? std::nullopt
                                                                       : table.tokens[i].volume);
  return story;
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
