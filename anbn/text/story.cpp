// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/story.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "anbn/text/tagged_text.h"
#include "anbn/text/unicode.h"

#include <algorithm>

namespace anbn {
namespace {

bool is_pure_punctuation(std::string_view text) {
  const auto all = characters(text);
  return !all.empty() && std::all_of(all.begin(), all.end(),
                                     [](const Character& c) { return is_punctuation(c.value); });
}

/// Where the parts of speech of a text lie.
struct Tags {
  PosSpans given, found;  // in CoNLL-U; by the tagger
  bool any_given = false;
};

/// Sets the tag of a piece, and where it comes from.
void set_upos(const Piece& piece, const Word& word, const WordPlace& place, const Tags& tags,
              std::string_view text, StoryPiece& out) {
  const auto set = [&](std::string_view tag, TagSource from) {
    out.upos = tag;
    out.upos_from = from;
  };
  const std::string_view given = tags.given.at(piece.begin), found = tags.found.at(piece.begin);
  if (!given.empty())
    set(given, TagSource::conllu);
  else if (!word.upos.empty() && piece.begin >= place.begin && piece.begin < place.end)
    set(word.upos, TagSource::words);
  // Without any other tags, PUNCT alone would look like a part-of-speech profile.
  else if (tags.any_given && is_pure_punctuation(text.substr(piece.begin, piece.end - piece.begin)))
    set("PUNCT", TagSource::mark);
  else if (!found.empty())
    set(found, TagSource::tagger);
}

/// Where a piece begins without the white space before it; one of white space alone at its begin.
std::size_t first_shown(const Piece& piece, std::string_view text) {
  for (const Character& c : characters(text.substr(piece.begin, piece.end - piece.begin)))
    if (!is_white_space(c.value)) return piece.begin + c.begin;
  return piece.begin;
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

Story make_story(TimedWords words, Transcript transcript, const std::optional<PosTokens>& pos,
                 const Tokenizer& tokenizer, WordTagger tagger) {
  Story story;
  const std::string_view text = transcript.text;
  std::vector<Piece> pieces = tokenizer.pieces(text);
  Tags tags;
  if (pos) tags.given = match_pos(*pos, transcript);
  if (tagger == WordTagger::english) tags.found = tagged_spans(transcript, english_tagger());
  tags.any_given = pos || std::any_of(words.words.begin(), words.words.end(),
                                      [](const Word& w) { return !w.upos.empty(); });
  for (Piece& piece : pieces) {
    std::string shown = tokenizer.shown(piece, text);
    piece.begin = first_shown(piece, text);
    const std::size_t word = transcript.word_at(piece.begin);
    StoryPiece& out = story.pieces.emplace_back(
        StoryPiece{piece.id, word, "", TagSource::none, std::move(shown)});
    set_upos(piece, words.words[word], transcript.words[word], tags, text, out);
    if (piece.id == tokenizer.unknown()) ++story.unknown_pieces;
  }
  std::vector<std::size_t> word_begins;
  for (const WordPlace& place : transcript.words) word_begins.push_back(place.begin);
  story.cut_places.pieces = pieces.size();
  story.cut_places.specials = tokenizer.prefix().size() + tokenizer.suffix().size();
  story.cut_places.word_ends = cuts_before(word_begins, pieces);
  if (transcript.sentence_ends.empty()) {
    story.sentence_ends = Story::SentenceEnds::unknown;
    story.cut_places.sentence_ends = story.cut_places.word_ends;
  } else {
    story.cut_places.sentence_ends = cuts_before(transcript.sentence_ends, pieces);
  }
  story.absent_punctuation = tags.given.absent_punctuation;
  story.words = std::move(words);
  story.transcript = std::move(transcript);
  return story;
}

Story read_story(const StoryFiles& files, const Tokenizer& tokenizer, WordTagger tagger) {
  TimedWords words = read_words(files.words, files.words_as);
  Transcript transcript = files.transcript.empty() ? transcript_of_words(words)
                                                   : match_transcript(read_text(files.transcript),
                                                                      files.transcript.string(),
                                                                      words, files.most_differing);
  std::optional<PosTokens> pos;
  if (!files.parts_of_speech.empty()) pos = read_conllu(files.parts_of_speech);
  return make_story(std::move(words), std::move(transcript), pos, tokenizer, tagger);
}

}  // namespace anbn
