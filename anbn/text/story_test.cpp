// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/story.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"
#include "anbn/text/token_table.h"
#include "anbn/text/tokenizers/tokenizer_files.h"
#include "anbn/text/wordpiece.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anbn {
namespace {

namespace fs = std::filesystem;

const fs::path kShared = source_dir() / "../shared/data";
constexpr VolumeGrid kPieManGrid{1.5, 10, 282, 0};

Tokenizer small() {
  return wordpiece_tokenizer(
      "[UNK]\n[CLS]\n[SEP]\ngo\nwould\n##n\nt\n'\n,\n.\n\"\nhe\nsaid\nhard\n-\nboiled\n",
      "vocab.txt");
}

TimedWords timed(const std::vector<std::pair<std::string, std::string>>& words) {
  TimedWords out;
  out.file = "words.tsv";
  for (const auto& [text, upos] : words)
    out.words.push_back({text, static_cast<double>(out.words.size()), 0.5, {}, upos});
  return out;
}

Story story_of(const TimedWords& words, const std::string& text) {
  return make_story(words, match_transcript(text, "transcript.txt", words), {}, small());
}

std::vector<std::size_t> words_of(const Story& story) {
  std::vector<std::size_t> out;
  for (const StoryPiece& piece : story.pieces) out.push_back(piece.word);
  return out;
}

std::string tags_of(const Story& story) {
  std::string out;
  for (const StoryPiece& piece : story.pieces)
    out.append(piece.upos.empty() ? "-" : piece.upos).append(" ");
  return out;
}

TEST(MakeStory, JoinsPiecesToTheirWords) {
  const auto words = timed({{"he", ""}, {"said", ""}, {"go", ""}, {"hard", ""}, {"boiled", ""}});
  const Story story = story_of(words, "He said, \"Go.\" Hard-boiled.");
  EXPECT_EQ(words_of(story), (std::vector<std::size_t>{0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4}));
  EXPECT_EQ(story.cut_places.sentence_ends, std::vector<std::size_t>{7});  // after the quote
  EXPECT_EQ(tags_of(story), "- - - - - - - - - - - ");
  EXPECT_EQ(story.unknown_pieces, 0u);
}

TEST(MakeStory, TagsPunctuationApartFromTheWord) {
  const auto words = timed({{"he", "PRON"}, {"wouldn't", "AUX"}, {"go", ""}});
  EXPECT_EQ(tags_of(story_of(words, "\"He wouldn't, go.\"")),
            "PUNCT PRON AUX AUX AUX AUX PUNCT - PUNCT PUNCT ");
}

TEST(MakeStory, PrefersTheTokensOfConlluToTheTagOfTheWord) {
  const auto words = timed({{"wouldn't", "VERB"}});
  const PosTokens pos{"story.conllu", {{"would", "AUX", 1}, {"n't", "PART", 2}}};
  const Story story = make_story(words, transcript_of_words(words), pos, small());
  EXPECT_EQ(tags_of(story), "AUX PART PART PART ");  // would ##n ' t
}

std::string sources_of(const Story& story) {
  std::string out;
  for (const StoryPiece& piece : story.pieces) out.append(name_of(piece.upos_from)).append(" ");
  return out;
}

TEST(MakeStory, LetsTheTaggerFindWhatWasNotGiven) {
  const auto bare = timed({{"he", ""}, {"said", ""}, {"go", ""}});
  const Story found = make_story(bare, match_transcript("He said, go.", "t.txt", bare), {}, small(),
                                 WordTagger::english);
  EXPECT_EQ(tags_of(found), "PRON VERB PUNCT VERB PUNCT ");
  EXPECT_EQ(sources_of(found), "tagger tagger tagger tagger tagger ");
  const auto some = timed({{"he", "PROPN"}, {"said", ""}, {"go", ""}});
  const Story mixed = make_story(some, match_transcript("He said, go.", "t.txt", some), {}, small(),
                                 WordTagger::english);
  EXPECT_EQ(tags_of(mixed), "PROPN VERB PUNCT VERB PUNCT ");
  EXPECT_EQ(sources_of(mixed), "words tagger mark tagger mark ");
  const PosTokens pos{"s.conllu", {{"he", "X", 1}, {"said", "", 2}, {"go", "NOUN", 3}}};
  const Story conllu =
      make_story(some, transcript_of_words(some), pos, small(), WordTagger::english);
  EXPECT_EQ(tags_of(conllu), "X VERB NOUN ");
  EXPECT_EQ(sources_of(conllu), "conllu tagger conllu ");
}

TEST(MakeStory, MayBeCutAfterAnyWordWhereThereIsNoPunctuation) {
  const auto words = timed({{"he", ""}, {"wouldn't", ""}, {"go", ""}});
  const Story story = make_story(words, transcript_of_words(words), {}, small());
  EXPECT_EQ(story.sentence_ends, Story::SentenceEnds::unknown);
  EXPECT_EQ(story.cut_places.sentence_ends, (std::vector<std::size_t>{1, 5}));
}

TEST(MakeTokenTable, PutsSpecialsAroundEachSegment) {
  const auto words = timed({{"he", ""}, {"go", ""}, {"said", ""}});
  const Story story = story_of(words, "He go. Said.");
  const VolumeGrid grid{1, 0, 3, 0};
  const TokenTable table = make_token_table(story, Cuts{{3}, 0}, grid, TokenTime::onset, small());
  ASSERT_EQ(table.tokens.size(), 9u);
  EXPECT_EQ(table.tokens[0].upos, "[CLS]");
  EXPECT_EQ(table.tokens[4].upos, "[SEP]");
  EXPECT_EQ(table.tokens[4].volume, std::nullopt);
  EXPECT_EQ(table.tokens[5].segment, 1u);
  EXPECT_EQ(table.tokens[3].volume, 1);  // the full stop of "go."
  EXPECT_EQ(table.tokens_in, (std::vector<std::int64_t>{1, 2, 2}));
  EXPECT_EQ(table.words_in, (std::vector<std::int64_t>{1, 1, 1}));
  EXPECT_EQ(table.segment_sizes, (std::vector<std::size_t>{5, 4}));
}

TEST(MakeTokenTable, CanTakeTheMiddleOfAWord) {
  auto words = timed({{"he", ""}, {"go", ""}});
  words.words[0].duration_s = 3;
  const Story story = make_story(words, transcript_of_words(words), {}, small());
  const VolumeGrid grid{1, 0, 4, 0};
  const auto table = make_token_table(story, Cuts{}, grid, TokenTime::middle, small());
  EXPECT_EQ(table.tokens_in, (std::vector<std::int64_t>{0, 2, 0, 0}));
  EXPECT_EQ(table.words_in, (std::vector<std::int64_t>{1, 1, 0, 0}));
  EXPECT_EQ(table.silent_volumes(), 3u);
}

TEST(MakeTokenTable, CountsOnOutsideTheVolumesUsed) {
  const auto words = timed({{"he", ""}, {"go", ""}, {"said", ""}, {"he", ""}, {"go", ""}});
  const Story story = make_story(words, transcript_of_words(words), {}, small());
  const VolumeGrid grid{1, 3, 3, 1};  // the scan's second 1 is the audio's 0
  const auto table = make_token_table(story, Cuts{}, grid, TokenTime::onset, small());
  EXPECT_EQ(table.word_volumes, (std::vector<std::int64_t>{-2, -1, 0, 1, 2}));
  EXPECT_EQ(table.tokens[1].volume, -2);
  EXPECT_EQ(table.words_before(), 2u);
  EXPECT_EQ(table.words_after(), 0u);
  EXPECT_EQ(table.words_in, (std::vector<std::int64_t>{1, 1, 1}));
  const auto late = make_token_table(story, Cuts{}, {1, 0, 3, -1}, TokenTime::onset, small());
  EXPECT_EQ(late.words_before(), 1u);
  EXPECT_EQ(late.words_after(), 1u);
}

TEST(HistoryOf, TellsWordsSilenceAndTheUnknownApart) {
  TokenTable table;
  table.word_volumes = {-30, -2, 0};
  EXPECT_EQ(history_of(table, 60, 2), History::words);
  table.word_volumes = {-30, 0};  // a minute ago: forgotten
  EXPECT_EQ(history_of(table, 60, 2), History::unknown);
  EXPECT_EQ(history_of(table, 1, 2), History::silence);
  EXPECT_EQ(history_of(table, -5, 2), History::silence);
}

TEST(MakeTokenTable, RejectsAStoryOutsideTheVolumes) {
  const auto words = timed({{"he", ""}, {"go", ""}});
  const Story story = make_story(words, transcript_of_words(words), {}, small());
  try {
    make_token_table(story, Cuts{}, {1.5, 100, 50, 0}, TokenTime::onset, small());
    FAIL() << "expected an Error";
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("words.tsv: no word falls into the volumes used: words "
                                         "last from 0.0 s to 1.5 s of the audio, the volumes "
                                         "from 150.0 s to 225.0 s"),
              std::string::npos)
        << e.what();
  }
}

