// SPDX-License-Identifier: Apache-2.0
// How many neurons of a story have each tag, beside how many would have it had the classes of the
// text been shifted.
#pragma once

#include "anbn/core/names.h"
#include "anbn/interpret/pos_profile.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace anbn {

/// Whether (DET, NOUN) and (NOUN, DET) are two or one, as the paper's arrows. Neurons are tagged
/// before that.
enum class TagDirection { directed, folded };
constexpr auto names_of(TagDirection) { return named("directed", "folded"); }

struct TagCount {
  TagDirection counted = TagDirection::directed;
  std::size_t query = 0, key = 0;  // index of the classes' names; folded: query <= key
  std::size_t neurons = 0;
  double share = 0;  // of the neurons that have a tag
  /// Neurons with this tag in the draws: mean and the range of 95 %; NaN without draws.
  double expected = 0, low = 0, high = 0;
};

/// The tags that any neuron has, or has in any draw; first directed, then folded, each in the order
/// of categories. `drawn` [N x draws] are cells of the profile, kProfileCells for none.
std::vector<TagCount> tag_counts(std::span<const std::optional<PosTag>> tags,
                                 std::span<const std::uint16_t> drawn, std::size_t draws);

/// Of the folded ones those that the most neurons have, `most` of them at most, falling; equal ones
/// in the order of categories.
std::vector<TagCount> most_frequent_folded(std::span<const TagCount> counts, std::size_t most);

}  // namespace anbn
