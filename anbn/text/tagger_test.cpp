// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tagger.h"

#include "anbn/io/file.h"
#include "anbn/text/tagger_training.h"
#include "tests/support/error_of.h"
#include "tests/support/source_dir.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>
#include <thread>

namespace anbn {
namespace {

namespace fs = std::filesystem;

// Written for this test and tagged by hand after the guidelines of Universal Dependencies.
constexpr const char* kSentences[] = {
    "The/DET old/ADJ keeper/NOUN climbed/VERB the/DET stairs/NOUN slowly/ADV ./PUNCT",
    "She/PRON did/AUX n't/PART want/VERB to/PART leave/VERB ,/PUNCT but/CCONJ he/PRON had/AUX "
    "already/ADV packed/VERB the/DET car/NOUN ./PUNCT",
    "I/PRON think/VERB that/SCONJ it/PRON was/AUX raining/VERB when/ADV we/PRON got/VERB home/ADV "
    "./PUNCT",
    "Where/ADV did/AUX you/PRON put/VERB my/PRON keys/NOUN ?/PUNCT",
    "Two/NUM of/ADP the/DET boys/NOUN were/AUX playing/VERB near/ADP the/DET river/NOUN ./PUNCT",
    "Anna/PROPN and/CCONJ Peter/PROPN live/VERB in/ADP London/PROPN ./PUNCT",
    "Oh/INTJ ,/PUNCT that/PRON 's/AUX a/DET beautiful/ADJ dress/NOUN !/PUNCT",
    "He/PRON said/VERB he/PRON would/AUX call/VERB me/PRON on/ADP Monday/PROPN ./PUNCT",
    "There/PRON is/VERB nothing/PRON in/ADP the/DET box/NOUN ./PUNCT",
    "If/SCONJ you/PRON see/VERB her/PRON ,/PUNCT tell/VERB her/PRON I/PRON am/AUX sorry/ADJ "
    "./PUNCT",
    "We/PRON walked/VERB for/ADP three/NUM hours/NOUN because/SCONJ the/DET bus/NOUN never/ADV "
    "came/VERB ./PUNCT",
    "My/PRON mother/NOUN 's/PART house/NOUN was/AUX full/ADJ of/ADP books/NOUN ./PUNCT",
    "This/DET story/NOUN begins/VERB in/ADP a/DET small/ADJ town/NOUN by/ADP the/DET sea/NOUN "
    "./PUNCT",
    "You/PRON can/AUX not/PART be/AUX serious/ADJ ./PUNCT",
    "They/PRON have/AUX been/AUX waiting/VERB since/ADP noon/NOUN ./PUNCT",
    "Every/DET student/NOUN must/AUX read/VERB this/DET letter/NOUN ./PUNCT",
    "What/PRON happened/VERB to/ADP your/PRON hand/NOUN ?/PUNCT",
    "The/DET children/NOUN ran/VERB out/ADP of/ADP the/DET school/NOUN and/CCONJ into/ADP the/DET "
    "snow/NOUN ./PUNCT",
    "It/PRON is/AUX much/ADV colder/ADJ than/ADP yesterday/NOUN ./PUNCT",
    "So/ADV I/PRON opened/VERB the/DET door/NOUN ,/PUNCT and/CCONJ there/ADV he/PRON was/AUX "
    "./PUNCT",
    "Nobody/PRON knew/VERB who/PRON had/AUX written/VERB it/PRON ./PUNCT",
    "Please/INTJ give/VERB him/PRON another/DET cup/NOUN of/ADP tea/NOUN ./PUNCT",
    "The/DET judge/NOUN asked/VERB whether/SCONJ they/PRON understood/VERB the/DET question/NOUN "
    "./PUNCT",
    "Some/DET people/NOUN like/VERB to/PART swim/VERB before/ADP breakfast/NOUN ./PUNCT",
    "He/PRON looked/VERB at/ADP me/PRON as/SCONJ if/SCONJ I/PRON were/AUX crazy/ADJ ./PUNCT",
    "Mary/PROPN bought/VERB a/DET new/ADJ bicycle/NOUN last/ADJ week/NOUN ./PUNCT",
};

TaggedSentence tagged(const std::string& line) {
  TaggedSentence out;
  std::istringstream in(line);
  for (std::string item; in >> item;) {
    const std::size_t slash = item.rfind('/');
    out.words.push_back(item.substr(0, slash));
    out.tags.push_back(universal_tag_index(item.substr(slash + 1)));
    EXPECT_LT(out.tags.back(), kUniversalTagCount) << item;
  }
  return out;
}

std::vector<TaggedSentence> own_sentences() {
  std::vector<TaggedSentence> out;
  for (const char* line : kSentences) out.push_back(tagged(line));
  return out;
}

std::vector<TaggedSentence> bare(const std::vector<TaggedSentence>& sentences) {
  std::vector<TaggedSentence> out;
  for (const TaggedSentence& s : sentences) out.push_back(without_case(without_punctuation(s)));
  return out;
}

std::string tags_of_words(const std::vector<std::string>& words) {
  std::string out;
  for (const TagIndex tag : english_tagger().tags(words))
    out.append(out.empty() ? "" : " ").append(kUniversalTags[tag]);
  return out;
}

TEST(EnglishTagger, TagsSentencesThatItHasNotSeen) {
  const auto sentences = own_sentences();
  EXPECT_GE(accuracy_of(english_tagger(), sentences).percent(), 96);
  EXPECT_GE(accuracy_of(english_tagger(), bare(sentences)).percent(), 94);
}

// The bar: gold tokens of the development part, which training does not see.
TEST(EnglishTagger, KeepsItsAccuracyOnUdEnglishEwt) {
  const fs::path dev = source_dir() / "../shared/data/ud/en_ewt-ud-dev.conllu";
  if (!fs::exists(dev)) GTEST_SKIP() << dev << " is not there";
  const auto sentences = tagged_sentences(read_conllu(dev));
  EXPECT_GE(accuracy_of(english_tagger(), sentences).percent(), 94.0);
  EXPECT_GE(accuracy_of(english_tagger(), bare(sentences)).percent(), 91.0);
}

TEST(EnglishTagger, TellsWordsApartByTheirNeighbours) {
  EXPECT_EQ(tags_of_words({"I", "saw", "her", "duck", "."}).substr(0, 14), "PRON VERB PRON");
  EXPECT_EQ(tags_of_words({"the", "walk", "was", "long"}), "DET NOUN AUX ADJ");
  EXPECT_EQ(tags_of_words({"they", "walk", "to", "school"}), "PRON VERB ADP NOUN");
}

TEST(EnglishTagger, KnowsTheFillersOfSpeech) {
  EXPECT_EQ(tags_of_words({"and", "um", "she", "was", "uh", "a", "teacher"}),
            "CCONJ INTJ PRON AUX INTJ DET NOUN");
}

TEST(EnglishTagger, TakesWhateverItIsGiven) {
  EXPECT_TRUE(english_tagger().tags({}).empty());
  const std::vector<std::string> hostile = {
      "",         "\xF0\x9F\x98\x80",   std::string(10000, 'a'),
      "\xFF\xFE", std::string("\0", 1), "\xCC\x81",
      "<S>"};
  EXPECT_EQ(english_tagger().tags(hostile).size(), hostile.size());
}

TEST(EnglishTagger, GivesTheSameTagsInEveryThread) {
  const std::vector<std::string> words = tagged(kSentences[1]).words;
  const std::vector<TagIndex> expected = english_tagger().tags(words);
  std::vector<std::vector<TagIndex>> found(4);
  std::vector<std::thread> threads;
  for (auto& tags : found) threads.emplace_back([&] { tags = english_tagger().tags(words); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& tags : found) EXPECT_EQ(tags, expected);
}

/// Two words in the lexicon, and two features with one vote and two.
TaggerModel tiny_model() {
  return {{{7, 1u << 5}, {9, 1u << 7}}, {3, 1u << 31}, {1, 2}, {{5, 8}, {7, -8}, {15, 127}}};
}

TEST(TaggerModel, SurvivesItsFile) {
  const TaggerModel model = tiny_model();
  const std::string bytes = bytes_of(model);
  EXPECT_EQ(bytes.size(), 24u + 2 * 8 + 2 * 5 + 3 * 2);
  const TaggerModel read = parse_tagger_model(bytes, "tiny.pos");
  EXPECT_EQ(bytes_of(read), bytes);
  EXPECT_EQ(read.features, model.features);
  EXPECT_EQ(read.votes[1].weight, -8);
}

TEST(TaggerModel, IsRefusedWhenDamaged) {
  const std::string bytes = bytes_of(tiny_model());
  const auto complaint = [](const std::string& damaged) {
    return error_of([&] { parse_tagger_model(damaged, "tiny.pos"); });
  };
  const auto has = [](const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
  };
  EXPECT_TRUE(has(complaint(""), "no model of a tagger"));
  EXPECT_TRUE(has(complaint("x" + bytes.substr(1)), "no model of a tagger"));
  EXPECT_TRUE(has(complaint(bytes.substr(0, bytes.size() - 1)), "bytes; expected"));
  EXPECT_TRUE(has(complaint(bytes + "x"), "bytes; expected"));
  std::string other = bytes;
  other[8] = 2;
  EXPECT_TRUE(has(complaint(other), "version 2"));
  other = bytes;
  other[other.size() - 2] = 17;  // the tag of the last vote
  EXPECT_TRUE(has(complaint(other), "a vote of the tagger is for tag 17"));
  const TaggerModel model = tiny_model();
  const std::size_t counts = 24 + 8 * model.lexicon.size() + 4 * model.features.size();
  other = bytes;
  other[counts] = 0;
  EXPECT_TRUE(has(complaint(other), "has 0 votes"));
  other[counts] = static_cast<char>(model.counts[0] + 1);
  EXPECT_TRUE(has(complaint(other), "votes together"));
  TaggerModel fallen = model;
  std::swap(fallen.features.front(), fallen.features.back());
  EXPECT_TRUE(has(complaint(bytes_of(fallen)), "do not rise"));
}

}  // namespace
}  // namespace anbn