// Real stories.

class RealStories : public testing::Test {
 protected:
  void SetUp() override {
    if (!fs::exists(kShared / "narratives")) GTEST_SKIP() << kShared << " is absent";
  }
  static Tokenizer vocabulary() {
    return read_tokenizer(kShared / "tokenizer/bert-base-uncased-vocab.txt");
  }
  static Story pie_man(const Tokenizer& vocabulary) {
    const fs::path folder = kShared / "narratives/pieman";
    return read_story({folder / "align.csv", folder / "transcript.txt", {}}, vocabulary);
  }
};

TEST_F(RealStories, PieManHas1221Pieces) {
  const Tokenizer bert = vocabulary();
  const Story story = pie_man(bert);
  EXPECT_EQ(story.pieces.size(), 1221u);
  EXPECT_EQ(story.unknown_pieces, 0u);
  EXPECT_EQ(story.words.words.size(), 957u);
  std::vector<std::int32_t> ids, whole;
  for (const StoryPiece& piece : story.pieces) ids.push_back(piece.id);
  for (const Piece& piece : bert.pieces(read_text(kShared / "narratives/pieman/transcript.txt")))
    whole.push_back(piece.id);
  EXPECT_EQ(ids, whole);
}

TEST_F(RealStories, EveryWordOfPieManHasAPiece) {
  const Tokenizer bert = vocabulary();
  const Story story = pie_man(bert);
  std::vector<int> pieces(story.words.words.size());
  for (const StoryPiece& piece : story.pieces) ++pieces[piece.word];
  EXPECT_EQ(std::count(pieces.begin(), pieces.end(), 0), 0);
}

