// SPDX-License-Identifier: Apache-2.0
#include "anbn/text/tagger_training.h"

#include <gtest/gtest.h>

namespace anbn {
namespace {

constexpr TagIndex kDet = universal_tag_index("DET"), kNoun = universal_tag_index("NOUN"),
                   kVerb = universal_tag_index("VERB"), kPunct = universal_tag_index("PUNCT"),
                   kPron = universal_tag_index("PRON");

std::vector<TaggedSentence> small_treebank() {
  const std::vector<TaggedSentence> few = {
      {{"The", "walk", "ends", "."}, {kDet, kNoun, kVerb, kPunct}},
      {{"They", "walk", "."}, {kPron, kVerb, kPunct}},
      {{"The", "talk", "ends", "."}, {kDet, kNoun, kVerb, kPunct}},
      {{"They", "talk", "."}, {kPron, kVerb, kPunct}}};
  std::vector<TaggedSentence> out;
  for (int i = 0; i < 8; ++i) out.insert(out.end(), few.begin(), few.end());
  return out;
}

TEST(TrainTagger, LearnsWhatTheNeighboursTell) {
  const auto treebank = small_treebank();
  const Tagger tagger(train_tagger(with_bare_copies(treebank), 1));
  EXPECT_EQ(accuracy_of(tagger, treebank).percent(), 100);
  const std::vector<std::string> bare = {"the", "walk", "ends"};
  EXPECT_EQ(tagger.tags(bare), (std::vector<TagIndex>{kDet, kNoun, kVerb}));
}

TEST(TrainTagger, GivesTheSameBytesForTheSameSeed) {
  const auto treebank = with_bare_copies(small_treebank());
  EXPECT_EQ(bytes_of(train_tagger(treebank, 1)), bytes_of(train_tagger(treebank, 1)));
}

TEST(WithBareCopies, AddsOneCopyOfEverySentence) {
  const std::vector<TaggedSentence> eight(8, {{"The", "End", "."}, {kDet, kNoun, kPunct}});
  const auto all = with_bare_copies(eight);
  ASSERT_EQ(all.size(), 8u + 3 + 1 + 1 + 1);  // bare, lower case, joined bare, joined cased
  EXPECT_EQ(all[8].words, (std::vector<std::string>{"the", "end"}));
  EXPECT_EQ(all[11].words, (std::vector<std::string>{"the", "end", "."}));
  EXPECT_EQ(all[12].words,
            (std::vector<std::string>{"the", "end", "um", "the", "end", "the", "end"}));
  EXPECT_EQ(all[12].tags[2], universal_tag_index("INTJ"));
  EXPECT_EQ(all[13].words, (std::vector<std::string>{"The", "End"}));
  EXPECT_EQ(all[13].tags, (std::vector<TagIndex>{kDet, kNoun}));
}

TEST(TaggedSentences, EndAtBlankLines) {
  const auto row = [](int id, const char* form, const char* upos) {
    return std::to_string(id) + "\t" + form + "\t_\t" + upos + "\t_\t_\t_\t_\t_\t_\n";
  };
  const auto sentences = tagged_sentences(
      parse_conllu("# one\n" + row(1, "Go", "VERB") + row(2, ".", "PUNCT") + "\n# two\n" +
                       row(1, "No", "_") + "\n" + row(1, "He", "PRON"),
                   "x.conllu"));
  ASSERT_EQ(sentences.size(), 2u);
  EXPECT_EQ(sentences[0].words, (std::vector<std::string>{"Go", "."}));
  EXPECT_EQ(sentences[1].tags, std::vector<TagIndex>{kPron});
}

}  // namespace
}  // namespace anbn
