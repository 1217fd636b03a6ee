// SPDX-License-Identifier: Apache-2.0
// Which tokens of a story count when its layers are heard, as the stage `timecourses` is asked.
#pragma once

#include "anbn/core/names.h"
#include "anbn/neurons/timecourses.h"
#include "anbn/text/token_table.h"

#include <cstddef>
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

/// Throws Error if time courses of these neurons cannot be made so.
void check_asked(const NeuronKind& kind, Aggregate aggregate, FirstToken first);

/// Throws Error if attended pairs are asked for of a model whose tokens see all others.
Pairs pairs_of(PairsChoice choice, const HeardStory& story);

}  // namespace anbn