TEST_F(RealStories, ThePapersCutsOfPieManGiveThePapersSegments) {
  const Tokenizer bert = vocabulary();
  const Story story = pie_man(bert);
  const std::int64_t after[] = {503, 969};
  const Cuts cuts = explicit_cuts(story.cut_places, after, 512);
  EXPECT_EQ(segment_sizes(cuts, story.cut_places), (std::vector<std::size_t>{505, 468, 254}));
  EXPECT_EQ(cuts.inside_sentences, 0u);
}

TEST_F(RealStories, PieManIsCutEvenlyAtSentenceEnds) {
  const Tokenizer bert = vocabulary();
  const Story story = pie_man(bert);
  const Cuts cuts = even_cuts(story.cut_places, 512);
  const auto sizes = segment_sizes(cuts, story.cut_places);
  ASSERT_EQ(sizes.size(), 3u);
  EXPECT_EQ(cuts.inside_sentences, 0u);
  EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), 430u);  // a third and a sentence
  const Cuts greedy = greedy_cuts(story.cut_places, 512);
  EXPECT_EQ(greedy.after.size(), 2u);
  EXPECT_EQ(greedy.inside_sentences, 0u);
}

TEST_F(RealStories, AllTwelveCanBeReadWithoutATranscript) {
  const Tokenizer bert = vocabulary();
  std::size_t stories = 0;
  for (const auto& entry : fs::directory_iterator(kShared / "narratives")) {
    if (!fs::exists(entry.path() / "align.csv")) continue;
    const Story story = read_story({entry.path() / "align.csv", {}, {}}, bert);
    EXPECT_EQ(story.sentence_ends, Story::SentenceEnds::unknown);
    const auto sizes = segment_sizes(even_cuts(story.cut_places, 512), story.cut_places);
    EXPECT_LE(*std::max_element(sizes.begin(), sizes.end()), 512u);
    ++stories;
  }
  EXPECT_EQ(stories, 12u);
}

