// SPDX-License-Identifier: Apache-2.0
// Text on its way to a tokenizer's pieces: characters that know which bytes they came from.
#pragma once

#include "anbn/text/unicode.h"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Characters as they are now, with the bytes [begin, end) of the text as it was.
using AlignedText = std::vector<Character>;

/// One character of a changed text. `more` is 0 where it stands for the next character of the old
/// text, 1 where it is put in (it then has the bytes of the one before), and -n where the n
/// characters after the one that it stands for go.
struct Change {
  char32_t value = 0;
  int more = 0;
};

/// `text` changed so. Source: NormalizedString::transform of Hugging Face tokenizers, whose
/// offsets are to be had.
AlignedText changed(const AlignedText& text, std::span<const Change> changes);

/// `text` with the characters `what` put before the first one, whose bytes they have; an empty text
/// stays.
AlignedText prepended(AlignedText text, std::u32string_view what);

/// `text` with each `what` replaced; the new characters have the bytes of the last old one.
AlignedText replaced(const AlignedText& text, std::u32string_view what,
                     std::u32string_view replacement);

std::string utf8(const AlignedText& text);
std::u32string values(const AlignedText& text);
std::u32string code_points(std::string_view text);

/// A part of a text and where it begins, which is not where its first character came from if
/// characters before that are gone.
struct TextPart {
  AlignedText text;
  std::size_t begin = 0;
};

/// What is done to a text, or to a part of it, before its pieces are looked for.
using Normalizer = std::function<AlignedText(AlignedText)>;
using Splitter = std::function<std::vector<TextPart>(TextPart)>;

}  // namespace anbn
