// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/token_table.h"

#include "anbn/core/error.h"
#include "anbn/signal/hrf.h"

#include <algorithm>

namespace anbn {
namespace {

/// [W] the volume that the tokens of each word are in.
std::vector<std::int64_t> volumes_of_words(const Story& story, const VolumeGrid& grid,
                                           TokenTime time) {
  std::vector<std::int64_t> volumes;
  for (const Word& word : story.words.words)
    volumes.push_back(
        volume_of(word.onset_s + (time == TokenTime::middle ? word.duration_s / 2 : 0), grid));
  return volumes;
}

Token token_of(const StoryPiece& piece, const std::vector<std::int64_t>& volumes_of_words,
               std::size_t segment) {
  return {piece.id, piece.word, volumes_of_words[piece.word], segment, piece.upos, piece.upos_from};
}

/// What lies in each volume. Throws Error if no token does.
void count_volumes(const Story& story, const VolumeGrid& grid, TokenTable& out) {
  for (const Word& word : story.words.words)
    out.word_volumes.push_back(volume_of(word.onset_s, grid));
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
}

}  // namespace

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
  const std::vector<std::int64_t> volumes = volumes_of_words(story, grid, time);
  std::size_t next = 0;
  for (std::size_t segment = 0; segment < out.segment_sizes.size(); ++segment) {
    const auto add_specials = [&](const std::vector<std::int32_t>& ids, std::string_view upos) {
      for (const std::int32_t id : ids)
        out.tokens.push_back({id, {}, {}, segment, std::string(upos)});
    };
    add_specials(tokenizer.prefix(), kOpeningSpecial);
    for (std::size_t i = story.cut_places.specials; i < out.segment_sizes[segment]; ++i)
      out.tokens.push_back(token_of(story.pieces[next++], volumes, segment));
    add_specials(tokenizer.suffix(), kClosingSpecial);
  }
  count_volumes(story, grid, out);
  return out;
}

TokenTable make_token_table(const Story& story, const WindowPlan& plan, const VolumeGrid& grid,
                            TokenTime time, const Tokenizer& tokenizer) {
  check_volume_grid(grid);
  const std::size_t most = largest_segment(story.cut_places, plan.max_tokens);
  TokenTable out;
  out.segment_sizes = {story.pieces.size()};
  const std::vector<std::int64_t> volumes = volumes_of_words(story, grid, time);
  std::vector<std::int64_t> of_pieces;
  for (const StoryPiece& piece : story.pieces) {
    out.tokens.push_back(token_of(piece, volumes, 0));
    of_pieces.push_back(volumes[piece.word]);
  }
  out.windows = plan.context == Context::volume
                    ? volume_windows(of_pieces, most)
                    : sliding_windows(of_pieces.size(), most, plan.stride);
  out.before_window = tokenizer.prefix();
  out.after_window = tokenizer.suffix();
  count_volumes(story, grid, out);
  return out;
}

std::vector<std::vector<std::int32_t>> sequences_of(const TokenTable& table) {
  if (table.windows.empty()) {
    std::vector<std::vector<std::int32_t>> segments(table.segment_sizes.size());
    for (const Token& token : table.tokens) segments[token.segment].push_back(token.id);
    return segments;
  }
  std::vector<std::vector<std::int32_t>> sequences;
  for (const Window& window : table.windows) {
    std::vector<std::int32_t>& ids = sequences.emplace_back(table.before_window);
    for (std::size_t i = window.begin; i < window.end; ++i) ids.push_back(table.tokens[i].id);
    ids.insert(ids.end(), table.after_window.begin(), table.after_window.end());
  }
  return sequences;
}

ReadRows read_rows(const TokenTable& table, std::size_t sequence) {
  if (table.windows.empty()) return {0, table.segment_sizes[sequence]};
  const Window& window = table.windows[sequence];
  return {table.before_window.size() + window.read - window.begin, window.end - window.read};
}

std::vector<std::size_t> places_of(const TokenTable& table) {
  std::vector<std::size_t> places;
  for (std::size_t s = 0; s < sequence_count(table); ++s) {
    const ReadRows rows = read_rows(table, s);
    for (std::size_t i = 0; i < rows.count; ++i) places.push_back(rows.first + i);
  }
  return places;
}

}  // namespace anbn
