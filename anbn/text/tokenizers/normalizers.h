// SPDX-License-Identifier: Apache-2.0
// What tokenizers do to a text before they cut it: the normalizers of Hugging Face tokenizers.
#pragma once

#include "anbn/text/tokenizer_settings.h"
#include "anbn/text/tokenizers/aligned_text.h"
#include "anbn/text/unicode_forms.h"

#include <string>
#include <vector>

namespace anbn {

/// Controls dropped, CJK ideographs alone, accents stripped, letters lowered: each where the
/// settings say so. Source: BertNormalizer.
Normalizer bert_normalizer(TokenizerSettings settings);

Normalizer form_normalizer(UnicodeForm form);
Normalizer lower_case_normalizer();
/// Without marks of any kind; nothing is decomposed.
Normalizer unmarked_normalizer();
/// White space cut off on these sides.
enum class TextSide { left, right, both };
Normalizer strip_normalizer(TextSide side);
Normalizer prepend_normalizer(std::u32string what);
Normalizer replace_normalizer(std::u32string what, std::u32string replacement);
Normalizer in_order(std::vector<Normalizer> steps);

/// So many characters at most are made of one: the longest decomposition has 18.
inline constexpr std::size_t kMostLonger = 32;
/// Throws Error where a text of `before` characters has become longer than that.
void check_longer(std::size_t now, std::size_t before);

}  // namespace anbn
