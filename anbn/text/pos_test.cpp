// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/pos.h"

#include "anbn/core/error.h"
#include "anbn/io/file.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

namespace anbn {
namespace {

/// A CoNLL-U line.
std::string line(const std::string& id, const std::string& form, const std::string& upos) {
  return id + "\t" + form + "\t_\t" + upos + "\t_\t_\t_\t_\t_\t_\n";
}

const std::string kSentence =
    "# text = \"I wouldn't,\" said Mr. Fox.\n" + line("1", "“", "PUNCT") + line("2", "I", "PRON") +
    line("3-4", "wouldn't", "_") + line("3", "would", "AUX") + line("4", "n't", "PART") +
    line("4.1", "go", "VERB") + line("5", ",", "PUNCT") + line("6", "”", "PUNCT") +
    line("7", "said", "VERB") + line("8", "Mr.", "PROPN") + line("9", "Fox", "PROPN") +
    line("10", ".", "PUNCT") + "\n";

Transcript transcript(const std::string& text, const std::vector<std::string>& words) {
  TimedWords timed;
  timed.file = "align.csv";
  for (const std::string& word : words) timed.words.push_back({word, 0, 0, {}, {}});
  return match_transcript(text, "transcript.txt", timed);
}

std::string complaint(const std::string& conllu, const Transcript& t) {
  try {
    match_pos(parse_conllu(conllu, "story.conllu"), t);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

const std::string kText = "\"I wouldn't,\" said Mr. Fox.";
const std::vector<std::string> kWords = {"I", "wouldn't", "said", "Mr", "Fox"};

TEST(ParseConllu, SkipsRangesEmptyNodesAndComments) {
  const PosTokens tokens = parse_conllu(kSentence, "story.conllu");
  ASSERT_EQ(tokens.tokens.size(), 10u);
  EXPECT_EQ(tokens.tokens[3].form, "n't");
  EXPECT_EQ(tokens.tokens[3].upos, "PART");
  EXPECT_EQ(tokens.tokens[3].line, 6u);
}

TEST(MatchPos, TagsByPosition) {
  const PosSpans spans =
      match_pos(parse_conllu(kSentence, "story.conllu"), transcript(kText, kWords));
  const auto tag = [&](const char* of) { return std::string(spans.at(kText.find(of))); };
  EXPECT_EQ(tag("\"I"), "PUNCT");
  EXPECT_EQ(tag("I "), "PRON");
  EXPECT_EQ(tag("would"), "AUX");
  EXPECT_EQ(tag("n't"), "PART");
  EXPECT_EQ(tag("'t"), "PART");
  EXPECT_EQ(tag(",\""), "PUNCT");
  EXPECT_EQ(tag("\" said"), "PUNCT");
  EXPECT_EQ(tag(". Fox"), "PROPN");  // the full stop of "Mr."
  EXPECT_EQ(spans.at(kText.size() - 1), "PUNCT");
  EXPECT_EQ(tag(" said"), "");
  EXPECT_EQ(spans.absent_punctuation, 0u);
}

TEST(MatchPos, CountsPunctuationThatTheTextDoesNotHave) {
  const PosSpans spans = match_pos(parse_conllu(kSentence, "story.conllu"),
                                   transcript("I wouldn't said Mr Fox", kWords));
  EXPECT_EQ(spans.absent_punctuation, 4u);
  EXPECT_EQ(spans.spans.size(), 6u);
}

TEST(MatchPos, GivesTheApostropheOfAClitic) {
  const std::string text = "the dog’s";
  const PosSpans spans = match_pos(
      parse_conllu(line("1", "the", "DET") + line("2", "dog", "NOUN") + line("3", "'s", "PART"),
                   "story.conllu"),
      transcript(text, {"the", "dog’s"}));
  EXPECT_EQ(spans.at(text.find("’")), "PART");
  EXPECT_EQ(spans.at(text.find("g")), "NOUN");
}

TEST(MatchPos, SaysWhereTheTextsPart) {
  const Transcript t = transcript(kText, kWords);
  EXPECT_EQ(complaint(line("1", "I", "PRON") + line("2", "could", "AUX"), t),
            "story.conllu, line 2: 'could' does not match word 2 'wouldn't,\"' of transcript.txt; "
            "expected the tokens of the story's text in their order");
  EXPECT_NE(complaint(line("1", "I", "PRON"), t).find("ends before 'wouldn't,\"'"),
            std::string::npos);
  EXPECT_NE(complaint(kSentence + line("1", "Then", "ADV"), t).find("'Then' comes after the end"),
            std::string::npos);
}

TEST(ParseConllu, RejectsBadLines) {
  const Transcript t = transcript(kText, kWords);
  EXPECT_NE(complaint("1\tI\n", t).find("line 1: 2 columns; expected the 10"), std::string::npos);
  EXPECT_NE(complaint(line("1", "I", "PRP"), t).find("the part of speech is 'PRP'"),
            std::string::npos);
  EXPECT_NE(complaint(line("one", "I", "PRON"), t).find("the first column is 'one'"),
            std::string::npos);
  EXPECT_NE(complaint(line("1-", "I", "PRON"), t), "");
  EXPECT_NE(complaint("# nothing\n\n", t).find("no tokens"), std::string::npos);
}

// 2001 sentences of the web, their texts given beside their tokens.
TEST(MatchPos, FindsEveryTokenOfARealTreebank) {
  const std::filesystem::path file = source_dir() / "../shared/data/ud/en_ewt-ud-dev.conllu";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << file << " is absent";
  const std::string conllu = read_text(file), mark = "# text = ";
  std::string text;
  std::istringstream lines(conllu);
  for (std::string row; std::getline(lines, row);)
    if (row.compare(0, mark.size(), mark) == 0) text.append(row, mark.size()).append("\n");
  std::vector<std::string> words;
  std::istringstream parts(text);
  for (std::string word; parts >> word;) words.push_back(word);

  const PosTokens tokens = parse_conllu(conllu, file.string());
  const PosSpans spans = match_pos(tokens, transcript(text, words));
  EXPECT_GT(tokens.tokens.size(), 20000u);
  EXPECT_EQ(spans.absent_punctuation, 0u);
  ASSERT_EQ(spans.spans.size(), tokens.tokens.size());
  for (std::size_t i = 0; i < spans.spans.size(); ++i) {
    const PosSpan& span = spans.spans[i];
    EXPECT_EQ(text.substr(span.begin, span.end - span.begin), tokens.tokens[i].form)
        << "line " << tokens.tokens[i].line;
  }
}

TEST(IsUniversalPos, KnowsSeventeenTags) {
  EXPECT_TRUE(is_universal_pos("PROPN"));
  EXPECT_FALSE(is_universal_pos("propn"));
  EXPECT_FALSE(is_universal_pos(""));
  const std::string all = universal_pos_list();
  EXPECT_EQ(std::count(all.begin(), all.end(), ' '), 16);
}

}  // namespace
}  // namespace anbn
