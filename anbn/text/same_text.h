// SPDX-License-Identifier: Apache-2.0
// Whether two stories tell one text: the same words read twice, or cut and put in another order.
#pragma once

#include "anbn/text/words.h"

#include <string>
#include <vector>

namespace anbn {

/// All runs of three words that follow each other, each once and sorted, without case, accents and
/// punctuation.
using TextRuns = std::vector<std::u32string>;
TextRuns runs_of(const std::vector<Word>& words);

/// Whether a fifth or more of the runs of the text that has fewer are in the other. Of 110 stories
/// of two collections no two have more than 6 % in common; Pie Man told twice has 58 %. A text
/// without runs is none that another tells again.
bool is_same_text(const TextRuns& one, const TextRuns& other);

}  // namespace anbn
