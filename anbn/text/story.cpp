// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/story.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/text/unicode.h"

#include <algorithm>

namespace anbn {
namespace {

bool is_pure_punctuation(std::string_view text) {
  const auto all = characters(text);
  return !all.empty() && std::all_of(all.begin(), all.end(),
                                     [](const Character& c) { return is_punctuation(c.value); });
}

/// The tag of a piece: that of the token it lies in; else, within the letters of its word, the
/// word's own; else PUNCT if it is punctuation.
std::string upos_of(const Piece& piece, const Word& word, const WordPlace& place,
                    const PosSpans& spans, std::string_view text) {
  const std::string_view tag = spans.at(piece.begin);
  if (!tag.empty()) return std::string(tag);
  if (!word.upos.empty() && piece.begin >= place.begin && piece.begin < place.end) return word.upos;
  return is_pure_punctuation(text.substr(piece.begin, piece.end - piece.begin)) ? "PUNCT" : "";
}

/// For each of the rising `positions`, how many pieces begin before it: where to cut there.
std::vector<std::size_t> cuts_before(const std::vector<std::size_t>& positions,
                                     const std::vector<Piece>& pieces) {
  std::vector<std::size_t> cuts;
  std::size_t count = 0;
  for (const std::size_t position : positions) {
    while (count < pieces.size() && pieces[count].begin < position) ++count;
    if (count > 0 && count < pieces.size() && (cuts.empty() || cuts.back() < count))
      cuts.push_back(count);
  }
  return cuts;
}

}  // namespace

WordPiece read_vocabulary(const std::filesystem::path& file) {
  return WordPiece(read_text(file), file.string());
}

Story make_story(TimedWords words, Transcript transcript, const std::optional<PosTokens>& pos,
                 const WordPiece& vocabulary) {
  Story story;
  const std::string_view text = transcript.text;
  const auto pieces = vocabulary.pieces(text);
  const PosSpans spans = pos ? match_pos(*pos, transcript) : PosSpans{};
  const bool has_tags = pos || std::any_of(words.words.begin(), words.words.end(),
                                           [](const Word& w) { return !w.upos.empty(); });
  for (const Piece& piece : pieces) {
    const std::size_t word = transcript.word_at(piece.begin);
    StoryPiece& out = story.pieces.emplace_back(StoryPiece{piece.id, word, ""});
    // Without any tags, PUNCT alone would look like a part-of-speech profile.
    if (has_tags) out.upos = upos_of(piece, words.words[word], transcript.words[word], spans, text);
    if (piece.id == vocabulary.unknown()) ++story.unknown_pieces;
  }
  std::vector<std::size_t> word_begins;
  for (const WordPlace& place : transcript.words) word_begins.push_back(place.begin);
  story.cut_places.pieces = pieces.size();
  story.cut_places.word_ends = cuts_before(word_begins, pieces);
  if (transcript.sentence_ends.empty()) {
    story.sentence_ends = Story::SentenceEnds::unknown;
    story.cut_places.sentence_ends = story.cut_places.word_ends;
  } else {
    story.cut_places.sentence_ends = cuts_before(transcript.sentence_ends, pieces);
  }
  story.absent_punctuation = spans.absent_punctuation;
  story.words = std::move(words);
  story.transcript = std::move(transcript);
  return story;
}

Story read_story(const StoryFiles& files, const WordPiece& vocabulary) {
  TimedWords words = read_words(files.words);
  Transcript transcript =
      files.transcript.empty()
          ? transcript_of_words(words)
          : match_transcript(read_text(files.transcript), files.transcript.string(), words);
  std::optional<PosTokens> pos;
  if (!files.parts_of_speech.empty()) pos = read_conllu(files.parts_of_speech);
  return make_story(std::move(words), std::move(transcript), pos, vocabulary);
}

}  // namespace anbn
