// SPDX-License-Identifier: Apache-2.0
// Options and the reading half of the stage `tokens`, for those who look before they compute.
#pragma once

#include "anbn/core/options.h"
#include "anbn/runner/stage.h"
#include "anbn/text/shuffled_story.h"
#include "anbn/text/token_table.h"

#include <cstdint>
#include <string>
#include <vector>

namespace anbn {

/// What `words_format` may be: told by the content, or one of the table of word files.
std::vector<std::string> words_formats();

/// The words of a story, as files have them.
struct WordsOptions {
  Input words;
  std::string words_format = "by-content";
  std::string tier;
  Input transcript{InputKind::file, Presence::optional};
  double most_differing = 0.05;

  template <class V>
  void visit(V&& option) {
    option(
        "words", words,
        "timed words: align.csv of Gentle, a table (word, onset_s, duration_s), a TextGrid, ...");
    option("words_format", words_format, "of the words, where their file does not show it",
           one_of(words_formats()));
    option("tier", tier, "of a TextGrid, with the words");
    option("transcript", transcript, "the same words, punctuated (UTF-8)");
    option("most_differing", most_differing,
           "share of the words that may differ from the transcript's: the words are read there",
           between(0, 1));
  }
};

/// How much of a story a model reads at once.
struct ContextOptions {
  Context context = Context::segment;
  std::int64_t stride = 128;
  std::int64_t max_segment_tokens = 512;

  template <class V>
  void visit(V&& option) {
    option("context", context,
           "what the model reads at once: segments of the story, the words of one volume, or "
           "windows that slide over it, in which each token is read where it has most before it");
    option("stride", stride, "pieces from one sliding window to the next", at_least(1));
    option("max_segment_tokens", max_segment_tokens,
           "tokens a segment or window, specials included", at_least(3));
  }
};

/// Which volumes of a scan a story uses, and where its audio lies in them.
struct VolumesOptions {
  double tr_s = 1.5;
  std::int64_t first_volume = 0;
  std::int64_t volumes = 0;
  double audio_start_s = 0;

  template <class V>
  void visit(V&& option) {
    option("tr_s", tr_s, "repetition time of the scan", more_than(0).at_most(16).measured_in("s"));
    option("first_volume", first_volume, "of the scan, counted from 0: the first one used",
           between(0, 1000000));
    option("volumes", volumes, "how many volumes are used", between(3, 1000000));
    option("audio_start_s", audio_start_s, "when the audio began, after the scan's first volume",
           between(-1e6, 1e6).measured_in("s"));
  }
};

struct TokensOptions : WordsOptions, ContextOptions, VolumesOptions {
  Input parts_of_speech{InputKind::file, Presence::optional};
  WordTagger tagger = WordTagger::english;
  Input vocabulary{InputKind::described};
  Segmentation segments = Segmentation::even;
  std::vector<std::int64_t> cuts;
  TokenTime token_time = TokenTime::onset;
  WordOrder word_order = WordOrder::spoken;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    WordsOptions::visit(option);
    option("parts_of_speech", parts_of_speech, "CoNLL-U of the transcript");
    option("tagger", tagger, "finds the parts of speech of words that were given none");
    option("vocabulary", vocabulary,
           "the model's vocab.txt, tokenizer.json, vocab.json or tokenizer.model; "
           "tokenizer_config.json beside it "
           "counts");
    ContextOptions::visit(option);
    option("segments", segments, "how the story is cut for the model, where context is segment");
    option("cuts", cuts, "pieces after which to cut; given, segments is explicit");
    option("token_time", token_time,
           "the moment of a word that says which volume its tokens are in");
    VolumesOptions::visit(option);
    option("word_order", word_order, "a control: the words in random order, their times kept");
    option("seed", seed, "of the random order");
  }

  /// Throws Error where cuts are asked for and no segments are made.
  void check() const;
};

/// A story read and cut as the options say, before anything is written.
struct StoryTokens {
  Tokenizer tokenizer;
  Story story;
  TokenTable table;
  VolumeGrid grid;
};

/// The volumes that the options name.
VolumeGrid volume_grid(const TokensOptions& options);

/// "37 of up to 512 tokens": the windows that a model reads, specials included.
std::string windows_in_words(const TokenTable& table);

/// The tokens of a story, with what is to be said about it in `notes`: facts under fixed names,
/// warnings where something is dubious. Throws Error if a file or an option is wrong.
StoryTokens read_story_tokens(const TokensOptions& options, Notes& notes);

}  // namespace anbn
