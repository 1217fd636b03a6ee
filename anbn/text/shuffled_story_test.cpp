// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/shuffled_story.h"

#include "anbn/text/wordpiece.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace anbn {
namespace {

const Tokenizer& vocabulary() {
  static const Tokenizer words = wordpiece_tokenizer(
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\nfox\nden\n##s\nran\n.\n,\n", "vocab.txt");
  return words;
}

Story whole() {
  TimedWords words = parse_words(
      "word\tonset_s\tduration_s\tupos\n"
      "The\t1\t0.25\tDET\n"
      "foxs,\t2\t0.5\tNOUN\n"
      "ran\tn/a\tn/a\tVERB\n"
      "dens.\t4\t0.75\tNOUN\n"
      "The\t5\t0.5\tDET\n"
      "den.\t6\t0.5\tNOUN\n",
      "words.tsv");
  Transcript text = transcript_of_words(words);
  return make_story(std::move(words), std::move(text), std::nullopt, vocabulary());
}

TEST(ShuffledWords, KeepTheTimesAndTheWordsButNotTheirOrder) {
  const Story before = whole(), after = with_shuffled_words(before, random_key(1, "words"));
  std::multiset<std::string> said, heard;
  std::size_t moved = 0;
  for (std::size_t i = 0; i < before.words.words.size(); ++i) {
    const Word &a = before.words.words[i], &b = after.words.words[i];
    EXPECT_EQ(a.onset_s, b.onset_s);
    EXPECT_EQ(a.duration_s, b.duration_s);
    EXPECT_EQ(a.timing, b.timing);
    said.insert(before.transcript.words[i].surface + a.text + a.upos);
    heard.insert(after.transcript.words[i].surface + b.text + b.upos);
    moved += a.text != b.text;
  }
  EXPECT_EQ(said, heard);
  EXPECT_GT(moved, 0u);
  EXPECT_EQ(after.words.interpolated, 1u);
}

TEST(ShuffledWords, TakeFurtherColumnsAlong) {
  Story before = whole();
  before.words.columns = {{"text", {}}};
  for (const Word& word : before.words.words) before.words.columns[0].values.push_back(word.text);
  const Story after = with_shuffled_words(before, random_key(1, "words"));
  EXPECT_NE(after.words.columns[0].values, before.words.columns[0].values);
  for (std::size_t i = 0; i < after.words.words.size(); ++i)
    EXPECT_EQ(after.words.columns[0].values[i], after.words.words[i].text);
}

TEST(ShuffledWords, TakeTheirPiecesAndTagsAlong) {
  const Story before = whole(), after = with_shuffled_words(before, random_key(2, "words"));
  const auto by_word = [](const Story& s) {
    std::map<std::size_t, std::string> of;
    for (const StoryPiece& p : s.pieces) of[p.word] += std::to_string(p.id) + p.upos + " ";
    std::multiset<std::string> pieces;  // with the word that they make
    for (const auto& [word, text] : of) pieces.insert(s.words.words[word].text + ": " + text);
    return pieces;
  };
  ASSERT_EQ(before.pieces.size(), 11u);
  EXPECT_EQ(by_word(before), by_word(after));
  for (std::size_t i = 1; i < after.pieces.size(); ++i)
    EXPECT_LE(after.pieces[i - 1].word, after.pieces[i].word);
}

TEST(ShuffledWords, MayBeCutAtEveryWordEnd) {
  const Story after = with_shuffled_words(whole(), random_key(3, "words"));
  EXPECT_EQ(after.cut_places.word_ends.size(), 5u);
  EXPECT_EQ(after.cut_places.sentence_ends, after.cut_places.word_ends);
  for (const std::size_t end : after.cut_places.word_ends)
    EXPECT_NE(after.pieces[end - 1].word, after.pieces[end].word);
}

TEST(ShuffledWords, AreAFunctionOfTheKey) {
  const auto ids = [](std::uint64_t seed) {
    std::vector<std::int32_t> all;
    for (const StoryPiece& p : with_shuffled_words(whole(), random_key(seed, "words")).pieces)
      all.push_back(p.id);
    return all;
  };
  EXPECT_EQ(ids(1), ids(1));
  EXPECT_NE(ids(1), ids(2));
}

}  // namespace
}  // namespace anbn
