// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/transcript.h"

#include "anbn/core/error.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace anbn {
namespace {

/// Words half a second apart.
TimedWords half_second_words(const std::vector<std::string>& words) {
  TimedWords out;
  out.file = "align.csv";
  for (const std::string& word : words)
    out.words.push_back({word, static_cast<double>(out.words.size()) / 2, 0.5, {}, {}});
  return out;
}

Transcript match(const std::string& text, const std::vector<std::string>& words) {
  return match_transcript(text, "transcript.txt", half_second_words(words));
}

std::vector<std::string> surfaces(const Transcript& transcript) {
  std::vector<std::string> out;
  for (const WordPlace& place : transcript.words) out.push_back(place.surface);
  return out;
}

std::string match_complaint(const std::string& text, const std::vector<std::string>& words) {
  try {
    match(text, words);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

using Words = std::vector<std::string>;

TEST(MatchTranscript, GivesEachWordThePunctuationAroundIt) {
  const Transcript t = match(" I say, \"Dean McGowan, is it true?\" -- And so.\n",
                             {"I", "say", "Dean", "McGowan", "is", "it", "true", "and", "so"});
  EXPECT_EQ(surfaces(t),
            (Words{"I", "say,", "\"Dean", "McGowan,", "is", "it", "true?\" --", "And", "so."}));
}

TEST(MatchTranscript, DropsTheByteOrderMarkOfWindows) {
  EXPECT_EQ(surfaces(match("\uFEFFI began.\r\n", {"I", "began"})), (Words{"I", "began."}));
}

TEST(MatchTranscript, FindsTheHalvesOfHyphenatedWords) {
  const Transcript t =
      match("a hard-boiled working- to middle-class and/or",
            {"a", "hard", "boiled", "working", "to", "middle", "class", "and", "or"});
  EXPECT_EQ(surfaces(t),
            (Words{"a", "hard-", "boiled", "working-", "to", "middle-", "class", "and/", "or"}));
  EXPECT_EQ(t.words[2].follows, WordPlace::Follows::directly);
  EXPECT_EQ(t.words[4].follows, WordPlace::Follows::white_space);
  EXPECT_EQ(surfaces(match("a hard-boiled egg", {"a", "hard-boiled", "egg"})),
            (Words{"a", "hard-boiled", "egg"}));
}

TEST(MatchTranscript, TakesAllApostrophesDashesAndAccentsAlike) {
  const Transcript t = match("Isn't Fordham’s café—it cost $1,000…",
                             {"isn’t", "Fordham's", "CAFE\u0301", "it", "cost", "1000"});
  EXPECT_EQ(surfaces(t), (Words{"Isn't", "Fordham’s", "café—", "it", "cost", "$1,000…"}));
}

TEST(MatchTranscript, JoinsPunctuationToTheWordBeforeIt) {
  const std::string text = "\"Oh,\" I say, \"Dean. (So)\"";
  const Transcript t = match(text, {"oh", "i", "say", "dean", "so"});
  EXPECT_EQ(t.word_at(0), 0u);  // the first quote has no word before it
  EXPECT_EQ(t.word_at(text.find(",\" I")), 0u);
  EXPECT_EQ(t.word_at(text.find("\"Dean")), 2u);
  EXPECT_EQ(t.word_at(text.find("(So")), 3u);
  EXPECT_EQ(t.word_at(text.size() - 1), 4u);
}

TEST(MatchTranscript, PlacesWordsWithoutLettersWhereTheyAreWritten) {
  const std::string text = "you, & me.";
  const Transcript t = match(text, {"you", "&", "me"});
  EXPECT_EQ(t.word_at(text.find(',')), 0u);
  EXPECT_EQ(t.word_at(text.find('&')), 1u);
  // One that is not written has an empty place and takes no other word's punctuation.
  const Transcript absent = match("you, me.", {"you", "<>", "me"});
  EXPECT_EQ(absent.word_at(3), 0u);
  EXPECT_EQ(absent.word_at(5), 2u);
  EXPECT_EQ(surfaces(absent)[2], "me.");
}

TEST(MatchTranscript, SaysWhereTheTextsPart) {
  EXPECT_EQ(
      match_complaint("I began my\nlong career.", {"I", "began", "my", "illustrious", "career"}),
      "transcript.txt: word 4 'long' (line 2) does not match word 4 'illustrious' of "
      "align.csv; expected the same words in the same order (case and punctuation do not "
      "matter)");
  EXPECT_NE(
      match_complaint("I began", {"I", "began", "my"}).find("ends before word 3 'my' of align.csv"),
      std::string::npos);
  EXPECT_NE(match_complaint("I began my.", {"I", "began"})
                .find("word 3 'my.' (line 1) comes after the last word of align.csv, which has 2"),
            std::string::npos);
}

TEST(MatchTranscript, TellsAllPlacesInWhichTheTwoDiffer) {
  const std::string message =
      match_complaint("one two three four five\nsix extra seven eight nine ten eleven twelve",
                      {"one", "to", "three", "four", "five", "six", "seven", "eight", "nine",
                       "missing", "ten", "eleven", "twelve"});
  EXPECT_EQ(message,
            "transcript.txt: word 2 'two' (line 1) does not match word 2 'to' of align.csv; word 7 "
            "'extra' (line 2) does not match word 7 'seven' of align.csv; word 11 'ten' (line 2) "
            "does not match word 10 'missing' of align.csv; expected the same words in the same "
            "order (case and punctuation do not matter)");
  // Another text altogether is told once.
  EXPECT_NE(match_complaint("a b c d", {"k", "l", "m", "n"})
                .find("'a' (line 1) does not match word 1 'k' "
                      "of align.csv; expected"),
            std::string::npos);
}

TEST(MatchTranscript, ReadsTheWordsWhereTheTwoDifferInSomePlaces) {
  const TimedWords words = half_second_words({"one", "to", "three", "four", "five", "six", "seven",
                                              "eight", "nine", "missing", "ten", "eleven", "twelve",
                                              "uh", "alpha", "beta", "gamma", "end"});
  const std::string text =
      "One (two) three, four five\nsix extra, seven; eight nine. Ten eleven -- twelve alpha beta "
      "gamma.";
  const Transcript t = match_transcript(text, "transcript.txt", words, 0.4);
  EXPECT_EQ(t.text,
            "One (to) three, four five\nsix seven; eight nine. missing Ten eleven -- twelve uh "
            "alpha beta gamma. end");
  EXPECT_EQ(surfaces(t), (Words{"One", "(to)", "three,", "four", "five", "six", "seven;", "eight",
                                "nine.", "missing", "Ten", "eleven --", "twelve", "uh", "alpha",
                                "beta", "gamma.", "end"}));
  const auto told = [&](std::size_t i) {
    const TranscriptDifference& d = t.differences.at(i);
    return fmt::format("{} {}|{} {}", d.word, d.words, d.line, d.text);
  };
  ASSERT_EQ(t.differences.size(), 5u);
  EXPECT_EQ(told(0), "1 to|1 two");
  EXPECT_EQ(told(1), "6 |2 extra");
  EXPECT_EQ(told(2), "9 missing|2 ");
  EXPECT_EQ(told(3), "13 uh|2 ");
  EXPECT_EQ(told(4), "17 end|2 ");
  EXPECT_EQ(match_transcript(text, "transcript.txt", words, 5 / 18.).text, t.text);
  const auto complaint = [&](const std::string& other, double share) {
    try {
      match_transcript(other, "transcript.txt", words, share);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  EXPECT_TRUE(
      complaint(text, 0.25)
          .ends_with("(case and punctuation do not matter), but for 25 % of them: 5 of 18 differ "
                     "(--most-differing)"))
      << complaint(text, 0.25);
  EXPECT_TRUE(complaint("another story is told here in so many words that nobody finds one", 1)
                  .ends_with("but for 100 % of them: the two never come together again there"));
}

TEST(MatchTranscript, PutsWordsApartWhereTheTwoPartInsideOne) {
  const TimedWords words =
      half_second_words({"a", "hard", "baked", "egg", "and", "to", "day", "we", "eat", "it"});
  EXPECT_EQ(match_transcript("a hard-boiled egg and together we eat it", "t", words, 0.5).text,
            "a hard-baked egg and to day we eat it");
}

TEST(MatchTranscript, DoesNotMatchAcrossWhiteSpace) {
  EXPECT_NE(match_complaint("a part of", {"apart", "of"}), "");
  EXPECT_EQ(match_complaint("New York is", {"New York", "is"}), "");
  EXPECT_NE(match_complaint("NewYork is", {"New York", "is"}), "");
  EXPECT_EQ(match_complaint("I cannot", {"I", "can", "not"}), "");
}

TEST(MatchTranscript, RejectsTextThatIsNotUtf8) {
  EXPECT_NE(match_complaint("one\ncaf\xE9", {"one", "caf"})
                .find("transcript.txt, line 2: is not in UTF-8, maybe in latin1"),
            std::string::npos);
  EXPECT_NE(
      match_complaint("it\x92s late", {"it's", "late"}).find("iconv -f windows-1252 -t utf-8"),
      std::string::npos);
  EXPECT_NE(match_complaint(std::string("\xFF\xFEi\0t\0", 6), {"it"}).find("is in UTF-16"),
            std::string::npos);
  EXPECT_NE(match_complaint(std::string("i\0t\0 \0i\0", 8), {"it"}).find("iconv -f utf-16le"),
            std::string::npos);
}

TEST(MatchTranscript, RejectsDamagedTextAndNamesTheLines) {
  EXPECT_NE(match_complaint("He said\nit\u00E2\u20AC\u2122s late", {"He", "said", "it's", "late"})
                .find("holds UTF-8 that was read as windows-1252 in 1 line: line 2 ('it"),
            std::string::npos);
  EXPECT_NE(match_complaint("it\u0092s", {"its"}).find("line 1 ('it<U+0092>s')"),
            std::string::npos);
  EXPECT_NE(match_complaint("it\uFFFDs", {"its"}).find("U+FFFD"), std::string::npos);
  EXPECT_NE(match_complaint("it&#39;s", {"it39s"}).find("HTML entities"), std::string::npos);
  EXPECT_NE(match_complaint("Bits &amp; bobs", {"Bits", "amp", "bobs"}).find("html.unescape"),
            std::string::npos);
  EXPECT_NE(match_complaint("caf\u00C3\u00A9", {"caf"}).find("iconv -f utf-8 -t windows-1252"),
            std::string::npos);
  // Other scripts: Russian, Greek, Arabic, Korean, Chinese, Japanese ("\u65E5\u672C" and one sign).
  for (const char* text :
       {"\u00D0\u00BF\u00D1\u20AC\u00D0\u00B8", "\u00CE\u00BA\u00CE\u00B1\u00CE\u00B9",
        "\u00D8\u00A7\u00D9\u201E", "\u00ED\u2022\u0153\u00EA\u00B5\u00AD",
        "\u00E7\u0161\u201E\u00E6\u02DC\u00AF", "\u00E6\u2014\u00A5\u00E6\u0153\u00AC",
        "\u00E5\u00A4\u00A7"})
    EXPECT_NE(match_complaint(text, {"x"}).find("UTF-8 that was read as windows-1252"),
              std::string::npos)
        << text;
  for (const char* text : {"it\\u2019s", "it\\xe2s", "it=E2=80=99s"})
    EXPECT_NE(match_complaint(text, {"x"}).find("letters that are written out as numbers"),
              std::string::npos)
        << text;
  // Accented letters before signs that close a sentence, in French, Czech, German.
  EXPECT_EQ(match_complaint(
                "l\u2019\u00E9t\u00E9\u2026\u00BB k\u0159\u00ED\u017E\u2026 \u00C9\u00BB "
                "S\u00C9\u00A0\u00BB \u00C4\u2026 \u00D6\u2026 na\u00EFve\u2122 a=b=c 2=2 \\user",
                {"l\u2019\u00E9t\u00E9", "k\u0159\u00ED\u017E", "\u00C9", "S\u00C9", "\u00C4",
                 "\u00D6", "na\u00EFve", "a=b=c", "2=2", "user"}),
            "");
  // Whole text in other languages, and signs that stand where damage might.
  EXPECT_EQ(match_complaint("\u00ABN\u00C3\u00BB AT&T; R&D, \u00E2me \u20AC5 \u00C3O",
                            {"N\u00C3", "AT&T", "R&D", "\u00E2me", "5", "\u00C3O"}),
            "");
}

TEST(TranscriptOfWords, HasTheSentencesThatTheWordsCarry) {
  const Transcript t = transcript_of_words(half_second_words({"\"Go,", "now.\"", "She", "left."}));
  EXPECT_EQ(t.text, "\"Go, now.\" She left.");
  EXPECT_EQ(t.sentence_ends, (std::vector<std::size_t>{10, 20}));
  EXPECT_TRUE(transcript_of_words(half_second_words({"go", "now"})).sentence_ends.empty());
}

}  // namespace
}  // namespace anbn
