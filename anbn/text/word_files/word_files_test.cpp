// SPDX-License-Identifier: Apache-2.0
#include "anbn/core/error.h"
#include "anbn/text/words.h"
#include "tests/support/error_of.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace anbn {
namespace {

/// "hello 0.5+0.25, ..." with interpolated times in brackets.
std::string told(const TimedWords& words) {
  std::string out;
  for (const Word& w : words.words) {
    const bool is_given = w.timing == Timing::aligned;
    out += fmt::format("{}{} {}{}+{}{}", out.empty() ? "" : ", ", w.text, is_given ? "" : "(",
                       w.onset_s, w.duration_s, is_given ? "" : ")");
  }
  return out;
}

std::string told_of(std::string_view text, const WordFileChoice& choice = {}) {
  return told(parse_words(text, "words", choice));
}

std::string refusal(std::string_view text, const WordFileChoice& choice = {}) {
  return error_of([&] { parse_words(text, "words", choice); });
}

void expect_refusal(std::string_view text, std::string_view what) {
  EXPECT_NE(refusal(text).find(what), std::string::npos) << refusal(text);
}

std::string column_text(const TimedWords& words, std::string_view name) {
  std::string out;
  for (const NamedColumn& column : words.columns)
    if (column.name == name)
      for (const std::string& value : column.values) out += value + ",";
  return out;
}

const std::string kLong =
    "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = 3\ntiers? "
    "<exists>\n"
    "size = 2\nitem []:\n    item [1]:\n        class = \"IntervalTier\"\n        name = "
    "\"words\"\n"
    "        xmin = 0\n        xmax = 3\n        intervals: size = 3\n        intervals [1]:\n"
    "            xmin = 0\n            xmax = 0.5\n            text = \"\"\n        intervals "
    "[2]:\n"
    "            xmin = 0.5\n            xmax = 0.75\n            text = \"say \"\n"
    "        intervals [3]:\n            xmin = 0.75\n            xmax = 3\n"
    "            text = \"\"\"hi\"\"\"\n    item [2]:\n        class = \"TextTier\"\n"
    "        name = \"clicks\"\n        xmin = 0\n        xmax = 3\n        points: size = 1\n"
    "        points [1]:\n            number = 1.5\n            mark = \"x\"\n";

TEST(TextGrid, IsReadLongAndShort) {
  const TimedWords words = parse_words(kLong, "a.TextGrid");
  EXPECT_EQ(told(words), "say 0.5+0.25, \"hi\" 0.75+2.25");
  EXPECT_EQ(words.pauses, 1u);
  EXPECT_EQ(
      told_of("File type = \"ooTextFile\"\n\"TextGrid\"\n\n0\n3\n<exists>\n1\n\"IntervalTier\"\n"
              "\"any\"\n0\n3\n2\n0\n1.5\n\"one\"\n1.5\n3\n\"two\"\n"),
      "one 0+1.5, two 1.5+1.5");
}

std::string utf16(std::string_view text, bool is_big) {
  std::string out = is_big ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : text) {
    if (is_big) out += '\0';
    out += c;
    if (!is_big) out += '\0';
  }
  return out;
}

TEST(TextGrid, IsReadInUtf16) {
  for (const bool is_big : {false, true})
    EXPECT_EQ(told_of(utf16(kLong, is_big)), "say 0.5+0.25, \"hi\" 0.75+2.25");
  EXPECT_EQ(told_of("\xEF\xBB\xBF" + kLong), "say 0.5+0.25, \"hi\" 0.75+2.25");
}

std::string tiers(const std::vector<std::pair<std::string, std::string>>& all) {
  std::string out =
      fmt::format("File type = \"ooTextFile\"\n\"TextGrid\"\n0 9 <exists> {}", all.size());
  for (const auto& [name, intervals] : all)
    out += fmt::format("\n\"IntervalTier\" \"{}\" 0 9 {}", name, intervals);
  return out;
}

TEST(TextGrid, TakesTheTierOfWords) {
  const std::string phones = "2 0 1 \"W\" 1 2 \"AH\"", one = "1 0 2 \"one\"", two = "1 1 3 \"two\"";
  EXPECT_EQ(told_of(tiers({{"phones", phones}, {"Words", one}})), "one 0+2");
  EXPECT_EQ(told_of(tiers({{"phones", phones}, {"ORT-MAU", one}})), "one 0+2");
  EXPECT_EQ(told_of(tiers({{"a", two}, {"b", one}}), {"", "b"}), "one 0+2");
  expect_refusal(tiers({{"a", two}, {"b", one}}),
                 "its tiers are 'a' (1 intervals), 'b' (1 intervals)");
  EXPECT_NE(refusal(tiers({{"a", two}}), {"", "c"}).find("0 tiers of intervals are called 'c'"),
            std::string::npos);
  const TimedWords both = parse_words(
      tiers({{"bob - words", two}, {"ann - words", one}, {"ann - phones", phones}}), "x");
  EXPECT_EQ(told(both), "one 0+2, two 1+2");
  EXPECT_EQ(column_text(both, "speaker"), "ann,bob,");
  expect_refusal(tiers({{"words", two}, {"word", one}}), "several tiers may be that of words");
  expect_refusal(tiers({{"words", "1 0 2 \"one two\""}}), "1 of 1 intervals hold several words");
}

