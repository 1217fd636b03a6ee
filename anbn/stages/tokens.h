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

struct TokensOptions {
  Input words;
  std::string words_format = "by-content";
  std::string tier;
  Input transcript{InputKind::file, Presence::optional};
  Input parts_of_speech{InputKind::file, Presence::optional};
  WordTagger tagger = WordTagger::english;
  Input vocabulary{InputKind::described};
  Segmentation segments = Segmentation::even;
  std::vector<std::int64_t> cuts;
  std::int64_t max_segment_tokens = 512;
  TokenTime token_time = TokenTime::onset;
  double tr_s = 1.5;
  std::int64_t first_volume = 0;
  std::int64_t volumes = 0;
  double audio_start_s = 0;
  WordOrder word_order = WordOrder::spoken;
  std::int64_t seed = 1;

  template <class V>
  void visit(V&& option) {
    option(
        "words", words,
        "timed words: align.csv of Gentle, a table (word, onset_s, duration_s), a TextGrid, ...");
    option("words_format", words_format, "of the words, where their file does not show it",
           one_of(words_formats()));
    option("tier", tier, "of a TextGrid, with the words");
    option("transcript", transcript, "the same words, punctuated (UTF-8)");
    option("parts_of_speech", parts_of_speech, "CoNLL-U of the transcript");
    option("tagger", tagger, "finds the parts of speech of words that were given none");
    option("vocabulary", vocabulary,
           "the model's vocab.txt, tokenizer.json, vocab.json or tokenizer.model; "
           "tokenizer_config.json beside it "
           "counts");
    option("segments", segments, "how the story is cut for the model");
    option("cuts", cuts, "pieces after which to cut; given, segments is explicit");
    option("max_segment_tokens", max_segment_tokens, "tokens a segment, specials included",
           at_least(3));
    option("token_time", token_time,
           "the moment of a word that says which volume its tokens are in");
    option("tr_s", tr_s, "repetition time of the scan", more_than(0).at_most(16).measured_in("s"));
    option("first_volume", first_volume, "of the scan, counted from 0: the first one used",
           between(0, 1000000));
    option("volumes", volumes, "how many volumes are used", between(3, 1000000));
    option("audio_start_s", audio_start_s, "when the audio began, after the scan's first volume",
           between(-1e6, 1e6).measured_in("s"));
    option("word_order", word_order, "a control: the words in random order, their times kept");
    option("seed", seed, "of the random order");
  }
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

/// The tokens of a story, with what is to be said about it in `notes`: facts under fixed names,
/// warnings where something is dubious. Throws Error if a file or an option is wrong.
StoryTokens read_story_tokens(const TokensOptions& options, Notes& notes);

}  // namespace anbn
