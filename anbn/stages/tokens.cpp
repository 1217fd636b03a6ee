// SPDX-License-Identifier: Apache-2.0
// timed words + text -> one row a token, with its volume and segment.
#include "anbn/stages/tokens.h"

#include "anbn/core/error.h"
#include "anbn/core/kinds.h"
#include "anbn/results/tokens.h"
#include "anbn/runner/make_stage.h"
#include "anbn/text/tokenizers/tokenizer_files.h"

#include <algorithm>

namespace anbn {
namespace {

WordFileChoice choice(const TokensOptions& o) {
  return {o.words_format == TokensOptions{}.words_format ? "" : o.words_format, o.tier};
}

/// No cuts where the model reads windows.
Cuts cut(const Story& story, const TokensOptions& o) {
  if (o.context != Context::segment) return {};
  if (!o.cuts.empty() || o.segments == Segmentation::at_given_pieces)
    return explicit_cuts(story.cut_places, o.cuts, o.max_segment_tokens);
  return o.segments == Segmentation::greedy ? greedy_cuts(story.cut_places, o.max_segment_tokens)
                                            : even_cuts(story.cut_places, o.max_segment_tokens);
}

/// "312 found by the tagger, 12 given in CoNLL-U": where the tokens' parts of speech come from.
std::string sources_of_tags(const TokenTable& table) {
  constexpr std::pair<TagSource, const char*> kWords[] = {
      {TagSource::conllu, "given in CoNLL-U"},
      {TagSource::words, "given with the words"},
      {TagSource::mark, "marks beside those"},
      {TagSource::tagger, "found by the tagger"},
      {TagSource::none, "unknown"}};
  std::string out;
  for (const auto& [source, words] : kWords)
    if (const std::size_t count = table.tagged_by(source); count > 0)
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, words);
  return out;
}

void add_facts(const StoryTokens& t, const Cuts& cuts, Notes& notes) {
  const auto fact = [&](const char* name, const auto& value) {
    notes.facts.emplace_back(name, fmt::format("{}", value));
  };
  std::string sizes;
  for (const std::size_t size : t.table.segment_sizes)
    sizes += (sizes.empty() ? "" : " ") + std::to_string(size);
  fact("words", t.story.words.words.size());
  fact("words without times", t.story.words.interpolated);
  if (t.story.words.pauses > 0) fact("pauses marked by the aligner", t.story.words.pauses);
  fact("words out of order", t.story.words.decreasing_onsets);
  fact("words before the volumes", t.table.words_before());
  fact("words after the volumes", t.table.words_after());
  fact("history before the first volume",
       name_of(history_of(t.table, volume_start_s(0, t.grid), t.grid.tr_s)));
  fact("pieces", t.story.pieces.size());
  fact("unknown pieces", t.story.unknown_pieces);
  fact("parts of speech", sources_of_tags(t.table));
  if (t.table.windows.empty()) {
    fact("segment sizes", sizes);
    fact("cuts inside sentences", cuts.inside_sentences);
  } else {
    fact("windows", windows_in_words(t.table));
  }
  fact("volumes", t.grid.volumes);
  fact("silent volumes", t.table.silent_volumes());
  fact("story end [s of the audio]", fmt::format("{:.2f}", story_end_s(t.story.words)));
  fact("volumes end [s of the audio]",
       fmt::format("{:.2f}", volume_start_s(t.grid.volumes, t.grid)));
}

bool is_own_column(std::string_view name) {
  const auto own = own_token_columns();
  return std::find(own.begin(), own.end(), name) != own.end();
}

void add_warnings(const StoryTokens& t, const Cuts& cuts, Notes& notes) {
  const Story& story = t.story;
  const auto warn = [&]<class... Args>(fmt::format_string<Args...> text, Args&&... args) {
    notes.warnings.push_back(fmt::format(text, std::forward<Args>(args)...));
  };
  const std::size_t words = story.words.words.size();
  if (story.words.interpolated * 10 > words)
    warn("{} of {} words have no time and got one from their neighbours", story.words.interpolated,
         words);
  if (story.words.decreasing_onsets > 0)
    warn("{} words begin before the word before them", story.words.decreasing_onsets);
  if (2 * story.words.simultaneous > words)
    warn(
        "{} of {} words begin at the same time as the word before them; expected the time of each "
        "word, not that of its sentence",
        story.words.simultaneous, words);
  if (2 * story.words.overlong > words)
    warn(
        "{} of {} words last until after the next two begin; is the end of a word given in place "
        "of its duration?",
        story.words.overlong, words);
  if (story.words.bracketed > 0)
    warn(
        "{} words stand in brackets, as notes of what is no word do (\"(laughs)\"); they are read "
        "as words. Take their lines out if they were not spoken",
        story.words.bracketed);
  if (const std::size_t outside = t.table.words_before() + t.table.words_after();
      2 * outside > words)
    warn("{} of {} words lie outside the volumes used ({:.1f} s to {:.1f} s of the audio)", outside,
         words, volume_start_s(0, t.grid), volume_start_s(t.grid.volumes, t.grid));
  if (story.sentence_ends == Story::SentenceEnds::unknown)
    warn(
        "the words have no punctuation, so the model reads them without; segments are cut at word "
        "ends. A punctuated transcript mends both");
  else if (story.sentence_ends == Story::SentenceEnds::known && cuts.inside_sentences > 0)
    warn("{} of {} cuts between segments lie inside a sentence", cuts.inside_sentences,
         cuts.after.size());
  if (story.unknown_pieces * 100 > story.pieces.size())
    warn("{} of {} pieces are unknown to the vocabulary", story.unknown_pieces,
         story.pieces.size());
  for (const NamedColumn& column : story.words.columns)
    if (is_own_column(column.name))
      warn("{}: the column '{}' is passed over: tokens.tsv and words.tsv have one of this name",
           story.words.file, column.name);
  if (story.absent_punctuation > 0)
    warn("{} punctuation tokens with a part of speech are not in the text",
         story.absent_punctuation);
}

/// Some of the places in which the transcript has other words; transcript_differences.tsv has all.
void warn_of_differences(const Story& story, Notes& notes) {
  constexpr std::size_t kTold = 3;
  const auto& all = story.transcript.differences;
  if (all.empty()) return;
  std::string some;
  for (std::size_t i = 0; i < std::min(all.size(), kTold); ++i)
    some += fmt::format("{}'{}' (line {}), read as '{}'", i == 0 ? "" : "; ", all[i].text,
                        all[i].line, all[i].words);
  notes.warnings.push_back(
      fmt::format("{}: differs from {} in {} places, which transcript_differences.tsv lists: {}{}",
                  story.transcript.name, story.words.file, all.size(), some,
                  all.size() > kTold ? "; and so on" : ""));
}

TokensResults results_of(const StoryTokens& t) {
  TokensResults out{t.table, {}, t.story.words.words, {}};
  out.differences = t.story.transcript.differences;
  auto piece = t.story.pieces.begin();
  for (const Token& token : t.table.tokens)
    out.pieces.push_back(token.word ? (piece++)->text : t.tokenizer.piece(token.id));
  for (std::size_t i = 0; i < out.words.size(); ++i)
    out.words[i].text = t.story.transcript.words[i].surface;
  for (const NamedColumn& column : t.story.words.columns)
    if (!is_own_column(column.name)) out.columns.push_back(column);
  for (std::int64_t volume = 0; volume < t.grid.volumes; ++volume)
    out.time_s.push_back(volume_start_s(volume, t.grid));
  return out;
}

void run(const TokensOptions& o, const std::filesystem::path& out, RunContext& context) {
  write(results_of(read_story_tokens(o, context.notes)), out);
}

Cost cost(const TokensOptions&, const CostInputs& in) {
  return {0.03, kProgramBytes, 100 * real(in.sizes.at(0).tokens)};
}

}  // namespace

