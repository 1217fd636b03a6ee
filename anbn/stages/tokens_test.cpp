// SPDX-License-Identifier: Apache-2.0
#include "anbn/stages/tokens.h"

#include "anbn/core/error.h"
#include "anbn/io/table.h"

#include "tests/support/error_of.h"
#include "tests/support/machine.h"
#include "tests/support/scratch_folder.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace anbn {

extern const Stage kTokensStage;

namespace {

namespace fs = std::filesystem;

/// A folder of a test's own with the files of a short story.
class TokensStage : public testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "out");
    write_file(folder_ / "align.csv",
               std::string("I,i,1.5,1.6\r\nsaw,saw,2,2.2\r\nhard,,,\r\nboiled,boiled,3.0,3.4\r\n"
                           "Men,men,9.5,9.9\r\n"));
    write_file(folder_ / "transcript.txt", std::string("I saw \"hard-boiled.\" Men!\n"));
    write_file(folder_ / "vocab.txt",
               std::string("[UNK]\n[CLS]\n[SEP]\ni\nsaw\nhard\nboiled\n-\n\"\n"
                           ".\n!\n"));
    options_.words.path = folder_ / "align.csv";
    options_.transcript.path = folder_ / "transcript.txt";
    options_.vocabulary.path = folder_ / "vocab.txt";
    options_.volumes = 4;
    options_.first_volume = 1;
  }
  StoryTokens read() { return read_story_tokens(options_, notes_); }
  std::string fact(const std::string& name) const {
    for (const auto& [key, value] : notes_.facts)
      if (key == name) return value;
    return "absent";
  }
  std::string complaint() {
    return error_of([&] { read(); });
  }

  const ScratchFolder scratch_;
  const fs::path folder_ = scratch_.path();
  TokensOptions options_;
  Notes notes_;
};

TEST_F(TokensStage, NotesWhatIsDubious) {
  read();
  EXPECT_EQ(fact("words"), "5");
  EXPECT_EQ(fact("words without times"), "1");
  EXPECT_EQ(fact("words before the volumes"), "0");
  EXPECT_EQ(fact("words after the volumes"), "1");
  EXPECT_EQ(fact("history before the first volume"), "unknown");
  EXPECT_EQ(fact("pieces"), "10");
  EXPECT_EQ(fact("unknown pieces"), "1");
  EXPECT_EQ(fact("segment sizes"), "12");
  EXPECT_EQ(fact("silent volumes"), "2");
  EXPECT_EQ(fact("story end [s of the audio]"), "9.90");
  EXPECT_EQ(fact("volumes end [s of the audio]"), "7.50");
  const auto warns = [&](const char* text) {
    return std::any_of(notes_.warnings.begin(), notes_.warnings.end(),
                       [&](const std::string& w) { return w.find(text) != std::string::npos; });
  };
  EXPECT_TRUE(warns("1 of 5 words have no time"));
  EXPECT_FALSE(warns("words lie outside the volumes used"));
  EXPECT_TRUE(warns("1 of 10 pieces are unknown"));
  EXPECT_FALSE(warns("no punctuation"));
}

TEST_F(TokensStage, SaysWhatIsKnownOfTheTimeBeforeTheVolumes) {
  options_.first_volume = 2;
  read();
  EXPECT_EQ(fact("words before the volumes"), "3");
  EXPECT_EQ(fact("history before the first volume"), "words");
  EXPECT_TRUE(std::any_of(notes_.warnings.begin(), notes_.warnings.end(), [](const auto& warning) {
    return warning == "4 of 5 words lie outside the volumes used (3.0 s to 9.0 s of the audio)";
  }));
  notes_ = {};
  options_.audio_start_s = 3;
  read();
  EXPECT_EQ(fact("words before the volumes"), "0");
  EXPECT_EQ(fact("history before the first volume"), "silence");
}

