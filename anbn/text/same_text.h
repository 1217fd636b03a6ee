// SPDX-License-Identifier: Apache-2.0
// Whether two stories tell one text: the same words read twice, cut and put in another order, or
// scrambled.
#pragma once

#include "anbn/text/words.h"

#include <string>
#include <vector>

namespace anbn {

/// What is compared of a story's words, without case, accents and punctuation; both sorted.
struct ToldText {
  std::vector<std::u32string> words;  // as often as they come
  std::vector<std::u32string> runs;   // of three words that follow each other, each once
};
ToldText told_text(const std::vector<Word>& words);

/// Whether a fifth or more of the runs of the text that has fewer are in the other (a retelling, an
/// excerpt, parts in another order), or 0.7 or more of the words of the longer one (single words in
/// another order). Of 110 stories of two collections no two have more than 6 % of their runs or,
/// 98 of them, 0.59 of their words in common; Pie Man told twice has 58 % and 0.86.
bool is_same_text(const ToldText& one, const ToldText& other);

}  // namespace anbn
