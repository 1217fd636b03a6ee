// SPDX-License-Identifier: Apache-2.0
// The words of running text as treebanks count them, and their parts of speech.
#pragma once

#include "anbn/text/pos.h"
#include "anbn/text/tagger.h"
#include "anbn/text/transcript.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace anbn {

/// A token of a text: the bytes [begin, end).
struct TextToken {
  std::size_t begin = 0, end = 0;
};

/// The tokens of English `text` as UD English EWT cuts them: punctuation apart ("home" ","), of
/// hyphens too ("hard" "-" "boiled"), but not of abbreviations and numbers ("Mr.", "7:30"); clitics
/// apart ("do" "n't", "she" "'s", also written "dont"); "can" "not", "gon" "na". Every character
/// that is no white space lies in exactly one token.
std::vector<TextToken> text_tokens(std::string_view text);

/// The part of speech of each token of `transcript`, by `tagger`, one sentence after another; the
/// whole text counts as one sentence where its ends are not known.
PosSpans tagged_spans(const Transcript& transcript, const Tagger& tagger);

}  // namespace anbn
