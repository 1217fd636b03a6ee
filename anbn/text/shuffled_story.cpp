// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/shuffled_story.h"

namespace anbn {
namespace {

/// The surfaces, joined by blanks, as the text that they now are.
Transcript joined(const Transcript& spoken, const std::vector<std::size_t>& order) {
  Transcript out;
  out.name = spoken.name;
  for (const std::size_t from : order) {
    const std::string& surface = spoken.words[from].surface;
    if (!out.text.empty()) out.text += ' ';
    out.words.push_back({out.text.size(), out.text.size() + surface.size(), surface});
    out.text += surface;
  }
  return out;
}

}  // namespace

Story with_shuffled_words(const Story& story, RandomKey key) {
  const std::size_t words = story.words.words.size();
  std::vector<std::vector<StoryPiece>> pieces_of(words);
  for (const StoryPiece& piece : story.pieces) pieces_of[piece.word].push_back(piece);

  Story out = story;
  const std::vector<std::size_t> order = random_permutation(key, words);
  out.transcript = joined(story.transcript, order);
  out.pieces.clear();
  out.cut_places = {story.pieces.size(), {}, {}, story.cut_places.specials};
  for (std::size_t place = 0; place < words; ++place) {
    out.words.words[place].text = story.words.words[order[place]].text;
    out.words.words[place].upos = story.words.words[order[place]].upos;
    for (std::size_t c = 0; c < out.words.columns.size(); ++c)
      out.words.columns[c].values[place] = story.words.columns[c].values[order[place]];
    for (StoryPiece piece : pieces_of[order[place]]) {
      piece.word = place;
      out.pieces.push_back(std::move(piece));
    }
    const std::size_t end = out.pieces.size();
    if (end > 0 && end < story.pieces.size() && !pieces_of[order[place]].empty())
      out.cut_places.word_ends.push_back(end);
  }
  out.cut_places.sentence_ends = out.cut_places.word_ends;
  out.sentence_ends = Story::SentenceEnds::shuffled;
  return out;
}

}  // namespace anbn
