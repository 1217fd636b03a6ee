// SPDX-License-Identifier: Apache-2.0
// Which neurons respond to a relation of two parts of speech, such as that of determiner and noun:
// what `anbn simulate` plants, and what the stage `interpretation` should find again.
#pragma once

#include "anbn/interpret/interpretation.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace anbn {

/// Two parts of speech, in either direction.
struct Relation {
  std::string name;                   // "DET-NOUN"
  std::size_t first = 0, second = 0;  // index of pos_categories()
};

/// The relations named; "none" alone names none.
/// Throws Error if a name is not two universal parts of speech, or a relation comes twice.
std::vector<Relation> relations_named(const std::vector<std::string>& names);

/// How far neurons respond to a relation in one story.
struct RelationResponse {
  std::vector<double> share;  // [N] of a neuron's largest pairs that are of the relation, in either
                              // direction; 0 where it has no pairs
  std::vector<char> is_tag;   // [N] whether the neuron's tag is of the relation
  double by_frequency = 0;    // the same share of all ordered pairs of tokens: what a neuron that
                              // pairs tokens without regard to what they are has on average
};

/// @param found  with the pairs, profiles and tags of all neurons
/// @param top  how many pairs of each segment were looked for
RelationResponse relation_response(const Relation& relation, const Interpretation& found,
                                   const TokenCategories& categories,
                                   std::span<const std::size_t> segment_sizes, std::size_t top);

/// The neurons (0-based) that respond to a relation in every story: their tag is of it, and more of
/// their pairs are than the story's frequencies give. The one whose smallest share over the stories
/// is largest comes first; equal ones by number.
/// @param stories  one a story, of the same N neurons
std::vector<std::size_t> responding_neurons(std::span<const RelationResponse> stories);

}  // namespace anbn