TEST(TextGrid, ChecksWhatItSays) {
  expect_refusal(tiers({{"words", "900000000 0 1 \"a\""}}), "says that 900000000 entries follow");
  expect_refusal(tiers({{"words", "-1"}}), "says that -1 entries follow");
  expect_refusal(tiers({{"words", "2 0 1 \"a\" 1"}}), "found ''; expected a number");
  expect_refusal(tiers({{"words", "1 0 1 \"a"}}), "a quote is not closed");
  expect_refusal(tiers({{"words", "1 2 1 \"a\""}}), "ends at 1 s, before it begins at 2 s");
  expect_refusal("File type = \"ooTextFile\"\n\"TextGrid\"\n0 9 <exists> 99999", "entries follow");
  expect_refusal("File type = \"ooTextFile\"\n\"TextGrid\"\n0 9 <absent>", "its tiers are none");
}

// Counted and summed with Python, by a regular expression.
TEST(TextGrid, ReadsRealOnes) {
  const std::filesystem::path folder = source_dir() / "../shared/data/lpp_en";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is absent";
  const TimedWords words = read_words(folder / "lppEN_section1.TextGrid");
  EXPECT_EQ(words.words.size(), 1521u);
  EXPECT_EQ(words.pauses, 191u);
  double sum_s = 0;
  for (const Word& word : words.words) sum_s += word.duration_s;
  EXPECT_NEAR(sum_s, 438.1165, 1e-6);
  EXPECT_EQ(words.words.front().text, "once");
  EXPECT_NEAR(words.words.front().onset_s, 0.1132, 1e-9);
}

TEST(WhisperJson, JoinsThePartsOfWords) {
  const TimedWords words = parse_words(
      R"({"text": " Twenty-five men.", "segments": [{"id": 0, "start": 0, "end": 2, "words": [
        {"word": " Twenty", "start": 0.5, "end": 0.75, "probability": 0.9},
        {"word": "-five", "start": 0.75, "end": 1.0},
        {"word": " men.", "start": 1.25, "end": 1.5}]},
       {"id": 1, "words": [{"word": " [laughter]", "start": 2, "end": 3}]}]})",
      "x.json");
  EXPECT_EQ(told(words), "Twenty-five 0.5+0.5, men. 1.25+0.25");
  EXPECT_EQ(words.pauses, 1u);
}

TEST(WhisperJson, LeavesNotesOfSeveralWordsOut) {
  const TimedWords words = parse_words(
      R"json({"words": [{"word": " [door", "start": 0, "end": 1}, {"word": " slams]", "start": 1, "end": 2},
        {"word": " (so", "start": 2, "end": 3}, {"word": " far)", "start": 3, "end": 4},
        {"word": " [no", "start": 4, "end": 5}, {"word": " end", "start": 5, "end": 6}]})json",
      "x.json");
  EXPECT_EQ(told(words), "(so 2+1, far) 3+1, [no 4+1, end 5+1");
  EXPECT_EQ(words.pauses, 2u);
}

TEST(WhisperJson, ReadsWhisperXWithSpeakersAndWordsWithoutTimes) {
  const TimedWords words = parse_words(
      R"({"segments": [{"start": 1, "end": 4, "speaker": "B", "words": [
        {"word": "In", "start": 1, "end": 1.25, "score": 0.8, "speaker": "A"}, {"word": "1999,"},
        {"word": "yes", "start": 3, "end": 3.5}]}], "word_segments": [{"word": "other"}]})",
      "x.json");
  EXPECT_EQ(told(words), "In 1+0.25, 1999, (2+1), yes 3+0.5");
  EXPECT_EQ(column_text(words, "speaker"), "A,B,B,");
  EXPECT_EQ(told_of(R"({"word_segments": [{"word": "a", "start": 1, "end": 2}]})"), "a 1+1");
  EXPECT_EQ(told_of(R"({"words": [{"word": "a", "start": 1, "end": 2}]})"), "a 1+1");
  EXPECT_EQ(told_of(R"([{"text": "a", "start": 1, "end": 2}, {"text": "b", "start": 2, "end": 3}])",
                    {"whisper", ""}),
            "a 1+1, b 2+1");
}