void TokensOptions::check() const {
  if (context == Context::segment || (cuts.empty() && segments == Segmentation::even)) return;
  const std::string_view said = cuts.empty() ? "--segments" : "--cuts";
  fail(
      "--context is {}, and {} says where segments are cut; expected one of the two: leave {} "
      "away, or take the context segment",
      name_of(context), said, said);
}

std::string windows_in_words(const TokenTable& table) {
  std::size_t longest = 0;
  for (const Window& window : table.windows) longest = std::max(longest, window.end - window.begin);
  longest += table.before_window.size() + table.after_window.size();
  return fmt::format("{} of up to {} tokens", table.windows.size(), longest);
}

std::vector<std::string> words_formats() {
  std::vector<std::string> names = names_of_kinds(word_file_kinds());
  names.insert(names.begin(), TokensOptions{}.words_format);
  return names;
}

VolumeGrid volume_grid(const TokensOptions& o) {
  return {o.tr_s, o.first_volume, o.volumes, o.audio_start_s};
}

StoryTokens read_story_tokens(const TokensOptions& o, Notes& notes) {
  const VolumeGrid grid = volume_grid(o);
  check_volume_grid(grid);
  Tokenizer tokenizer = read_tokenizer(o.vocabulary.path);
  Story story = read_story(
      {o.words.path, o.transcript.path, o.parts_of_speech.path, choice(o), o.most_differing},
      tokenizer, o.tagger);
  warn_of_differences(story, notes);
  if (o.word_order == WordOrder::shuffled) {
    story = with_shuffled_words(story, random_key(static_cast<std::uint64_t>(o.seed), "words"));
    notes.facts.emplace_back("word order", fmt::format("shuffled (seed {})", o.seed));
  }
  const Cuts cuts = cut(story, o);
  TokenTable table =
      o.context == Context::segment
          ? make_token_table(story, cuts, grid, o.token_time, tokenizer)
          : make_token_table(story, WindowPlan{o.context, o.max_segment_tokens, o.stride}, grid,
                             o.token_time, tokenizer);
  StoryTokens out{std::move(tokenizer), std::move(story), std::move(table), grid};
  add_facts(out, cuts, notes);
  add_warnings(out, cuts, notes);
  return out;
}

extern const Stage kTokensStage = make_stage<TokensOptions, run, cost>(
    "tokens", "timed words and their text -> tokens with their volumes",
    "anbn tokens --words align.csv --transcript transcript.txt --vocabulary model/vocab.txt "
    "--tr-s 1.5 --first-volume 10 --volumes 282 --out tokens",
    6, {.in_controls = true, .filled_in = kVocabulary});

}  // namespace anbn
