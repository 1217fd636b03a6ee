// SPDX-License-Identifier: Apache-2.0
// Which tokens of a story count when its layers are heard, as the stage `timecourses` is asked.
#pragma once

#include "anbn/core/names.h"
#include "anbn/interpret/met_pairs.h"
#include "anbn/neurons/timecourses.h"
#include "anbn/text/token_table.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

namespace anbn {

enum class PairsChoice { by_model, attended, all };
constexpr auto names_of(PairsChoice) { return named("by-model", "attended", "all"); }

enum class FirstToken { left_out, kept };
constexpr auto names_of(FirstToken) { return named("left-out", "kept"); }

/// The story without layers to read.
/// @param windows  [layers] of a model whose tokens see only those before them (0: all of these);
///                 nothing of others
HeardStory heard_story(const TokenTable& table,
                       const std::optional<std::vector<std::size_t>>& windows, FirstToken first);

/// [K] of a layer (from 1), counted in the segments: the keys that each token's query meets. The
/// pairs of queries and keys are those that count in volumes, wherever the tokens lie: of those
/// that are read at once all, or those that attention forms; without the first token of each
/// segment or window where that is left out. Nothing where all pairs of a segment count.
/// @param windows  as above
/// Throws Error as pairs_of() does.
std::function<std::vector<KeyRange>(std::size_t layer)> met_keys(
    const TokenTable& table, const std::optional<std::vector<std::size_t>>& windows,
    PairsChoice pairs, FirstToken first);

/// Throws Error if time courses of these neurons cannot be made so.
void check_asked(const NeuronKind& kind, Aggregate aggregate, FirstToken first);

/// Throws Error if attended pairs are asked for of a model whose tokens see all others.
Pairs pairs_of(PairsChoice choice, const HeardStory& story);

}  // namespace anbn
