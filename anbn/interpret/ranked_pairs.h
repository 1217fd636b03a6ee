// SPDX-License-Identifier: Apache-2.0
// The strongest query-key pairs of one neuron over all segments of a story.
#pragma once

#include "anbn/interpret/interpretation.h"
#include "anbn/interpret/met_pairs.h"
#include "anbn/interpret/pairs_of_neuron.h"

#include <cstddef>
#include <span>
#include <vector>

namespace anbn {

/// The `count` largest products of the story, in falling order; equal ones by segment, query, key.
/// Ranks are those over the story; `neuron` is 0. Exact as long as `count` is no more than what is
/// stored of each segment.
/// @param stored  S parts of equal length, each in falling order
std::vector<NeuronPair> largest_pairs(const PairsOfNeuron& stored, std::size_t segments,
                                      std::size_t count);

/// The `count` products of the story that are largest by |product|, signs kept, computed from all
/// pairs of tokens within each segment, or those of each query with the keys that it meets; order
/// and ties as above.
/// @param queries        [K] of the neuron; not finite ones take no part
/// @param segment_sizes  [S] their sum is K
/// @param met            [K] counted in the segments, or empty: all keys of the segment
std::vector<NeuronPair> largest_pairs_by_magnitude(std::span<const float> queries,
                                                   std::span<const float> keys,
                                                   std::span<const std::size_t> segment_sizes,
                                                   std::size_t count,
                                                   std::span<const KeyRange> met = {});

}  // namespace anbn
