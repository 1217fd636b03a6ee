// SPDX-License-Identifier: Apache-2.0
// A story as a model will read it: its words, its text and its pieces.
#pragma once

#include "anbn/core/names.h"
#include "anbn/text/pos.h"
#include "anbn/text/segments.h"
#include "anbn/text/tokenizers/tokenizer.h"
#include "anbn/text/transcript.h"
#include "anbn/text/words.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anbn {

/// What finds the parts of speech of words that were given none.
enum class WordTagger { english, none };
constexpr auto names_of(WordTagger) { return named("english", "none"); }

/// Where a part of speech comes from: a CoNLL-U file, the table of words, the tagger; or from what
/// the piece is, a mark beside words that were given theirs.
enum class TagSource { none, conllu, words, tagger, mark };
constexpr auto names_of(TagSource) { return named("none", "conllu", "words", "tagger", "mark"); }

/// A piece of a story and what is known of it.
struct StoryPiece {
  std::int32_t id = 0;
  std::size_t word = 0;  // index of the word it belongs to, from 0
  std::string upos;      // empty if not known
  TagSource upos_from = TagSource::none;
  std::string text;  // as it is shown
};

/// A story: words with times, their places in the text, and the pieces of that text in order.
struct Story {
  TimedWords words;
  Transcript transcript;
  std::vector<StoryPiece> pieces;
  CutPlaces cut_places;
  enum class SentenceEnds {
    known,
    unknown,  // the text is not punctuated
    shuffled  // there are no sentences: the words are in random order
  } sentence_ends = SentenceEnds::known;
  std::size_t unknown_pieces = 0;
  std::size_t absent_punctuation = 0;  // tokens of CoNLL-U that the text does not have
};

/// Where a story comes from; an empty path is a file that is not given.
struct StoryFiles {
  std::filesystem::path words;
  std::filesystem::path transcript;       // optional
  std::filesystem::path parts_of_speech;  // optional
  WordFileChoice words_as = {};
  double most_differing = 0;  // share of the words that the transcript may have otherwise
};

/// The story in these files. The text is tokenized as a whole; each piece belongs to the word at
/// its first byte that is no white space. Without a transcript the words, joined by blanks, are the
/// text. If that has no sentence ends, they are unknown and every word end is taken for one. Throws
/// Error if a file is wrong or two of them do not match.
Story read_story(const StoryFiles& files, const Tokenizer& tokenizer,
                 WordTagger tagger = WordTagger::none);

/// The same from parts in memory. A piece's part of speech is that of its token in `pos`; else, for
/// the letters of a word, the word's own; else PUNCT for punctuation, where any were given; else
/// what `tagger` finds.
Story make_story(TimedWords words, Transcript transcript, const std::optional<PosTokens>& pos,
                 const Tokenizer& tokenizer, WordTagger tagger = WordTagger::none);

}  // namespace anbn
