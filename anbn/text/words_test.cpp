// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/words.h"

#include "anbn/core/error.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace anbn {
namespace {

TimedWords parse(std::string_view text) { return parse_words(text, "align.csv"); }

std::string words_complaint(std::string_view text) {
  try {
    parse(text);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

void expect_times(const Word& word, double onset_s, double duration_s, Timing timing) {
  EXPECT_NEAR(word.onset_s, onset_s, 1e-12) << word.text;
  EXPECT_NEAR(word.duration_s, duration_s, 1e-12) << word.text;
  EXPECT_EQ(word.timing, timing) << word.text;
}

TEST(ParseWords, ReadsAnAlignCsvOfGentle) {
  const TimedWords words = parse("I,i,15.089999,15.169999\r\nFordham’s,<unk>,16,16.5\r\n");
  ASSERT_EQ(words.words.size(), 2u);
  EXPECT_EQ(words.words[1].text, "Fordham’s");
  expect_times(words.words[0], 15.089999, 0.08, Timing::aligned);
  expect_times(words.words[1], 16, 0.5, Timing::aligned);
  EXPECT_EQ(words.interpolated, 0u);
}

TEST(ParseWords, KeepsFurtherColumnsOfATable) {
  const TimedWords words = parse(
      "frequency\tword\tonset_s\tduration_s\tentity\tupos\n"
      "0.5\tthe\t1\t0.5\tn/a\tDET\n\tman\t2\t0.5\ta person\tNOUN\n");
  ASSERT_EQ(words.columns.size(), 2u);
  EXPECT_EQ(words.columns[0].name, "frequency");
  EXPECT_EQ(words.columns[0].values, (std::vector<std::string>{"0.5", ""}));
  EXPECT_EQ(words.columns[1].values, (std::vector<std::string>{"", "a person"}));
  EXPECT_TRUE(parse("I,i,15.1,15.2\n").columns.empty());
}

TEST(ParseWords, ReadsATableWithPartsOfSpeech) {
  const TimedWords words = parse(
      "word\tonset_s\tduration_s\tupos\n\"Yes,\tn/a\tn/a\tINTJ\nI\t2\t0.5\tn/"
      "a\nam\t2.5\t0.25\tAUX\n");
  ASSERT_EQ(words.words.size(), 3u);
  EXPECT_EQ(words.words[0].text, "\"Yes,");
  EXPECT_EQ(words.words[0].upos, "INTJ");
  EXPECT_EQ(words.words[1].upos, "");
  expect_times(words.words[2], 2.5, 0.25, Timing::aligned);
}

TEST(ParseWords, SpacesMissedWordsEvenlyBetweenTheOnsetsOfTheirNeighbours) {
  const TimedWords words = parse("a,a,10,10.1\nb,,,\nc,,,\nd,d,13,13.5\n");
  expect_times(words.words[1], 11, 1, Timing::interpolated);
  expect_times(words.words[2], 12, 1, Timing::interpolated);
  EXPECT_EQ(words.interpolated, 2u);
}

TEST(ParseWords, LetsMissedWordsAtTheEndsFollowEachOtherWithTheMedianDuration) {
  const TimedWords words = parse("a,,,\nb,,,\nc,c,3,3.5\nd,d,4,4.2\ne,e,5,6\nf,,,\ng,,,\n");
  expect_times(words.words[0], 2, 0.5, Timing::interpolated);
  expect_times(words.words[1], 2.5, 0.5, Timing::interpolated);
  expect_times(words.words[5], 6, 0.5, Timing::interpolated);
  expect_times(words.words[6], 6.5, 0.5, Timing::interpolated);
}

TEST(ParseWords, StartsNoWordBeforeTheAudio) {
  const TimedWords words = parse("a,,,\nb,,,\nc,c,0.6,1.1\n");
  expect_times(words.words[0], 0, 0.5, Timing::interpolated);
  expect_times(words.words[1], 0.1, 0.5, Timing::interpolated);
}

TEST(ParseWords, CountsWordsThatBeginBeforeTheWordBefore) {
  const TimedWords words = parse("a,a,2,2.1\nb,,,\nc,c,1,1.5\nd,d,3,3.5\n");
  EXPECT_EQ(words.decreasing_onsets, 1u);
  expect_times(words.words[1], 1.5, 0, Timing::interpolated);
}

TEST(ParseWords, RejectsImpossibleTimes) {
  EXPECT_EQ(words_complaint("a,a,2,2.1\nb,b,3,2.9\n"),
            "align.csv, line 2: 'b' ends at 2.9 s, before it begins at 3 s; expected onset, then "
            "offset");
  EXPECT_NE(words_complaint("a,a,-1,2\n").find("line 1: the onset is -1 s"), std::string::npos);
  EXPECT_NE(words_complaint("a,a,nan,2\n"), "");
  EXPECT_NE(words_complaint("a,a,inf,inf\n"), "");
  EXPECT_NE(words_complaint("a,a,soon,2\n").find("soon"), std::string::npos);
  EXPECT_NE(words_complaint("a,a,1,\n").find("only one of onset and offset"), std::string::npos);
  EXPECT_NE(words_complaint("word\tonset_s\tduration_s\na\t1\tn/a\n").find("only one of onset_s"),
            std::string::npos);
}

TEST(ParseWords, AsksWhetherTimesAreInMilliseconds) {
  EXPECT_NE(words_complaint("a,a,15089,15169\nb,b,429460,429480\n").find("milliseconds"),
            std::string::npos);
}

TEST(ParseWords, RejectsWhatIsNoTableOfWords) {
  EXPECT_NE(words_complaint(""), "");
  EXPECT_NE(words_complaint("word\tonset_s\tduration_s\n").find("no words"), std::string::npos);
  EXPECT_NE(words_complaint("a,1,2\n").find("3 columns; expected the 4 of Gentle"),
            std::string::npos);
  EXPECT_NE(words_complaint("a,,,\nb,,,\n").find("none of 2 words has a time"), std::string::npos);
  EXPECT_NE(words_complaint("a,a,1,2\n,b,2,3\n").find("line 2: the word is empty"),
            std::string::npos);
  EXPECT_NE(words_complaint("word\tonsets\tduration_s\na\t1\t2\n").find("onset_s"),
            std::string::npos);
  EXPECT_NE(words_complaint("word\tonset_s\tduration_s\tupos\na\t1\t2\tNN\n").find("upos is 'NN'"),
            std::string::npos);
}

TEST(ParseWords, LeavesMarksOfAlignersOutAndCountsThem) {
  const TimedWords words = parse(
      "word\tonset_s\tduration_s\tspeaker\n<eps>\t0\t1\ta\nhello\t1\t0.5\tb\nsil\t1.5\t1\tc\n"
      "<unk>\t2.5\t1\td\nspn\t3.5\t0.1\te\nsilly\t4\t0.5\tf\n");
  ASSERT_EQ(words.words.size(), 2u);
  EXPECT_EQ(words.words[1].text, "silly");
  EXPECT_EQ(words.pauses, 4u);
  EXPECT_EQ(words.columns.at(0).values, (std::vector<std::string>{"b", "f"}));
  EXPECT_EQ(parse("sil,sil,0,1\nI,i,1,2\nam,am,2,3\n").words.size(), 2u);
  const TimedWords shouted = parse(
      "SIL,SIL,0,1\nI,i,1,2\n<UNK>,<unk>,2,3\nSpn,spn,3,4\n{lg},{LG},4,5\nam,am,5,6\n"
      "!SIL,!SIL,6,7\n[LAUGHTER],[laughter],7,8\n");
  EXPECT_EQ(shouted.pauses, 6u);
  EXPECT_EQ(shouted.words.size(), 2u);
  EXPECT_NE(words_complaint("sil,sil,0,1\nspn,spn,1,2\n").find("no words"), std::string::npos);
}

TEST(ParseWords, ReadsQuotesAsCsvWritersPutThem) {
  const TimedWords words =
      parse("word\tonset_s\tduration_s\n\"\"\"Hello,\"\t0\t1\n\"you\"\"\"\t1\t1\n\"\"\"\"\t2\t1\n");
  EXPECT_EQ(words.words[0].text, "\"Hello,");
  EXPECT_EQ(words.words[1].text, "you\"");
  EXPECT_EQ(words.words[2].text, "\"");
}

TEST(ParseWords, ReadsATableWithCommas) {
  const TimedWords words =
      parse("onset_s,word,duration_s,frequency\r\n0.5,\"Hello, you\",0.25,3\r\n1,there,0.5,4\r\n");
  ASSERT_EQ(words.words.size(), 2u);
  EXPECT_EQ(words.words[0].text, "Hello, you");
  expect_times(words.words[0], 0.5, 0.25, Timing::aligned);
  EXPECT_EQ(words.columns.at(0).values, (std::vector<std::string>{"3", "4"}));
}

TEST(ParseWords, NamesWhatOtherFormatsAre) {
  const auto names = [](std::string_view text, std::string_view what) {
    EXPECT_NE(words_complaint(text).find(what), std::string::npos) << words_complaint(text);
    EXPECT_NE(words_complaint(text).find("expected Gentle's align.csv"), std::string::npos);
  };
  names("{\n \"words\": []}\n", "is JSON");
  names("[\n {\"word\": \"a\"}]", "is JSON");
  names("1\n00:00:01,000 --> 00:00:02,000\nHello\n", "is subtitles (SRT)");
  names("{\\rtf1 Hello}\n", "is RTF");
  names("%PDF-1.4\n", "is PDF");
  names("@UTF8\n@Begin\n", "is a transcript of CHAT");
  names("[Script Info]\nTitle: x\n", "is subtitles (ASS)");
  names("word\tonset_s\tduration_s\ra\t1\t1\r", "is text whose lines end in CR alone");
  names("WEBVTT\n\n00:01.000 --> 00:02.000\n", "is subtitles (WebVTT)");
  names("File type = \"ooTextFile\"\n", "is a TextGrid of Praat");
  names("<?xml version=\"1.0\"?><Error/>", "is XML or HTML");
  names("Begin,End,Phone,Type\r\n0.1,0.2,hello,words\r\n",
        "the first line is a header of other names ('Begin,End,Phone,Type')");
  EXPECT_EQ(words_complaint("{LG},{LG},0,1\nI,i,1,2\nam,am,2,3\n"), "");
  EXPECT_EQ(words_complaint("Once,once,,\nupon,upon,1,2\na,a,2,3\n"), "");
}

TEST(ParseWords, RejectsWordsWithoutTimeOfTheirOwnAndBlankOnes) {
  EXPECT_NE(
      words_complaint("a,a,0,0\nb,b,0,0\nc,,,\n").find("all 2 words with a time begin at 0 s"),
      std::string::npos);
  EXPECT_EQ(words_complaint("a,a,0,1\n"), "");
  EXPECT_NE(words_complaint("a,a,1,2\n\u00A0 ,b,2,3\n").find("line 2: the word is empty"),
            std::string::npos);
}

TEST(ParseWords, CountsWhatIsDubiousAboutWordsAndTheirTimes) {
  const std::string header = "word\tonset_s\tduration_s\n";
  TimedWords words = parse(header + "a\t1\t2\nb\t2\t3\nc\t3\t4\nd\t4\t5\n");
  EXPECT_EQ(words.overlong, 1u);  // b lasts to 5, and d begins at 4; a ends as c begins
  EXPECT_EQ(parse(header + "a\t1\t1.5\nb\t2\t1\nc\t3\t1\n").overlong, 0u);
  words = parse(header + "a\t1\t1\nb\t1\t1\nc\t1\t1\nd\t9\t1\n");
  EXPECT_EQ(words.simultaneous, 2u);
  words = parse(header + "(laughs)\t1\t1\n[door]\t2\t1\n()\t3\t1\na(b)\t4\t1\n");
  EXPECT_EQ(words.bracketed, 2u);
  for (const char* blank : {"\u200B", "\u200E \u00AD"})
    EXPECT_NE(
        words_complaint(header + blank + "\t1\t1\na\t2\t1\n").find("line 2: the word is empty"),
        std::string::npos);
}

TEST(ParseWords, RejectsDamagedWords) {
  EXPECT_NE(words_complaint("a,a,1,2\nit\u00E2\u20AC\u2122s,its,2,3\n").find("line 2 ('it"),
            std::string::npos);
}

TEST(ReadWords, ReadsTwelveRealStories) {
  const std::filesystem::path stories = source_dir() / "../shared/data/narratives";
  if (!std::filesystem::exists(stories)) GTEST_SKIP() << stories << " is absent";
  struct Expected {
    const char* story;
    std::size_t words, missed;
  };
  // Counted with Python's csv module.
  for (const auto& [story, words, missed] : {Expected{"black", 1544, 5},
                                             {"bronx", 1379, 23},
                                             {"forgot", 2135, 16},
                                             {"lucy", 1607, 22},
                                             {"milkywayoriginal", 1059, 7},
                                             {"pieman", 957, 3},
                                             {"piemanpni", 992, 7},
                                             {"prettymouth", 1970, 7},
                                             {"shapesphysical", 951, 9},
                                             {"shapessocial", 910, 6},
                                             {"sherlock", 2681, 171},
                                             {"slumlordreach", 5344, 116}}) {
    const TimedWords read = read_words(stories / story / "align.csv");
    EXPECT_EQ(read.words.size(), words) << story;
    EXPECT_EQ(read.interpolated, missed) << story;
    EXPECT_EQ(read.decreasing_onsets, 0u) << story;
    double last_s = 0;
    for (const Word& word : read.words) {
      EXPECT_GE(word.onset_s, last_s) << story << ": " << word.text;
      last_s = word.onset_s;
    }
  }
}

}  // namespace
}  // namespace anbn
