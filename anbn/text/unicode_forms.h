// SPDX-License-Identifier: Apache-2.0
// Unicode's normalization forms and grapheme clusters, for tokenizers that ask for them.
#pragma once

#include "anbn/text/tokenizers/aligned_text.h"

#include <cstddef>
#include <vector>

namespace anbn {

enum class UnicodeForm { nfc, nfd, nfkc, nfkd };

/// `text` in a normalization form. Source: UAX 15; the bytes of its characters are those that
/// Hugging Face tokenizers give (crate unicode-normalization-alignments).
AlignedText in_form(const AlignedText& text, UnicodeForm form);

/// The numbers of characters before the end of each grapheme cluster, rising (UAX 29, extended).
std::vector<std::size_t> grapheme_ends(const AlignedText& text);

}  // namespace anbn
