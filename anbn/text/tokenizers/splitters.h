// SPDX-License-Identifier: Apache-2.0
// How a tokenizer cuts text into the parts in which pieces are looked for: the pre-tokenizers of
// Hugging Face tokenizers.
#pragma once

#include "anbn/core/names.h"
#include "anbn/text/tokenizers/patterns.h"

#include <functional>
#include <vector>

namespace anbn {

/// What becomes of a match.
enum class OfMatches { removed, isolated, merged_with_previous, merged_with_next, contiguous };
constexpr auto names_of(OfMatches) {
  return named("Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous");
}

/// The parts of `whole` that its stretches make.
std::vector<TextPart> split(const TextPart& whole, std::vector<Stretch> stretches, OfMatches of);

/// Words by white space, each punctuation mark by itself.
Splitter bert_splitter();
/// What `find` finds in a text.
Splitter splitter_at(std::function<std::vector<Stretch>(const AlignedText&)> find, OfMatches of);

/// A blank before the text where it has none.
enum class PrefixBlank { no, yes };
/// Cuts by GPT-2's pattern, or not at all, and writes bytes as the letters that stand for them.
enum class ByteWords { whole, gpt2 };
Splitter byte_splitter(PrefixBlank prefix, ByteWords words);

/// Where Metaspace puts its mark before a text that begins without one.
enum class Prepend { always, first, never };
constexpr auto names_of(Prepend) { return named("always", "first", "never"); }
/// Blanks become `mark`, and each mark begins a part, unless parts are left whole.
enum class MarkBegins { nothing, part };
Splitter metaspace_splitter(char32_t mark, Prepend prepend, MarkBegins begins);

/// The letter that stands for a byte in byte-level vocabularies. Source: GPT-2's encoder.
char32_t letter_of_byte(unsigned char byte);

}  // namespace anbn
