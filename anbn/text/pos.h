// SPDX-License-Identifier: Apache-2.0
// Universal parts of speech (UPOS) of a story, from CoNLL-U.
#pragma once

#include "anbn/text/transcript.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// Whether `tag` is one of the 17 tags of Universal Dependencies.
bool is_universal_pos(std::string_view tag);

/// The 17 tags, separated by blanks.
std::string universal_pos_list();

/// One token of a CoNLL-U file. A "word" there may be part of one here: "would" + "n't".
struct PosToken {
  std::string form, upos;  // upos is empty where the file has "_"
  std::size_t line = 0;
  std::size_t sentence = 0;  // from 0, rising
};
struct PosTokens {
  std::string file;  // for errors
  std::vector<PosToken> tokens;
};

/// The tokens of a CoNLL-U file in order. Comments, multiword ranges (2-3), empty nodes (4.1) and
/// tokens tagged SPACE are left out. Throws Error naming the line if a row has not 10 columns,
/// its number is none or a tag is unknown, or if there is no token.
PosTokens read_conllu(const std::filesystem::path& file);
/// The same from the contents of a file; `name` is the file's, for errors.
PosTokens parse_conllu(std::string_view text, const std::string& name);

/// The tag of the bytes [begin, end) of a text.
struct PosSpan {
  std::size_t begin = 0, end = 0;
  std::string upos;
};

/// Where tags lie in a text, rising; and how many tokens of punctuation the text does not have.
struct PosSpans {
  std::vector<PosSpan> spans;
  std::size_t absent_punctuation = 0;

  /// The tag at the byte `position`; empty if none is there.
  std::string_view at(std::size_t position) const;
};

/// Finds each token in `transcript`: letters and digits as match_transcript() does, punctuation as
/// it is written (straight and curly quotes alike). Throws Error saying where the two part.
PosSpans match_pos(const PosTokens& tokens, const Transcript& transcript);

}  // namespace anbn