TEST_F(TokensStage, ShufflesWordsOnlyWhenTold) {
  EXPECT_EQ(fact("word order"), "absent");
  const StoryTokens spoken = read();
  options_.word_order = WordOrder::shuffled;
  options_.seed = 5;
  notes_ = {};
  const StoryTokens shuffled = read();
  EXPECT_EQ(fact("word order"), "shuffled (seed 5)");
  EXPECT_EQ(fact("segment sizes"), "12");
  EXPECT_EQ(spoken.table.words_in, shuffled.table.words_in);
  EXPECT_NE(spoken.table.tokens[1].id, shuffled.table.tokens[1].id);
  for (const std::string& warning : notes_.warnings)
    EXPECT_EQ(warning.find("sentence"), std::string::npos) << warning;
}

TEST_F(TokensStage, WarnsOfWordsWithoutPunctuation) {
  options_.transcript.path.clear();
  read();
  EXPECT_TRUE(std::any_of(notes_.warnings.begin(), notes_.warnings.end(), [](const std::string& w) {
    return w.find("no punctuation") != std::string::npos;
  }));
}

TEST_F(TokensStage, CutsAsTheOptionsSay) {
  options_.cuts = {4, 8};
  EXPECT_EQ(read().table.segment_sizes, (std::vector<std::size_t>{6, 6, 4}));
  options_.cuts.clear();
  options_.max_segment_tokens =
      10;  // 8 pieces to the end of the first sentence, its quote included
  EXPECT_EQ(read().table.segment_sizes, (std::vector<std::size_t>{10, 4}));
  options_.segments = Segmentation::greedy;
  EXPECT_EQ(read().table.segment_sizes, (std::vector<std::size_t>{10, 4}));
  options_.segments = Segmentation::at_given_pieces;
  EXPECT_NE(complaint().find("segment 1 (pieces 1 .. 10) has 12 tokens"), std::string::npos);
}

TEST_F(TokensStage, TellsWhereTheTranscriptDiffers) {
  write_file(folder_ / "transcript.txt", std::string("I see \"hard-boiled.\" Men!\n"));
  EXPECT_NE(complaint().find("word 2 'see' (line 1) does not match word 2 'saw'"),
            std::string::npos);
  options_.most_differing = 0.2;
  const StoryTokens found = read();
  EXPECT_EQ(found.story.transcript.text, "I saw \"hard-boiled.\" Men!\n");
  EXPECT_TRUE(std::any_of(notes_.warnings.begin(), notes_.warnings.end(), [](const auto& warning) {
    return warning.ends_with(
        "in 1 places, which transcript_differences.tsv lists: 'see' (line 1), read as 'saw'");
  }));
}

TEST_F(TokensStage, ReadsWindowsAsTheContextSays) {
  // i | saw | " hard - boiled . " | [UNK] ! in volumes 0, 0, 0 0 0, 1 1 1, 5 5; "hard" at 2.5 s.
  options_.context = Context::volume;
  const TokenTable volumes = read().table;
  EXPECT_EQ(volumes.tokens.size(), 10u);
  EXPECT_EQ(volumes.segment_sizes, (std::vector<std::size_t>{10}));
  EXPECT_EQ(volumes.windows, (std::vector<Window>{{0, 0, 5}, {5, 5, 8}, {8, 8, 10}}));
  EXPECT_EQ(sequences_of(volumes), (std::vector<std::vector<std::int32_t>>{
                                       {1, 3, 4, 8, 5, 7, 2}, {1, 6, 9, 8, 2}, {1, 0, 10, 2}}));
  EXPECT_EQ(places_of(volumes), (std::vector<std::size_t>{1, 2, 3, 4, 5, 1, 2, 3, 1, 2}));
  EXPECT_EQ(fact("windows"), "3 of up to 7 tokens");
  EXPECT_EQ(fact("segment sizes"), "absent");

  options_.context = Context::sliding;
  options_.max_segment_tokens = 8;  // 6 pieces
  options_.stride = 3;
  const TokenTable sliding = read().table;
  EXPECT_EQ(sliding.windows, (std::vector<Window>{{0, 0, 6}, {3, 6, 9}, {6, 9, 10}}));
  EXPECT_EQ(sequences_of(sliding)[1], (std::vector<std::int32_t>{1, 5, 7, 6, 9, 8, 0, 2}));
  EXPECT_EQ(read_rows(sliding, 1).first, 4u);
  EXPECT_EQ(read_rows(sliding, 1).count, 3u);
  EXPECT_EQ(places_of(sliding), (std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 4, 5, 6, 4}));

  options_.stride = 7;
  EXPECT_NE(complaint().find("--stride is 7; expected 1 to 6"), std::string::npos);
  options_.context = Context::volume;
  options_.max_segment_tokens = 6;
  EXPECT_NE(complaint().find("volume 0 (from the first one used) has 5 tokens; expected at most 4"),
            std::string::npos);
  options_.cuts = {4};
  EXPECT_EQ(error_of([&] { options_.check(); }),
            "--context is volume, and --cuts says where segments are cut; expected one of the two: "
            "leave --cuts away, or take the context segment");
}