TEST(WhisperJson, AsksForTimesOfWords) {
  expect_refusal(R"({"segments": [{"start": 0, "end": 2, "text": " Hello."}]})",
                 "1 segments, and no words in them");
  expect_refusal(R"({"segments": [{"words": [{"word": "a", "start": "1"}]}]})", "is no number");
  expect_refusal(R"({"segments": [{"words": [{"start": 1, "end": 2}]}]})", "has no 'text'");
  expect_refusal(R"({"segments": [)", "is no JSON");
}

TEST(GentleJson, LeavesMissedWordsToTheirNeighbours) {
  EXPECT_EQ(told_of(R"({"transcript": "I saw it", "words": [
    {"alignedWord": "i", "case": "success", "word": "I", "start": 1.5, "end": 1.75, "startOffset": 0},
    {"case": "not-found-in-audio", "word": "saw"},
    {"alignedWord": "<unk>", "case": "not-found-in-transcript", "start": 2, "end": 2.25},
    {"alignedWord": "it", "case": "success", "word": "it", "start": 2.5, "end": 3}]})"),
            "I 1.5+0.25, saw (2+0.5), it 2.5+0.5");
}

TEST(NamedColumns, ReadsTheNamesOfOthersInAnyCase) {
  EXPECT_EQ(told_of("Begin,End,Label,Type,Speaker\n0.5,0.75,one,words,ann\n0.5,0.6,W,phones,ann\n"
                    "0.75,1,,words,ann\n1,1.5,two,words,ann\n"),
            "one 0.5+0.25, two 1+0.5");
  EXPECT_EQ(told_of("onset\tduration\tWord\n0.5\t0.25\tone\n1\t0.5\ttwo\n"),
            "one 0.5+0.25, two 1+0.5");
  EXPECT_EQ(told_of("word,start,end\none,0.5,0.75\n[cough],0.75,1\nmissed,,\ntwo,1.5,2\n"),
            "one 0.5+0.25, missed (1+0.5), two 1.5+0.5");
  expect_refusal("word,start,end\none,0.5,0.25\n", "ends at 0.25 s, before it begins");
  expect_refusal("word,start,end\none,0.5,\n", "only one of the times of 'one'");
  expect_refusal("word,start,end\none,500000,500500\n", "milliseconds");
  EXPECT_NE(refusal("a,b\n1,2\n", {"columns", ""}).find("expected columns with the words"),
            std::string::npos);
}

TEST(NamedColumns, LeavesAnbnsOwnTableAsItWas) {
  const TimedWords words =
      parse_words("word\tonset_s\tduration_s\toffset\n[a]\t1\t2\t9\nb\t4\t1\t9\n", "x.tsv");
  EXPECT_EQ(told(words), "[a] 1+2, b 4+1");
  EXPECT_EQ(column_text(words, "offset"), "9,9,");
}

TEST(TimedConllu, JoinsTokensWithoutBlank) {
  const std::string text =
      "# speaker_id = L1\n1-2\tdon't\t_\t_\t_\t_\t_\t_\t_\tAlignBegin=500|AlignEnd=900\n"
      "1\tdo\tdo\tAUX\t_\t_\t0\troot\t_\t_\n2\tn't\tnot\tPART\t_\t_\t1\tadvmod\t_\t_\n"
      "3\tgo\tgo\tVERB\t_\t_\t1\tx\t_\tSpaceAfter=No|AlignBegin=1000|AlignEnd=1250\n"
      "4\t!\t!\tPUNCT\t_\t_\t1\tpunct\t_\t_\n\n"
      "1\twell\twell\tINTJ\t_\t_\t0\troot\t_\tAlignBegin=2000|AlignEnd=2250\n";
  const TimedWords words = parse_words(text, "x.conllu");
  EXPECT_EQ(told(words), "don't 0.5+0.4, go! 1+0.25, well 2+0.25");
  EXPECT_EQ(column_text(words, "speaker"), "L1,L1,L1,");
  EXPECT_EQ(words.words[0].upos, "");
  EXPECT_EQ(words.words[1].upos, "VERB");
  expect_refusal("1\ta\ta\tX\t_\t_\t0\troot\t_\tStart=b|End=2\n", "expected numbers");
  expect_refusal("1\ta\ta\tX\t_\t_\t0\troot\t_\tStart=1|End=2\nb\n", "has not the 10 columns");
  expect_refusal("1\ta\ta\tX\t_\t_\t0\troot\t_\t_\n", "has a time");
}

TEST(WordFiles, AreToldByContentUnlessOneIsNamed) {
  EXPECT_NE(refusal("I,i,1,2\n", {"praat", ""}).find("textgrid"), std::string::npos);
  EXPECT_NE(refusal("I,i,1,2\n", {"textgrid", ""}).find("expected"), std::string::npos);
  EXPECT_EQ(told_of("I,i,1,2\nam,am,2,3\n"), "I 1+1, am 2+1");
}

}  // namespace
}  // namespace anbn