// Somebody else's table (tsumers/bert-brains) puts a word into the volume in which it ends. By
// ends, all words agree; by onsets, as METHODS has it, those that span two volumes come earlier.
TEST_F(RealStories, WordsOfPieManLieInTheVolumesOfAnIndependentTable) {
  const Table table =
      read_csv(kShared / "narratives/pieman/tr_tokens.csv", CsvHeader::none);  // two columns "tr"
  std::vector<std::int64_t> theirs;
  for (std::size_t row = 1; row < table.rows.size(); ++row) {
    const std::string& words = table.rows[row][4];
    if (words.empty()) continue;
    const auto count = static_cast<std::size_t>(std::count(words.begin(), words.end(), ' ')) + 1;
    theirs.insert(theirs.end(), count, table.integer(row, 0));
  }
  const Tokenizer bert = vocabulary();
  const Story story = pie_man(bert);
  const TokenTable ours = make_token_table(story, even_cuts(story.cut_places, 512), kPieManGrid,
                                           TokenTime::onset, bert);
  const auto& words = story.words.words;
  ASSERT_EQ(theirs.size(), words.size());
  std::size_t earlier = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].timing == Timing::interpolated) continue;
    const double end_s = words[i].onset_s + words[i].duration_s;
    EXPECT_EQ(volume_of(end_s, kPieManGrid) + kPieManGrid.first_volume, theirs[i]) << words[i].text;
    const std::int64_t onset_volume = ours.word_volumes[i] + kPieManGrid.first_volume;
    if (onset_volume == theirs[i]) continue;
    EXPECT_LT(onset_volume, theirs[i]) << words[i].text;
    ++earlier;
  }
  EXPECT_EQ(earlier, 170u);
  EXPECT_EQ(ours.words_before() + ours.words_after(), 0u);
  EXPECT_EQ(history_of(ours, volume_start_s(0, kPieManGrid), kPieManGrid.tr_s), History::unknown);
}

TEST_F(RealStories, TheirWordsFallIntoTheVolumesThatAPlainFloorGives) {
  struct Scan {
    double tr_s, audio_start_s;
  };
  for (const auto& entry : fs::directory_iterator(kShared / "narratives")) {
    if (!fs::exists(entry.path() / "align.csv")) continue;
    for (const Word& word : read_words(entry.path() / "align.csv").words) {
      for (const auto& [tr_s, audio_start_s] : {Scan{1.5, 0}, {1.5, 4.5}, {2.0, 0}, {1.0, 12}}) {
        if (word.timing == Timing::interpolated) continue;
        const double plain = std::floor((audio_start_s + word.onset_s) / tr_s);
        EXPECT_EQ(volume_of(word.onset_s, {tr_s, 0, 100000, audio_start_s}),
                  static_cast<std::int64_t>(plain))
            << entry.path() << ": " << word.text << " at " << word.onset_s << " s, TR " << tr_s;
      }
    }
  }
}

}  // namespace
}  // namespace anbn