TEST_F(TokensStage, RejectsImpossibleOptions) {
  options_.tr_s = 1500;
  EXPECT_NE(complaint().find("TR is 1500 s"), std::string::npos);
  options_.tr_s = 1.5;
  options_.volumes = 2;
  EXPECT_NE(complaint().find("2 volumes are used"), std::string::npos);
  options_.volumes = 4;
  options_.first_volume = -1;
  EXPECT_NE(complaint().find("the first volume used is -1"), std::string::npos);
  options_.first_volume = 100;
  EXPECT_NE(complaint().find("no word falls into the volumes used"), std::string::npos);
}

TEST_F(TokensStage, NamesAMissingFile) {
  options_.words.path = folder_ / "nowhere.csv";
  EXPECT_NE(complaint().find("nowhere.csv"), std::string::npos);
}

TEST_F(TokensStage, FindsPartsOfSpeechWhereNoneAreGiven) {
  const StoryTokens found = read();
  EXPECT_EQ(fact("parts of speech"), "10 found by the tagger");
  for (const Token& token : found.table.tokens) EXPECT_FALSE(token.upos.empty());
  EXPECT_EQ(found.table.tokens[1].upos, "PRON");
  EXPECT_EQ(found.table.tokens[2].upos, "VERB");
  write_file(folder_ / "words.tsv",
             std::string("word\tonset_s\tduration_s\tupos\nI\t1.5\t0.1\tX\nsaw\t2\t0.2\tn/a\n"
                         "hard-boiled\t2.5\t0.9\tADJ\nMen\t9.5\t0.4\tNOUN\n"));
  options_.words.path = folder_ / "words.tsv";
  notes_ = {};
  EXPECT_EQ(read().table.tokens[1].upos, "X");
  EXPECT_EQ(fact("parts of speech"),
            "5 given with the words, 4 marks beside those, 1 found by the tagger");
  options_.tagger = WordTagger::none;
  options_.words.path = folder_ / "align.csv";
  notes_ = {};
  EXPECT_TRUE(read().table.tokens[1].upos.empty());
  EXPECT_EQ(fact("parts of speech"), "10 unknown");
}

