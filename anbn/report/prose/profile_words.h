// SPDX-License-Identifier: Apache-2.0
// What a neuron's pairs of tokens are, in words.
#pragma once

#include "anbn/interpret/interpretation.h"

#include <string>

namespace anbn {

/// "NOUN > VERB, 30 % (the text gives 18 %)"; empty without a tag.
std::string tag_words(const NeuronProfile& profile, const TagClasses& classes = {});

/// "DET 62 %, 3.1 x the text's 20 % (q 0.01); 91 % of these "the"; 34 different pieces among all";
/// empty if no class could be tested. "All" are the queries, or the keys, of the neuron's pairs.
std::string side_words(const Enrichment& side, const TagClasses& classes = {});

/// "parts of speech", or "classes of COLUMN".
std::string classes_word(const TagClasses& classes);

}  // namespace anbn
