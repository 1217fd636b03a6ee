// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/token_table.h"

#include "anbn/core/error.h"
#include "anbn/signal/hrf.h"

#include <algorithm>

namespace anbn {

std::size_t TokenTable::silent_volumes() const {
  return static_cast<std::size_t>(std::count(tokens_in.begin(), tokens_in.end(), 0));
}

std::size_t TokenTable::words_before() const {
  return static_cast<std::size_t>(std::count_if(word_volumes.begin(), word_volumes.end(),
                                                [](std::int64_t volume) { return volume < 0; }));
}

std::size_t TokenTable::words_after() const {
  const auto volumes = static_cast<std::int64_t>(words_in.size());
  return static_cast<std::size_t>(
      std::count_if(word_volumes.begin(), word_volumes.end(),
                    [&](std::int64_t volume) { return volume >= volumes; }));
}

std::size_t TokenTable::tagged_by(TagSource source) const {
  return static_cast<std::size_t>(
      std::count_if(tokens.begin(), tokens.end(),
                    [&](const Token& token) { return token.word && token.upos_from == source; }));
}

History history_of(const TokenTable& table, double first_volume_s, double tr_s) {
  const auto reach = static_cast<std::int64_t>(history_of(double_gamma_hrf(tr_s)));
  const bool spoken =
      std::any_of(table.word_volumes.begin(), table.word_volumes.end(),
                  [&](std::int64_t volume) { return volume < 0 && volume >= -reach; });
  if (spoken) return History::words;
  // Less than a volume of audio is no history that anything could be said of.
  return first_volume_s < tr_s ? History::silence : History::unknown;
}

double story_end_s(const TimedWords& words) {
  double end_s = 0;
  for (const Word& word : words.words) end_s = std::max(end_s, word.onset_s + word.duration_s);
  return end_s;
}

TokenTable make_token_table(const Story& story, const Cuts& cuts, const VolumeGrid& grid,
                            TokenTime time, const Tokenizer& tokenizer) {
  check_volume_grid(grid);
  TokenTable out;
  out.segment_sizes = segment_sizes(cuts, story.cut_places);
  std::vector<std::int64_t> piece_volumes;  // of each word's pieces
  for (const Word& word : story.words.words) {
    const double later_s = time == TokenTime::middle ? word.duration_s / 2 : 0;
    out.word_volumes.push_back(volume_of(word.onset_s, grid));
    piece_volumes.push_back(volume_of(word.onset_s + later_s, grid));
  }
  std::size_t next = 0;
  for (std::size_t segment = 0; segment < out.segment_sizes.size(); ++segment) {
    const auto add_specials = [&](const std::vector<std::int32_t>& ids, std::string_view upos) {
      for (const std::int32_t id : ids)
        out.tokens.push_back({id, {}, {}, segment, std::string(upos)});
    };
    add_specials(tokenizer.prefix(), kOpeningSpecial);
    for (std::size_t i = story.cut_places.specials; i < out.segment_sizes[segment]; ++i) {
      const StoryPiece& piece = story.pieces[next++];
      out.tokens.push_back(
          {piece.id, piece.word, piece_volumes[piece.word], segment, piece.upos, piece.upos_from});
    }
    add_specials(tokenizer.suffix(), kClosingSpecial);
  }
  std::vector<std::int64_t> token_volumes;
  for (const Token& token : out.tokens)
    if (token.volume) token_volumes.push_back(*token.volume);
  out.tokens_in = count_in_volumes(token_volumes, 0, grid.volumes);
  out.words_in = count_in_volumes(out.word_volumes, 0, grid.volumes);
  if (out.silent_volumes() == out.tokens_in.size())
    fail(
        "{}: no word falls into the volumes used: words last from {:.1f} s to {:.1f} s of the "
        "audio, the volumes from {:.1f} s to {:.1f} s. Check --audio-start-s, --first-volume, "
        "--volumes and --tr-s",
        story.words.file, story.words.words.front().onset_s, story_end_s(story.words),
        volume_start_s(0, grid), volume_start_s(grid.volumes, grid));
  return out;
}

std::vector<std::vector<std::int32_t>> ids_of_segments(const TokenTable& table) {
  std::vector<std::vector<std::int32_t>> segments(table.segment_sizes.size());
  for (const Token& token : table.tokens) segments[token.segment].push_back(token.id);
  return segments;
}

}  // namespace anbn