TEST_F(TokensStage, CarriesFurtherColumnsOfTheWords) {
  write_file(folder_ / "words.tsv", std::string("word\tonset_s\tduration_s\tfrequency\tvolume\n"
                                                "I\t1\t0.2\t0.5\tloud\nsaw.\t2\t0.2\tn/a\tlow\n"
                                                "Men!\t3\t0.2\t0.125\tlow\n"));
  OwnMachine machine("reference", 1);
  RunContext context{machine, notes_};
  const nlohmann::json options = {{"words", (folder_ / "words.tsv").string()},
                                  {"vocabulary", options_.vocabulary.path.string()},
                                  {"volumes", 4},
                                  {"tagger", "none"}};
  kTokensStage.run(options.dump(), folder_ / "out", context);
  const Table tokens = read_tsv(folder_ / "out/tokens.tsv"),
              words = read_tsv(folder_ / "out/words.tsv");
  std::string of_tokens, of_words;
  for (const auto& row : tokens.rows)
    of_tokens += row[tokens.column("piece")] + " " + row[tokens.column("frequency")] + ", ";
  for (const auto& row : words.rows) of_words += row[words.column("frequency")] + ", ";
  // A mark beside a word is no word, and has no frequency.
  EXPECT_EQ(of_tokens, "[CLS] n/a, i 0.5, saw n/a, . n/a, [UNK] 0.125, ! n/a, [SEP] n/a, ");
  EXPECT_EQ(of_words, "0.5, n/a, 0.125, ");
  EXPECT_EQ(tokens.rows[1][tokens.column("volume")], "0");
  EXPECT_TRUE(std::any_of(notes_.warnings.begin(), notes_.warnings.end(), [](const auto& warning) {
    return warning.find("the column 'volume' is passed over") != std::string::npos;
  }));
}

TEST_F(TokensStage, WritesTheTablesOfFormats) {
  OwnMachine machine("reference", 1);
  RunContext context{machine, notes_};
  const nlohmann::json options = {{"words", options_.words.path.string()},
                                  {"transcript", options_.transcript.path.string()},
                                  {"vocabulary", options_.vocabulary.path.string()},
                                  {"tr_s", 1.5},
                                  {"first_volume", 1},
                                  {"volumes", 4},
                                  {"tagger", "none"}};
  kTokensStage.run(options.dump(), folder_ / "out", context);
  EXPECT_EQ(read_text(folder_ / "out/tokens.tsv"),
            "token\tid\tpiece\tword\tonset_s\tduration_s\tvolume\tsegment\tupos\tupos_from\n"
            "1\t1\t[CLS]\tn/a\tn/a\tn/a\tn/a\t1\t[CLS]\tnone\n"
            "2\t3\ti\t1\t1.5\t0.1\t0\t1\tn/a\tnone\n"
            "3\t4\tsaw\t2\t2\t0.2\t0\t1\tn/a\tnone\n"
            "4\t8\t\"\"\"\"\t2\t2\t0.2\t0\t1\tn/a\tnone\n"
            "5\t5\thard\t3\t2.5\t0.5\t0\t1\tn/a\tnone\n"
            "6\t7\t-\t3\t2.5\t0.5\t0\t1\tn/a\tnone\n"
            "7\t6\tboiled\t4\t3\t0.4\t1\t1\tn/a\tnone\n"
            "8\t9\t.\t4\t3\t0.4\t1\t1\tn/a\tnone\n"
            "9\t8\t\"\"\"\"\t4\t3\t0.4\t1\t1\tn/a\tnone\n"
            "10\t0\t[UNK]\t5\t9.5\t0.4\t5\t1\tn/a\tnone\n"
            "11\t10\t!\t5\t9.5\t0.4\t5\t1\tn/a\tnone\n"
            "12\t2\t[SEP]\tn/a\tn/a\tn/a\tn/a\t1\t[SEP]\tnone\n");
  EXPECT_EQ(read_text(folder_ / "out/words.tsv"),
            "word\ttext\tonset_s\tduration_s\ttimed\tvolume\n"
            "1\tI\t1.5\t0.1\taligned\t0\n"
            "2\tsaw\t2\t0.2\taligned\t0\n"
            "3\t\"\"\"hard-\"\t2.5\t0.5\tinterpolated\t0\n"
            "4\t\"boiled.\"\"\"\t3\t0.4\taligned\t1\n"
            "5\tMen!\t9.5\t0.4\taligned\t5\n");
  EXPECT_EQ(read_text(folder_ / "out/volumes.tsv"),
            "volume\ttime_s\ttokens\twords\n"
            "0\t1.5\t5\t3\n1\t3\t3\t1\n2\t4.5\t0\t0\n3\t6\t0\t0\n");
}

}  // namespace
}  // namespace anbn
